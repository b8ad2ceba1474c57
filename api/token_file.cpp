#include "api/token_file.h"

#include <cerrno>
#include <filesystem>
#include <sstream>
#include <system_error>

#include "api/commands/commands.h"
#include "api/secret_file.h"
#include "engine/data/failure.h"
#include "engine/data/sha256.h"

namespace charter::api {
namespace {

constexpr std::int64_t kYearSeconds = 365LL * 24 * 3600;

bool AllHold(const std::map<std::string, std::string>& tokens, const SampleCity& city, Directory& directory,
             Timestamp now) {
  for (const SamplePerson& person : city.people) {
    const auto token = tokens.find(person.token_name);
    if (token == tokens.end()) return false;
    const auto owner = directory.FindToken(Sha256(token->second), now);
    if (!owner || owner->person != person.person.id || owner->tenant != city.tenant) return false;
  }
  return true;
}

[[noreturn]] void CannotWrite(const std::string& path) {
  throw Failure(Code::invalid_parameter, "cannot write the token file " + path + ": " +
                                             std::generic_category().message(errno) +
                                             "; choose another with --token-file PATH");
}

}  // namespace

std::map<std::string, std::string> ReadTokenFile(const std::string& path) {
  std::map<std::string, std::string> tokens;
  std::istringstream lines(ReadFile(path).value_or(""));
  for (std::string line; std::getline(lines, line);) {
    const std::size_t equals = line.find('=');
    if (line.rfind("TOKEN_", 0) == 0 && equals != std::string::npos) {
      tokens[line.substr(0, equals)] = line.substr(equals + 1);
    }
  }
  return tokens;
}

std::map<std::string, std::string> KeepOrIssueTokens(const std::string& path, const SampleCity& city,
                                                     Directory& directory, Clock& wall_clock) {
  auto tokens = ReadTokenFile(path);
  const Timestamp now = wall_clock.Now();
  if (AllHold(tokens, city, directory, now)) return tokens;
  tokens.clear();
  Identity identity(directory, wall_clock);
  std::string text = "# Tokens of the fictional people of the sample city. To use them: . " + path + "\n";
  for (const SamplePerson& person : city.people) {
    std::string token = identity.Issue(city.tenant, person.person.id, {now.seconds + kYearSeconds, 0});
    text += person.token_name + "=" + token + "\n";
    tokens[person.token_name] = std::move(token);
  }
  if (!WriteSecret(path, text)) CannotWrite(path);
  return tokens;
}

}  // namespace charter::api
