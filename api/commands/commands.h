// One function per command; each says what the command is called, takes and does.
#pragma once

#include "api/command_line.h"

namespace charter::api {

Command ServeCommand();
Command MigrateCommand();
Command CheckCommand();
Command TestCommand();
Command VerifyCommand();
Command VersionCommand();

// "--db URL", with the same words in every command.
Option DatabaseOption();
inline constexpr const char* kDefaultDatabase = "sqlite:charter.db";

// Opens the database, or says on `err` what to do and returns nothing.
std::optional<OpenDatabase> OpenOrExplain(const std::string& url, bool migrate,
                                          const Surroundings& surroundings);

// The text of a file, or nothing.
std::optional<std::string> ReadFile(const std::string& path);

}  // namespace charter::api
