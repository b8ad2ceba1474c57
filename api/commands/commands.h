// One function per command; each says what the command is called, takes and does.
#pragma once

#include "api/command_line.h"
#include "engine/data/text.h"
#include "engine/data/value.h"

namespace charter::api {

Command ServeCommand();
Command MigrateCommand();
Command CheckCommand();
Command EvalCommand();
Command SimulateCommand();
Command TestCommand();
Command DrawCommand();
Command SchemaCommand();
Command OpenApiCommand();
Command ImportScxmlCommand();
Command BackupCommand();
Command RestoreCommand();
Command ExportCommand();
Command ImportCommand();
Command VerifyCommand();
Command OutboxCommand();
Command AdminCommand();
Command SealCommand();
Command VersionCommand();

// "--db URL", with the same words in every command.
Option DatabaseOption();
inline constexpr const char* kDefaultDatabase = "sqlite:charter.db";

// "--lang", and the language that it or else LANG asks for; throws Failure invalid_parameter.
Option LanguageOption();
Language LanguageFor(const Arguments& arguments);

// Opens the database, or says on `err` what to do and returns nothing.
std::optional<OpenDatabase> OpenOrExplain(const std::string& url, bool migrate,
                                          const Surroundings& surroundings);

// "--seal-key", and the file that it or else CHARTER_SEAL_KEY names; throws Failure(invalid_parameter) for
// none.
Option SealKeyOption();
std::string SealKeyPath(const Arguments& arguments);

// The text of a file, or nothing.
std::optional<std::string> ReadFile(const std::string& path);

// The text of a file, or of `in` for "-"; throws Failure(invalid_parameter) where it cannot be read.
std::string ReadFileOrInput(const std::string& path, std::istream& in);

// JSON given for an option: as text that starts with { or [, in a file, or "-" for `in`; kAbsent for "".
// Throws Failure(invalid_parameter) that names the option and the place.
Value JsonArgument(const std::string& given, const std::string& option, std::istream& in);

// "--output FILE", for commands whose result is a text.
Option OutputOption();
// To that file, or to standard output where there is none; returns the exit code.
int WriteResult(const std::string& text, const std::string& path, const Surroundings& surroundings);

}  // namespace charter::api
