// The migrations that are built into the program, from storage/migrations/.
#pragma once

#include <span>
#include <string_view>

namespace charter::storage {

struct Migration {
  int version;            // 1, 2, 3, ... without gaps
  std::string_view name;  // "0001_first_tables"
  std::string_view sql;
};

// In order of version.
std::span<const Migration> PostgresqlMigrations();
std::span<const Migration> SqliteMigrations();

}  // namespace charter::storage
