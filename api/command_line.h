// The command line: what the commands are, and their options taken apart.
#pragma once

#include <functional>
#include <iosfwd>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "api/database.h"

namespace charter::api {

inline constexpr int kExitOk = 0;
inline constexpr int kExitFailed = 1;  // it was tried and did not work
inline constexpr int kExitUsage = 2;   // it was asked for in the wrong way

struct Option {
  enum class Value { kNone, kOptional, kRequired };
  std::string name;  // "--listen"
  Value value = Value::kNone;
  std::string placeholder;  // "HOST:PORT"
  std::string help;
};

struct Arguments {
  std::map<std::string, std::string> options;  // by name; "" for one without a value
  std::vector<std::string> words;              // what is no option

  [[nodiscard]] bool Has(const std::string& option) const { return options.contains(option); }
  [[nodiscard]] std::string Get(const std::string& option, const std::string& fallback = {}) const;
};

// What commands see of the world around them.
struct Surroundings {
  std::istream& in;
  std::ostream& out;
  std::ostream& err;
  const DatabaseDoor& door;
  std::function<void()> wait_for_end;  // returns when a server shall stop
};

struct Command {
  std::string name;
  std::string words;  // "FILE...", or "" where it takes none
  std::string summary;
  std::vector<Option> options;
  std::function<int(const Arguments&, const Surroundings&)> run;
};

// "--name value", "--name=value", "--" before words that start with two dashes. The error is a sentence
// for the user, with the nearest right option.
tl::expected<Arguments, std::string> ParseArguments(const Command& command,
                                                    const std::vector<std::string>& arguments);

// All commands, in the order in which help lists them.
const std::vector<Command>& Commands();

// Runs the command that the arguments (without the program's name) ask for; returns the exit code.
// Never throws.
int RunCommandLine(const std::vector<std::string>& arguments, const Surroundings& surroundings);

}  // namespace charter::api
