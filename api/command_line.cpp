#include "api/command_line.h"

#include <algorithm>
#include <exception>
#include <ostream>

#include "api/commands/commands.h"
#include "engine/data/failure.h"
#include "engine/data/schema.h"

namespace charter::api {
namespace {

std::vector<std::string> NamesOf(const std::vector<Option>& options) {
  std::vector<std::string> names;
  for (const Option& option : options) names.push_back(option.name);
  return names;
}

std::string UnknownOption(const Command& command, const std::string& name) {
  std::string text = "charter " + command.name + " has no option " + name;
  if (const auto near = Nearest(name, NamesOf(command.options))) text += "; did you mean " + *near + "?";
  return text;
}

std::string UsageOf(const Command& command) {
  std::string text = "usage: charter " + command.name;
  if (!command.options.empty()) text += " [options]";
  if (!command.words.empty()) text += " " + command.words;
  return text;
}

void PrintHelp(const Command& command, std::ostream& out) {
  out << UsageOf(command) << "\n\n" << command.summary << "\n";
  if (!command.options.empty()) out << "\n";
  for (const Option& option : command.options) {
    std::string head = option.name;
    if (option.value == Option::Value::kRequired) head += " " + option.placeholder;
    if (option.value == Option::Value::kOptional) head += " [" + option.placeholder + "]";
    head.resize(std::max<std::size_t>(head.size() + 2, 30), ' ');
    out << "  " << head << option.help << "\n";
  }
}

void PrintOverview(std::ostream& out) {
  out << "Charter " << CHARTER_VERSION << ": workflows for trade-union federations\n\n"
      << "usage: charter COMMAND [options]\n\n";
  for (const Command& command : Commands()) {
    std::string head = command.name;
    head.resize(14, ' ');
    out << "  " << head << command.summary << "\n";
  }
  out << "\ncharter help COMMAND tells more.\n";
}

const Command* FindCommand(const std::string& name) {
  const auto& all = Commands();
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const Command& each) { return each.name == name; });
  return found == all.end() ? nullptr : &*found;
}

int UnknownCommand(const std::string& name, std::ostream& err) {
  std::vector<std::string> names;
  for (const Command& command : Commands()) names.push_back(command.name);
  err << "charter: there is no command " << name;
  if (const auto near = Nearest(name, names)) err << "; did you mean " << *near << "?";
  err << "\ncharter help lists them all.\n";
  return kExitUsage;
}

int Help(const Arguments& arguments, const Surroundings& surroundings) {
  if (arguments.words.empty()) {
    PrintOverview(surroundings.out);
    return kExitOk;
  }
  const Command* command = FindCommand(arguments.words.front());
  if (command == nullptr) return UnknownCommand(arguments.words.front(), surroundings.err);
  PrintHelp(*command, surroundings.out);
  return kExitOk;
}

}  // namespace

std::string Arguments::Get(const std::string& option, const std::string& fallback) const {
  const auto found = options.find(option);
  return found == options.end() || found->second.empty() ? fallback : found->second;
}

tl::expected<Arguments, std::string> ParseArguments(const Command& command,
                                                    const std::vector<std::string>& arguments) {
  Arguments parsed;
  bool options_over = false;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string& argument = arguments[i];
    if (options_over || !argument.starts_with("--")) {
      parsed.words.push_back(argument);
      continue;
    }
    if (argument == "--") {
      options_over = true;
      continue;
    }
    const std::size_t equals = std::min(argument.find('='), argument.size());
    const std::string name = argument.substr(0, equals);
    const auto option = std::find_if(command.options.begin(), command.options.end(),
                                     [&](const Option& each) { return each.name == name; });
    if (option == command.options.end()) return tl::unexpected(UnknownOption(command, name));
    if (parsed.Has(name)) return tl::unexpected(name + " is given twice");
    std::string value;
    if (equals < argument.size()) {
      if (option->value == Option::Value::kNone) return tl::unexpected(name + " takes no value");
      value = argument.substr(equals + 1);
    } else if (option->value != Option::Value::kNone && i + 1 < arguments.size() &&
               arguments[i + 1].rfind("--", 0) != 0) {
      value = arguments[++i];
    }
    if (option->value == Option::Value::kRequired && value.empty()) {
      return tl::unexpected(name + " needs a value: " + name + " " + option->placeholder);
    }
    parsed.options[name] = value;
  }
  if (command.words.empty() && !parsed.words.empty()) {
    return tl::unexpected("charter " + command.name + " takes no \"" + parsed.words.front() + "\"");
  }
  return parsed;
}

const std::vector<Command>& Commands() {
  static const std::vector<Command> commands{
      ServeCommand(),    MigrateCommand(),
      CheckCommand(),    TestCommand(),
      SimulateCommand(), EvalCommand(),
      DrawCommand(),     SchemaCommand(),
      OpenApiCommand(),  ImportScxmlCommand(),
      VerifyCommand(),   SealCommand(),
      OutboxCommand(),   AdminCommand(),
      BackupCommand(),   RestoreCommand(),
      ExportCommand(),   ImportCommand(),
      VersionCommand(),  {"help", "[COMMAND]", "tell what a command does", {}, Help}};
  return commands;
}

int RunCommandLine(const std::vector<std::string>& arguments, const Surroundings& surroundings) {
  std::ostream& err = surroundings.err;
  if (arguments.empty() || arguments[0] == "--help" || arguments[0] == "-h") {
    PrintOverview(arguments.empty() ? err : surroundings.out);
    return arguments.empty() ? kExitUsage : kExitOk;
  }
  const std::string name = arguments[0] == "--version" ? "version" : arguments[0];
  const Command* command = FindCommand(name);
  if (command == nullptr) return UnknownCommand(name, err);
  const std::vector<std::string> rest(arguments.begin() + 1, arguments.end());
  if (std::find(rest.begin(), rest.end(), "--help") != rest.end()) {
    PrintHelp(*command, surroundings.out);
    return kExitOk;
  }
  const auto parsed = ParseArguments(*command, rest);
  if (!parsed) {
    err << "charter: " << parsed.error() << "\n" << UsageOf(*command) << "\n";
    return kExitUsage;
  }
  try {
    return command->run(*parsed, surroundings);
  } catch (const Failure& failure) {
    if (failure.code() == Code::invalid_parameter) {
      err << "charter: " << failure.what() << "\n";
      return kExitUsage;
    }
    err << "charter: " << Label(failure.code()) << " " << InfoOf(failure.code()).en << "\n  "
        << failure.what() << "\n";
  } catch (const std::exception& error) {
    err << "charter: " << error.what() << "\n";
  }
  return kExitFailed;
}

}  // namespace charter::api
