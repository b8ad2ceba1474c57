#include <poll.h>

#include <array>
#include <map>
#include <regex>

#include <soci/postgresql/soci-postgresql.h>
#include <soci/soci.h>

#include "engine/data/failure.h"
#include "storage/dialect.h"
#include "storage/postgresql_commit.h"
#include "storage/postgresql_native.h"

namespace charter::storage {
namespace {

// As for the backend (postgresql_native.h).
__attribute__((no_sanitize("vptr"))) std::string StateOf(const soci::postgresql_soci_error& error) {
  return error.sqlstate();
}

// libpq quotes values of a conninfo with apostrophes.
std::string Quoted(const std::string& value) {
  std::string text = "'";
  for (const char c : value) {
    if (c == '\'' || c == '\\') text += '\\';
    text += c;
  }
  return text + "'";
}

using Settings = std::map<std::string, std::string>;

Settings ParseAddress(const std::string& address) {
  char* message = nullptr;
  PQconninfoOption* options = PQconninfoParse(address.c_str(), &message);
  if (options == nullptr) {
    // libpq quotes the text back, which may hold a password.
    PQfreemem(message);
    throw Failure(Code::store_unavailable,
                  "the PostgreSQL address cannot be read; write postgresql://user@host:port/database");
  }
  Settings settings;
  for (const PQconninfoOption* option = options; option->keyword != nullptr; ++option) {
    if (option->val != nullptr) settings[option->keyword] = option->val;
  }
  PQconninfoFree(options);
  return settings;
}

class PostgresqlDialect : public Dialect {
 public:
  explicit PostgresqlDialect(const std::string& address) {
    Settings settings = ParseAddress(address);
    const auto part = [&settings](const char* key, const char* otherwise) {
      const auto found = settings.find(key);
      return found == settings.end() ? std::string(otherwise) : found->second;
    };
    address_ = "PostgreSQL at " + part("host", part("hostaddr", "the local socket").c_str()) + ":" +
               part("port", "5432") + ", database " + part("dbname", "of the user's name");
    // A host that swallows packets must not hold a request for minutes.
    settings.insert({"connect_timeout", "10"});
    settings.insert({"application_name", "charter"});
    settings["client_encoding"] = "UTF8";
    for (const auto& [key, value] : settings) conninfo_ += key + "=" + Quoted(value) + " ";
  }

  // A commit's statement works on rows by their keys, however few there were when it was planned.
  std::unique_ptr<soci::session> Connect(bool writer) const override {
    auto session = std::make_unique<soci::session>(soci::postgresql, conninfo_);
    // Compiling a statement that reads fifty rows takes longer than running it.
    RunScript(*session, "SET client_min_messages = warning; SET jit = off");
    if (writer) RunScript(*session, "SET enable_seqscan = off; SET plan_cache_mode = force_generic_plan");
    return session;
  }

  // An idle connection has nothing to read; where it does, it is the server's farewell.
  bool IsAlive(soci::session& session) const override {
    PGconn* connection = NativePostgresql(session);
    if (connection == nullptr || PQstatus(connection) != CONNECTION_OK) return false;
    if (PQtransactionStatus(connection) != PQTRANS_IDLE) return false;
    pollfd socket{PQsocket(connection), POLLIN, 0};
    return poll(&socket, 1, 0) == 0;
  }

  void RunScript(soci::session& session, const std::string& sql) const override {
    PGresult* result = PQexec(NativePostgresql(session), sql.c_str());
    const ExecStatusType status = PQresultStatus(result);
    const char* state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const std::string sqlstate = state == nullptr ? "08000" : state;
    const std::string message = PQresultErrorMessage(result);
    PQclear(result);
    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY) return;
    throw soci::postgresql_soci_error(message, sqlstate.c_str());
  }

  void ReadRows(soci::session& session, const std::string& select, const OnCells& on_row) const override {
    CopyRowsOut(NativePostgresql(session), select, on_row);
  }
  std::unique_ptr<RowWriter> WriteRows(soci::session& session, const std::string& table,
                                       const std::vector<Column>& columns) const override {
    return CopyRowsIn(NativePostgresql(session), table, columns);
  }

  // Appendix A of the PostgreSQL manual.
  Trouble Classify(const soci::soci_error& error) const override {
    const auto* known = dynamic_cast<const soci::postgresql_soci_error*>(&error);
    // SOCI reports a connection that could not be made, and one that broke, without a state.
    const std::string state = known == nullptr ? "08001" : StateOf(*known);
    if (state == "40001" || state == "40P01" || state == "55P03") return Trouble::kTransient;
    for (const std::string_view unavailable :
         {"08", "53", "57P01", "57P02", "57P03", "57014", "25006", "58030", "     "}) {
      if (state.starts_with(unavailable)) return Trouble::kUnavailable;
    }
    return Trouble::kFailed;
  }

  std::string Describe(const soci::soci_error& error) const override {
    const auto* known = dynamic_cast<const soci::postgresql_soci_error*>(&error);
    std::string message = error.get_error_message();
    // What follows names the row's values.
    message.resize(std::min(message.size(), message.find("\nDETAIL")));
    while (!message.empty() && message.back() == '\n') message.pop_back();
    return known == nullptr ? message : message + " (SQLSTATE " + StateOf(*known) + ")";
  }

  std::string_view Remedy() const override {
    return "see that it runs and that this address, user and database are right";
  }
  std::string Address() const override { return address_; }

  std::string Rows(const std::string& param) const override {
    return "json_array_elements(CAST(:" + param + " AS json))";
  }
  std::string_view ForUpdate() const override { return "FOR UPDATE"; }
  std::string_view SkipLocked() const override { return " SKIP LOCKED"; }
  std::string_view RowId() const override { return "ctid"; }
  // OFFSET keeps the planner from taking the subquery apart, and so from reading all items to join them.
  std::string ItemOf(const std::string& id) const override {
    return "LATERAL (SELECT * FROM items WHERE tenant = :tenant AND id = " + id + " OFFSET 0)";
  }
  std::string HistoryOf(const std::string& id_and_rev) const override {
    return "LATERAL (SELECT * FROM history WHERE tenant = :tenant AND (item, rev) = (" + id_and_rev +
           ") OFFSET 0)";
  }
  std::string_view BeginWrite() const override { return "BEGIN"; }
  std::string_view BeginRead() const override { return "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"; }
  void WriteUnits(Session& session, std::span<Unit* const> units) const override {
    WriteToPostgresql(session, units);
  }
  std::string_view BeginSnapshot() const override {
    return "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
  }
  // Its references are looked at after each COPY; tables are filled in the order of their references.
  std::string_view DeferReferences() const override { return ""; }
  std::string Bytes(const std::string& param) const override { return "decode(:" + param + ", 'hex')"; }
  std::string Hex(const std::string& column) const override { return "encode(" + column + ", 'hex')"; }
  bool SharesOneFile() const override { return false; }

  std::span<const Migration> Migrations() const override { return PostgresqlMigrations(); }
  std::string_view HasMigrationsTable() const override {
    return "SELECT CASE WHEN to_regclass('schema_migrations') IS NULL THEN 0 ELSE 1 END";
  }
  // The number is Charter's own; PostgreSQL counts such locks per database.
  std::string_view BeginMigration() const override {
    return "BEGIN; SELECT pg_advisory_xact_lock(4318092617)";
  }
  std::string_view NowInMicros() const override {
    return "CAST(extract(epoch FROM clock_timestamp()) * 1000000 AS bigint)";
  }

 private:
  std::string conninfo_;
  std::string address_;
};

}  // namespace

std::string PostgresqlOptions(const std::string& address) {
  Settings settings = ParseAddress(address);
  std::string options;
  const auto add = [&](const char* option, const std::string& value) {
    if (value.empty()) return;
    const bool plain =
        value.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:") ==
        std::string::npos;
    options += option;
    if (plain) options += value;
    if (!plain) options += "'" + std::regex_replace(value, std::regex("'"), R"('\'')") + "'";
    options += ' ';
  };
  add("--host=", settings["host"].empty() ? settings["hostaddr"] : settings["host"]);
  add("--port=", settings["port"]);
  add("--username=", settings["user"]);
  add("--dbname=", settings["dbname"].empty() ? settings["user"] : settings["dbname"]);
  if (!options.empty()) options.pop_back();
  return options;
}

std::unique_ptr<Dialect> MakePostgresqlDialect(const std::string& address) {
  return std::make_unique<PostgresqlDialect>(address);
}

}  // namespace charter::storage
