// All in which the two databases differ.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "storage/migrations.h"
#include "storage/rows.h"

namespace soci {
class session;
class soci_error;
}  // namespace soci

namespace charter::storage {

class Session;
struct Unit;

// What an error of the database means for the caller.
enum class Trouble {
  kTransient,    // the transaction lost against another one: run it again
  kUnavailable,  // nobody answers, or not now: the caller may try again later
  kFailed,       // it will not work next time either
};

// SQL that both databases take is written once, with these macros:
//   {rows:name}  the objects of the JSON array in parameter :name, as rows with one column `value`
//   {for_update} locks the rows read until the transaction ends
//   {skip_locked} after it: without waiting for those that others have locked
//   {row_id}     names a row of a table without a key, within one transaction
//   {item_of:x}  the item whose id is x, to the right of the rows with x, looked up for each of them in turn;
//                the condition is to be repeated: FROM a CROSS JOIN {item_of:a.x} i WHERE i.id = a.x AND ...
//   {history_of:x} the same of a row of history, where x is an item and revision: {history_of:a.item, a.rev}
//   h
//                WHERE h.item = a.item AND h.rev = a.rev AND ...
//   {bytes:name} the bytes whose hex is in parameter :name
//   {hex:column} the hex of the bytes in a column, lower case
// Immutable; safe to share between threads.
class Dialect {
 public:
  virtual ~Dialect() = default;

  // A new connection, ready for use. Throws soci::soci_error.
  [[nodiscard]] virtual std::unique_ptr<soci::session> Connect(bool writer) const = 0;
  // False where the database has closed the connection while it lay idle. Costs no round trip.
  [[nodiscard]] virtual bool IsAlive(soci::session& session) const = 0;
  // Several statements without parameters. Throws soci::soci_error.
  virtual void RunScript(soci::session& session, const std::string& sql) const = 0;

  // See rows.h.
  virtual void ReadRows(soci::session& session, const std::string& select, const OnCells& on_row) const = 0;
  [[nodiscard]] virtual std::unique_ptr<RowWriter> WriteRows(soci::session& session, const std::string& table,
                                                             const std::vector<Column>& columns) const = 0;

  [[nodiscard]] virtual Trouble Classify(const soci::soci_error& error) const = 0;
  // What the database says, for the log: neither parameters nor passwords.
  [[nodiscard]] virtual std::string Describe(const soci::soci_error& error) const = 0;
  // What to look at where nobody answers.
  [[nodiscard]] virtual std::string_view Remedy() const = 0;
  // Where it is, for the log, without a password.
  [[nodiscard]] virtual std::string Address() const = 0;

  [[nodiscard]] virtual std::string Rows(const std::string& param) const = 0;
  [[nodiscard]] virtual std::string_view ForUpdate() const = 0;
  [[nodiscard]] virtual std::string_view SkipLocked() const = 0;
  [[nodiscard]] virtual std::string_view RowId() const = 0;
  [[nodiscard]] virtual std::string ItemOf(const std::string& id) const = 0;
  [[nodiscard]] virtual std::string HistoryOf(const std::string& id_and_rev) const = 0;
  [[nodiscard]] virtual std::string_view BeginWrite() const = 0;
  // Begins a transaction that reads everything as it stands at its first statement.
  [[nodiscard]] virtual std::string_view BeginRead() const = 0;
  // Writes all units in one transaction; one whose items are at another revision, or whose ledger entries
  // are refused, gets a conflict and leaves nothing behind. Each unit has been checked (see checks.h).
  // The session is one that Connect made for writing.
  virtual void WriteUnits(Session& session, std::span<Unit* const> units) const = 0;
  // Begins a transaction that sees one moment and changes nothing.
  [[nodiscard]] virtual std::string_view BeginSnapshot() const = 0;
  // Within a transaction: rows that refer to each other may come in any order.
  [[nodiscard]] virtual std::string_view DeferReferences() const = 0;
  [[nodiscard]] virtual std::string Bytes(const std::string& param) const = 0;
  [[nodiscard]] virtual std::string Hex(const std::string& column) const = 0;
  // Whether only one transaction at a time can write.
  [[nodiscard]] virtual bool SharesOneFile() const = 0;

  [[nodiscard]] virtual std::span<const Migration> Migrations() const = 0;
  // Query with one column and one row: not 0 where the table schema_migrations is there.
  [[nodiscard]] virtual std::string_view HasMigrationsTable() const = 0;
  // Begins a transaction that only one process at a time can be in.
  [[nodiscard]] virtual std::string_view BeginMigration() const = 0;
  // The database's own clock as an expression, in microseconds; only migrations are dated by it.
  [[nodiscard]] virtual std::string_view NowInMicros() const = 0;
};

// Of an address as OpenStore takes it, but memory:. Throws Failure (store_unavailable) where it makes no
// sense.
std::unique_ptr<Dialect> MakeDialect(const std::string& url);
// The path of sqlite:PATH; nothing for another address.
std::optional<std::string> SqlitePath(const std::string& url);

// A PostgreSQL address as options of PostgreSQL's own programs, "--host=... --port=... --username=...
// --dbname=...", quoted for a shell and without the password.
std::string PostgresqlOptions(const std::string& address);

std::unique_ptr<Dialect> MakePostgresqlDialect(const std::string& address);
std::unique_ptr<Dialect> MakeSqliteDialect(const std::string& path);

// Replaces the macros.
std::string Expand(const Dialect& dialect, std::string_view sql);

}  // namespace charter::storage
