#include "storage/open_store.h"

#include <filesystem>
#include <string_view>
#include <utility>

#include "engine/data/failure.h"
#include "storage/memory_directory.h"
#include "storage/memory_files.h"
#include "storage/memory_store.h"
#include "storage/migrate.h"
#include "storage/sql_directory.h"
#include "storage/sql_files.h"
#include "storage/sql_store.h"

namespace charter::storage {
namespace {

constexpr std::string_view kMemory = "memory:";

// Opening would create the file, and a mistyped path must not look like an empty database.
bool IsMissingFile(const std::string& url) {
  std::error_code ignored;
  const auto path = SqlitePath(url);
  return path && !std::filesystem::exists(*path, ignored);
}

}  // namespace

OpenedStore::OpenedStore(std::unique_ptr<Store> store, std::unique_ptr<Directory> directory,
                         std::unique_ptr<Files> files)
    : store_(std::move(store)), directory_(std::move(directory)), files_(std::move(files)) {}
OpenedStore::~OpenedStore() = default;

std::unique_ptr<OpenedStore> OpenStore(const std::string& url, const OpenOptions& options) {
  if (url == kMemory) {
    auto store = std::make_unique<MemoryStore>();
    auto directory = std::make_unique<MemoryDirectory>(*store);
    return std::make_unique<OpenedStore>(std::move(store), std::move(directory),
                                         std::make_unique<MemoryFiles>());
  }
  auto dialect = MakeDialect(url);
  if (options.migrate) Migrate(url);
  if (IsMissingFile(url)) {
    throw Failure(Code::store_schema, "there is no SQLite file " + *SqlitePath(url) +
                                          "; create it with: charter migrate --db " + url);
  }
  auto database = std::make_shared<Database>(std::move(dialect), options.connections);
  const SchemaVersions versions = ReadSchemaVersions(*database);
  CheckNotNewer(*database, versions);
  if (versions.present < versions.wanted) {
    throw Failure(Code::store_schema, database->dialect().Address() + " has schema version " +
                                          std::to_string(versions.present) + " and this program needs " +
                                          std::to_string(versions.wanted) + "; run: charter migrate");
  }
  return std::make_unique<OpenedStore>(std::make_unique<SqlStore>(database),
                                       std::make_unique<SqlDirectory>(database),
                                       std::make_unique<SqlFiles>(database));
}

int Migrate(const std::string& url) {
  if (url == kMemory) return 0;
  Database database(MakeDialect(url), 1);
  return ApplyMigrations(database);
}

SchemaVersions SchemaVersion(const std::string& url) {
  if (url == kMemory) return {};
  Database database(MakeDialect(url), 1);
  if (IsMissingFile(url)) return {0, LatestVersion(database)};
  return ReadSchemaVersions(database);
}

}  // namespace charter::storage
