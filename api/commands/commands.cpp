#include "api/commands/commands.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <ostream>
#include <sstream>

#include "engine/data/failure.h"
#include "engine/data/json.h"

namespace charter::api {

Option LanguageOption() {
  return {"--lang", Option::Value::kRequired, "zh|en", "the language at the terminal (that of LANG)"};
}

Language LanguageFor(const Arguments& arguments) {
  const char* variable = std::getenv("LANG");  // NOLINT(concurrency-mt-unsafe): before any thread
  const std::string language = arguments.Get("--lang", variable != nullptr ? variable : "");
  if (arguments.Has("--lang") && language != "zh" && language != "en")
    throw Failure(Code::invalid_parameter, "--lang is zh or en, not \"" + language + "\"");
  return language.starts_with("zh") ? Language::kZh : Language::kEn;
}

Option DatabaseOption() {
  return {"--db", Option::Value::kRequired, "URL",
          "sqlite:FILE or postgresql://USER@HOST/NAME (" + std::string(kDefaultDatabase) + ")"};
}

std::optional<OpenDatabase> OpenOrExplain(const std::string& url, bool migrate,
                                          const Surroundings& surroundings) {
  try {
    return surroundings.door.open(url, migrate);
  } catch (const Failure& failure) {
    surroundings.err << "charter: " << Label(failure.code()) << " " << failure.what() << "\n";
    if (failure.code() == Code::store_schema) {
      surroundings.err << "  To bring its tables up to date: charter migrate --db " << url << "\n";
    }
    return std::nullopt;
  }
}

std::optional<std::string> ReadFile(const std::string& path) {
  const std::ifstream file(path, std::ios::binary);
  if (!file || std::filesystem::is_directory(path)) return std::nullopt;
  std::ostringstream text;
  text << file.rdbuf();
  if (text.bad()) return std::nullopt;
  return text.str();
}

std::string ReadFileOrInput(const std::string& path, std::istream& in) {
  if (path == "-") return {std::istreambuf_iterator<char>(in), {}};
  auto text = ReadFile(path);
  if (!text) throw Failure(Code::invalid_parameter, path + ": cannot be read");
  return *std::move(text);
}

Value JsonArgument(const std::string& given, const std::string& option, std::istream& in) {
  if (given.empty()) return {};
  const bool is_text = given.front() == '{' || given.front() == '[';
  const std::string text = is_text ? given : ReadFileOrInput(given, in);
  auto json = ParseJson(text);
  if (json) return *std::move(json);
  const auto upto = text.begin() + static_cast<std::ptrdiff_t>(std::min(json.error().offset, text.size()));
  const auto line = std::count(text.begin(), upto, '\n') + 1;
  throw Failure(Code::invalid_parameter, (is_text ? option : given) + ", line " + std::to_string(line) +
                                             ": not JSON: " + json.error().message.en);
}

Option OutputOption() {
  return {"--output", Option::Value::kRequired, "FILE", "write to this file (standard output)"};
}

int WriteResult(const std::string& text, const std::string& path, const Surroundings& surroundings) {
  if (path.empty()) {
    surroundings.out << text;
    return kExitOk;
  }
  std::ofstream file(path, std::ios::binary);
  file << text;
  file.close();
  if (file.good()) return kExitOk;
  surroundings.err << "charter: cannot write " << path << "\n";
  return kExitFailed;
}

Command VersionCommand() {
  return {"version", "", "print the version", {}, [](const Arguments&, const Surroundings& surroundings) {
            surroundings.out << "charter " << CHARTER_VERSION << "\n";
            return kExitOk;
          }};
}

Command MigrateCommand() {
  return {"migrate",
          "",
          "create a database's tables or bring them up to date",
          {DatabaseOption()},
          [](const Arguments& arguments, const Surroundings& surroundings) {
            const std::string url = arguments.Get("--db", kDefaultDatabase);
            const int applied = surroundings.door.migrate(url);
            if (applied == 0) surroundings.out << "The tables are up to date already.\n";
            if (applied > 0)
              surroundings.out << "The tables are up to date now; migrations applied: " << applied << ".\n";
            return kExitOk;
          }};
}

}  // namespace charter::api
