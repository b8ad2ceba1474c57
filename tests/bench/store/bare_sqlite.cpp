// The same writes with nothing around them: statements prepared once, WAL, full sync. What the rows hold
// comes from the template's, whatever columns they have.
#include <sqlite3.h>

#include <map>
#include <mutex>
#include <stdexcept>

#include "tests/bench/store/contestant.h"

namespace charter::bench {
namespace {

class Connection {
 public:
  explicit Connection(const std::string& path) {
    if (sqlite3_open(path.c_str(), &handle_) != SQLITE_OK) Fail();
    const char* settings =
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -16000; "
        "PRAGMA foreign_keys = ON";
    if (sqlite3_exec(handle_, settings, nullptr, nullptr, nullptr) != SQLITE_OK) Fail();
  }
  ~Connection() { sqlite3_close_v2(handle_); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  [[noreturn]] void Fail() const {
    throw std::runtime_error(std::string("SQLite: ") + sqlite3_errmsg(handle_));
  }
  [[nodiscard]] sqlite3* handle() const { return handle_; }

 private:
  sqlite3* handle_ = nullptr;
};

class Prepared {
 public:
  Prepared(const Connection& connection, const std::string& sql) : connection_(connection) {
    if (sqlite3_prepare_v3(connection.handle(), sql.c_str(), -1, SQLITE_PREPARE_PERSISTENT, &statement_,
                           nullptr) != SQLITE_OK)
      connection.Fail();
  }
  ~Prepared() { sqlite3_finalize(statement_); }
  Prepared(const Prepared&) = delete;
  Prepared& operator=(const Prepared&) = delete;

  // The text must stay until the statement has run.
  Prepared& Bind(const char* name, const std::string& text) {
    sqlite3_bind_text(statement_, At(name), text.data(), static_cast<int>(text.size()), SQLITE_STATIC);
    return *this;
  }
  Prepared& Bind(const char* name, std::int64_t number) {
    sqlite3_bind_int64(statement_, At(name), number);
    return *this;
  }

  // Whether there is a row.
  bool Step() {
    const int result = sqlite3_step(statement_);
    if (result != SQLITE_ROW && result != SQLITE_DONE) connection_.Fail();
    return result == SQLITE_ROW;
  }
  // To its end.
  void Run() {
    while (Step()) {
    }
    sqlite3_reset(statement_);
  }
  [[nodiscard]] sqlite3_stmt* raw() const { return statement_; }

 private:
  [[nodiscard]] int At(const char* name) const { return sqlite3_bind_parameter_index(statement_, name); }

  const Connection& connection_;
  sqlite3_stmt* statement_ = nullptr;
};

constexpr int kFirstOfCopied = 100;

// Inserts a copy of the last row of the template in a table; `changed` says which columns are parameters.
std::unique_ptr<Prepared> Copying(const Connection& connection, const std::string& table,
                                  const std::string& item, const std::string& last_by) {
  const std::string tenant = "bench";
  Prepared last(connection, "SELECT * FROM " + table + " WHERE tenant = :tenant AND item = :item ORDER BY " +
                                last_by + " DESC LIMIT 1");
  if (!last.Bind(":tenant", tenant).Bind(":item", item).Step())
    throw std::runtime_error("the template has no row in " + table);
  const std::map<std::string, std::string> parameters = {
      {"tenant", ":tenant"}, {"item", ":item"}, {last_by, ":" + last_by}};
  std::string names;
  std::string values;
  const int columns = sqlite3_column_count(last.raw());
  for (int i = 0; i < columns; ++i) {
    const std::string name = sqlite3_column_name(last.raw(), i);
    const auto parameter = parameters.find(name);
    names += (i == 0 ? "" : ", ") + name;
    values += i == 0 ? "" : ", ";
    values += parameter == parameters.end() ? "?" + std::to_string(kFirstOfCopied + i) : parameter->second;
  }
  auto insert = std::make_unique<Prepared>(
      connection, "INSERT INTO " + table + " (" + names + ") VALUES (" + values + ")");
  for (int i = 0; i < columns; ++i) {
    if (!parameters.contains(sqlite3_column_name(last.raw(), i)))
      sqlite3_bind_value(insert->raw(), kFirstOfCopied + i, sqlite3_column_value(last.raw(), i));
  }
  return insert;
}

class BareSqlite : public Contestant {
 public:
  BareSqlite(const std::string& path, const std::string& item)
      : connection_(path),
        history_(Copying(connection_, "history", item, "rev")),
        outbox_(Copying(connection_, "outbox", item, "rev")),
        tasks_(Copying(connection_, "tasks", item, "state")),
        timers_(Copying(connection_, "timers", item, "id")) {
    Prepared row(connection_,
                 "SELECT rev, snapshot, (SELECT max(id) FROM timers WHERE item = items.id) FROM items "
                 "WHERE tenant = :tenant AND id = :item");
    if (!row.Bind(":tenant", tenant_).Bind(":item", item).Step()) throw std::runtime_error("no item " + item);
    template_.rev = sqlite3_column_int64(row.raw(), 0);
    snapshot_.assign(reinterpret_cast<const char*>(sqlite3_column_text(row.raw(), 1)));
    template_.timer = sqlite3_column_int64(row.raw(), 2);
  }

  [[nodiscard]] ItemState Template() const override { return template_; }

  void Write(std::int64_t n, ItemState& state, bool full) override {
    const std::string item = ItemIdOf(n);
    const std::string present = state.there ? "there" : "here";
    const ItemState next{state.rev + 1, state.timer + (full ? 1 : 0), state.there != full};
    const std::string coming = next.there ? "there" : "here";
    const std::string states = "[\"" + coming + "\"]";
    const std::scoped_lock lock(mutex_);
    begin_.Run();
    update_.Bind(":rev", next.rev).Bind(":snapshot", snapshot_).Bind(":states", states);
    Of(update_, item).Bind(":expected", state.rev).Run();
    if (sqlite3_changes(connection_.handle()) != 1) throw std::runtime_error("another has written " + item);
    for (Prepared* insert : {history_.get(), outbox_.get()}) Of(*insert, item).Bind(":rev", next.rev).Run();
    if (full) {
      const std::string left = "a" + present;
      const std::string entered = "a" + coming;
      Of(drop_key_, item).Bind(":key", left).Run();
      Of(add_key_, item).Bind(":key", entered).Run();
      Of(add_count_, item).Bind(":present", present).Bind(":coming", coming).Run();
      Of(drop_task_, item).Bind(":state", present).Run();
      Of(*tasks_, item).Bind(":state", coming).Run();
      Of(drop_timer_, item).Bind(":id", state.timer).Run();
      Of(*timers_, item).Bind(":id", next.timer).Run();
    }
    commit_.Run();
    state = next;
  }

 private:
  Prepared& Of(Prepared& statement, const std::string& item) const {
    return statement.Bind(":tenant", tenant_).Bind(":item", item);
  }

  const std::string tenant_ = "bench";
  Connection connection_;
  std::mutex mutex_;
  ItemState template_;
  std::string snapshot_;
  Prepared begin_{connection_, "BEGIN IMMEDIATE"};
  Prepared commit_{connection_, "COMMIT"};
  Prepared update_{connection_,
                   "UPDATE items SET rev = :rev, updated_at = updated_at + 1, snapshot = :snapshot, "
                   "states = :states WHERE tenant = :tenant AND id = :item AND rev = :expected"};
  Prepared drop_key_{connection_,
                     "DELETE FROM item_keys WHERE tenant = :tenant AND key = :key AND item = :item"};
  Prepared add_key_{connection_, "INSERT INTO item_keys (tenant, key, item) VALUES (:tenant, :key, :item)"};
  Prepared add_count_{
      connection_,
      "INSERT INTO commit_notes (tenant, item, rev, org_path, workflow, left_state, entered_state) SELECT "
      "tenant, id, rev, org_path, workflow, :present, :coming FROM items WHERE tenant = :tenant AND id = "
      ":item"};
  Prepared drop_task_{connection_,
                      "DELETE FROM tasks WHERE tenant = :tenant AND item = :item AND state = :state"};
  Prepared drop_timer_{connection_,
                       "DELETE FROM timers WHERE tenant = :tenant AND item = :item AND id = :id"};
  std::unique_ptr<Prepared> history_;
  std::unique_ptr<Prepared> outbox_;
  std::unique_ptr<Prepared> tasks_;
  std::unique_ptr<Prepared> timers_;
};

}  // namespace

std::unique_ptr<Contestant> MakeBareSqlite(const std::string& path, const std::string& item) {
  return std::make_unique<BareSqlite>(path, item);
}

}  // namespace charter::bench
