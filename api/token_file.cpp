#include "api/token_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <sstream>
#include <system_error>

#include "api/commands/commands.h"
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

// Written beside and renamed, so that nobody reads half of it, and never readable for others.
void WriteSecret(const std::string& path, const std::string& text) {
  const std::string beside = path + ".new";
  const int file = open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (file < 0) CannotWrite(path);
  const bool written =
      fchmod(file, 0600) == 0 && write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  close(file);
  if (!written || rename(beside.c_str(), path.c_str()) != 0) CannotWrite(path);
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
  WriteSecret(path, text);
  return tokens;
}

}  // namespace charter::api
