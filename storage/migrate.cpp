#include "storage/migrate.h"

#include <string>

#include "engine/data/failure.h"
#include "storage/chain_history.h"
#include "storage/list_fill.h"

namespace charter::storage {
namespace {

constexpr std::string_view kMigrationsTable =
    "CREATE TABLE IF NOT EXISTS schema_migrations (version bigint PRIMARY KEY, name text NOT NULL, "
    "applied_at bigint NOT NULL)";

int PresentVersion(Session& session) {
  std::int64_t there = 0;
  session.Query(session.dialect().HasMigrationsTable(), {}, 1,
                [&](const Row& row) { there = row.Number(0); });
  std::int64_t version = 0;
  if (there != 0) {
    session.Query("SELECT COALESCE(max(version), 0) FROM schema_migrations", {}, 1,
                  [&](const Row& row) { version = row.Number(0); });
  }
  return static_cast<int>(version);
}

// Where a migration needs more than SQL, a line of its text names the step to be taken there.
constexpr std::string_view kStepLine = "-- step: ";

void TakeStep(Session& session, std::string_view name) {
  if (name == "chain_history") return ChainHistory(session);
  if (name == "fill_lists") return FillLists(session);
  throw Failure(Code::internal_error, "no step " + std::string(name));
}

void Apply(Session& session, std::string_view sql) {
  const std::size_t line = sql.find(kStepLine);
  session.RunScript(std::string(sql.substr(0, line)));
  if (line == std::string_view::npos) return;
  const std::string_view rest = sql.substr(line + kStepLine.size());
  const std::size_t end = rest.find('\n');
  TakeStep(session, rest.substr(0, end));
  Apply(session, rest.substr(end));
}

std::string Quoted(std::string_view text) { return "'" + std::string(text) + "'"; }

// True if there was one to apply. The lock is taken before the version is read: of several processes
// that start at once, one applies it and the others see it applied.
bool ApplyNext(Session& session, const Database& database) {
  const Dialect& dialect = session.dialect();
  session.RunScript(std::string(dialect.BeginMigration()));
  session.RunScript(std::string(kMigrationsTable));
  const SchemaVersions versions{PresentVersion(session), LatestVersion(database)};
  CheckNotNewer(database, versions);
  for (const Migration& migration : dialect.Migrations()) {
    if (migration.version <= versions.present) continue;
    Apply(session, migration.sql);
    session.RunScript("INSERT INTO schema_migrations (version, name, applied_at) VALUES (" +
                      std::to_string(migration.version) + ", " + Quoted(migration.name) + ", " +
                      std::string(dialect.NowInMicros()) + ")");
    session.RunScript("COMMIT");
    return true;
  }
  session.RunScript("COMMIT");
  return false;
}

}  // namespace

int LatestVersion(const Database& database) { return database.dialect().Migrations().back().version; }

SchemaVersions ReadSchemaVersions(Database& database) {
  const int present = database.Read([](Session& session) { return PresentVersion(session); });
  return {present, LatestVersion(database)};
}

void CheckNotNewer(const Database& database, const SchemaVersions& versions) {
  if (versions.present <= versions.wanted) return;
  throw Failure(Code::store_schema, database.dialect().Address() + " has schema version " +
                                        std::to_string(versions.present) +
                                        ", made by a newer program; this one knows " +
                                        std::to_string(versions.wanted) + ": run the newer program");
}

int ApplyMigrations(Database& database) {
  int applied = 0;
  while (database.Write([&](Session& session) { return ApplyNext(session, database); })) ++applied;
  return applied;
}

}  // namespace charter::storage
