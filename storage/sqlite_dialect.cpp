#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include "engine/data/failure.h"
#include "engine/data/hex.h"
#include "storage/dialect.h"
#include "storage/sqlite_commit.h"

namespace charter::storage {
namespace {

// SOCI does not export the type information of its backends, which the sanitizer would ask for.
__attribute__((no_sanitize("vptr"))) sqlite_api::sqlite3* Native(soci::session& session) {
  return static_cast<soci::sqlite3_session_backend*>(session.get_backend())->conn_;
}

__attribute__((no_sanitize("vptr"))) int ResultOf(const soci::sqlite3_soci_error& error) {
  return error.result();
}

// SQLite has an unhex of its own from 3.41 on.
void Unhex(sqlite_api::sqlite3_context* context, int /*count*/, sqlite_api::sqlite3_value** values) {
  const auto* text = reinterpret_cast<const char*>(sqlite_api::sqlite3_value_text(*values));
  const auto size = static_cast<std::size_t>(sqlite_api::sqlite3_value_bytes(*values));
  const std::string bytes = FromHex({text, size});
  auto* copied = sqlite_api::sqlite3_malloc64(bytes.size());
  if (copied == nullptr) return sqlite_api::sqlite3_result_error_nomem(context);
  bytes.copy(static_cast<char*>(copied), bytes.size());
  sqlite_api::sqlite3_result_blob64(context, copied, bytes.size(), sqlite_api::sqlite3_free);
}

class SqliteDialect : public Dialect {
 public:
  explicit SqliteDialect(const std::string& path) : path_(path) {
    if (path_.empty() || path_.find('"') != std::string::npos) {
      throw Failure(Code::store_unavailable,
                    "the SQLite path '" + path_ + "' cannot be used: it must not be empty or hold a quote");
    }
  }

  std::unique_ptr<soci::session> Connect(bool writer) const override {
    auto session = std::make_unique<soci::session>(soci::sqlite3, "db=\"" + path_ + "\"");
    // The writers of this process queue before they come here: only another process makes us wait.
    RunScript(*session, "PRAGMA busy_timeout = 5000");
    RunScript(*session, "PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL; PRAGMA cache_size = -16000");
    sqlite_api::sqlite3_create_function_v2(Native(*session), "charter_unhex", 1,
                                           SQLITE_UTF8 | SQLITE_DETERMINISTIC, nullptr, Unhex, nullptr,
                                           nullptr, nullptr);
    RunScript(*session, writer ? "PRAGMA journal_mode = WAL" : "PRAGMA query_only = ON");
    return session;
  }

  bool IsAlive(soci::session& session) const override {
    return sqlite_api::sqlite3_get_autocommit(Native(session)) != 0;
  }

  void RunScript(soci::session& session, const std::string& sql) const override {
    char* text = nullptr;
    const int result = sqlite_api::sqlite3_exec(Native(session), sql.c_str(), nullptr, nullptr, &text);
    const std::string message = text == nullptr ? "" : text;
    sqlite_api::sqlite3_free(text);
    if (result != SQLITE_OK) throw soci::sqlite3_soci_error(message, result);
  }

  void ReadRows(soci::session& session, const std::string& select, const OnCells& on_row) const override {
    StepRowsOut(Native(session), select, on_row);
  }
  std::unique_ptr<RowWriter> WriteRows(soci::session& session, const std::string& table,
                                       const std::vector<Column>& columns) const override {
    return InsertRows(Native(session), table, columns);
  }

  // https://www.sqlite.org/rescode.html; SOCI's own error category is never set for SQLite.
  Trouble Classify(const soci::soci_error& error) const override {
    const auto* known = dynamic_cast<const soci::sqlite3_soci_error*>(&error);
    if (known == nullptr) return Trouble::kFailed;
    switch (ResultOf(*known) & 0xff) {
      case SQLITE_BUSY:
      case SQLITE_LOCKED:
      case SQLITE_CANTOPEN:
      case SQLITE_READONLY:
      case SQLITE_IOERR:
      case SQLITE_FULL:
      case SQLITE_NOMEM:
        return Trouble::kUnavailable;
      default:
        return Trouble::kFailed;
    }
  }

  std::string Describe(const soci::soci_error& error) const override {
    const auto* known = dynamic_cast<const soci::sqlite3_soci_error*>(&error);
    const std::string message = error.get_error_message();
    return known == nullptr ? message : message + " (result code " + std::to_string(ResultOf(*known)) + ")";
  }

  std::string_view Remedy() const override {
    return "see that its folder is there, may be written by this user and has room";
  }
  std::string Address() const override { return "SQLite file " + path_; }

  std::string Rows(const std::string& param) const override { return "json_each(:" + param + ")"; }
  // The whole file is locked already: see BeginWrite.
  std::string_view ForUpdate() const override { return ""; }
  std::string_view SkipLocked() const override { return ""; }
  std::string_view RowId() const override { return "rowid"; }
  // SQLite takes the tables of a CROSS JOIN in the order in which they are written.
  std::string ItemOf(const std::string& /*id*/) const override { return "items"; }
  std::string HistoryOf(const std::string& /*id_and_rev*/) const override { return "history"; }
  // Takes the write lock at once: a transaction that reads first and writes later would fail at the
  // write where another process has written in between.
  std::string_view BeginWrite() const override { return "BEGIN IMMEDIATE"; }
  std::string_view BeginRead() const override { return "BEGIN"; }
  void WriteUnits(Session& session, std::span<Unit* const> units) const override {
    WriteToSqlite(session, units);
  }
  std::string_view BeginSnapshot() const override { return "BEGIN"; }
  std::string_view DeferReferences() const override { return "PRAGMA defer_foreign_keys = ON"; }
  std::string Bytes(const std::string& param) const override { return "charter_unhex(:" + param + ")"; }
  std::string Hex(const std::string& column) const override { return "lower(hex(" + column + "))"; }
  bool SharesOneFile() const override { return true; }

  std::span<const Migration> Migrations() const override { return SqliteMigrations(); }
  std::string_view HasMigrationsTable() const override {
    return "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'schema_migrations'";
  }
  std::string_view BeginMigration() const override { return "BEGIN IMMEDIATE"; }
  std::string_view NowInMicros() const override {
    return "CAST((julianday('now') - 2440587.5) * 86400000000 AS bigint)";
  }

 private:
  std::string path_;
};

}  // namespace

std::unique_ptr<Dialect> MakeSqliteDialect(const std::string& path) {
  return std::make_unique<SqliteDialect>(path);
}

}  // namespace charter::storage
