#include "storage/postgresql_commit.h"

#include <algorithm>
#include <array>
#include <bitset>
#include <map>
#include <mutex>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "storage/answers.h"
#include "storage/changes.h"
#include "storage/database.h"
#include "storage/items.h"
#include "storage/json_rows.h"
#include "storage/ledger.h"
#include "storage/postgresql_link.h"
#include "storage/task_cursor.h"

namespace charter::storage {
namespace {

// A set of writes is one statement: arrays in, one row for each write, and parts that put the rows of the
// other tables. The first part writes the items; one whose revision is another is not among `written`, and
// the other parts follow only that. No two parts meet in one row (see Changes).
struct Column {
  std::string_view name;
  PostgresqlArray::Of of = PostgresqlArray::Of::kText;
};
constexpr auto kNumber = PostgresqlArray::Of::kNumber;

struct Part {
  std::string_view sql;  // {in} stands for its arrays as rows `r`, whose `n` is the place of the write
  std::vector<Column> columns;
};

const Part kItems = {"",
                     {{"tenant"},
                      {"id"},
                      {"expected_rev", kNumber},
                      {"number"},
                      {"version", kNumber},
                      {"org"},
                      {"org_path"},
                      {"title"},
                      {"updated_at", kNumber},
                      {"rev", kNumber},
                      {"sealed", kNumber},
                      {"status"},
                      {"states"},
                      {"snapshot"},
                      {"head"},
                      {"workflow"},
                      {"parent"},
                      {"created_by"},
                      {"created_at", kNumber}}};

constexpr std::string_view kUpdate =
    "written AS (UPDATE items i SET number = w.number, version = w.version, org = w.org, "
    "org_path = w.org_path, title = w.title, updated_at = w.updated_at, rev = w.rev, sealed = w.sealed, "
    "status = w.status, states = w.states, snapshot = w.snapshot, head = w.head "
    "FROM w WHERE i.tenant = w.tenant AND i.id = w.id AND i.rev = w.expected_rev "
    "RETURNING w.n, w.tenant, w.id, w.org_path)";
constexpr std::string_view kInsert =
    "made AS (INSERT INTO items (tenant, id, number, version, org, org_path, title, updated_at, rev, sealed, "
    "status, states, snapshot, head, workflow, parent, created_by, created_at) "
    "SELECT tenant, id, number, version, org, org_path, title, updated_at, rev, sealed, status, states, "
    "snapshot, head, workflow, parent, created_by, created_at FROM w "
    "ON CONFLICT (tenant, id) DO NOTHING RETURNING tenant, id), "
    "written AS (SELECT w.n, w.tenant, w.id, w.org_path FROM w JOIN made USING (tenant, id))";

enum PartIndex : std::size_t {
  kHistory,
  kRenamed,
  kKeysGone,
  kKeysAdded,
  kNotes,
  kTasksGone,
  kTasksPut,
  kTimersGone,
  kTimersPut,
  kOutbox,
  kAnswers,
  kPartCount
};
using PartSet = std::bitset<kPartCount>;

const std::array<Part, kPartCount>& Parts() {
  static const std::array<Part, kPartCount> parts = {{
      {"INSERT INTO history (tenant, item, rev, at, recorded_at, event, source, actor, input, from_states, "
       "to_states, detail, hash, names) SELECT w.tenant, w.id, r.rev, r.at, r.recorded_at, r.event, "
       "r.source, "
       "r.actor, r.input, r.from_states, r.to_states, r.detail, r.hash, r.names "
       "FROM {in} JOIN written w ON w.n = r.n",
       {{"rev", kNumber},
        {"at", kNumber},
        {"recorded_at", kNumber},
        {"event"},
        {"source"},
        {"actor"},
        {"input"},
        {"from_states"},
        {"to_states"},
        {"detail"},
        {"hash"},
        {"names"}}},
      {"UPDATE history h SET names = r.names FROM {in} JOIN written w ON w.n = r.n "
       "WHERE h.tenant = w.tenant AND h.item = w.id AND h.rev = r.rev",
       {{"rev", kNumber}, {"names"}}},
      {"DELETE FROM item_keys t USING {in} JOIN written w ON w.n = r.n "
       "WHERE t.tenant = w.tenant AND t.key = r.key AND t.item = w.id",
       {{"key"}}},
      {"INSERT INTO item_keys (tenant, key, item) SELECT w.tenant, r.key, w.id "
       "FROM {in} JOIN written w ON w.n = r.n",
       {{"key"}}},
      {"INSERT INTO commit_notes (tenant, item, rev, org_path, workflow, left_state, entered_state) "
       "SELECT w.tenant, w.id, r.rev, r.org_path, r.workflow, r.left_state, r.entered_state "
       "FROM {in} JOIN written w ON w.n = r.n",
       {{"rev", kNumber}, {"org_path"}, {"workflow"}, {"left_state"}, {"entered_state"}}},
      {"DELETE FROM tasks t USING {in} JOIN written w ON w.n = r.n WHERE t.tenant = w.tenant "
       "AND t.item = w.id AND t.state = r.state AND t.role = r.role AND t.person = r.person",
       {{"state"}, {"role"}, {"person"}}},
      {"INSERT INTO tasks (tenant, item, state, role, person, org_path, since, due) "
       "SELECT w.tenant, w.id, r.state, r.role, r.person, w.org_path, r.since, r.due "
       "FROM {in} JOIN written w ON w.n = r.n ON CONFLICT (tenant, item, state, role, person) "
       "DO UPDATE SET org_path = excluded.org_path, since = excluded.since, due = excluded.due",
       {{"state"}, {"role"}, {"person"}, {"since", kNumber}, {"due", kNumber}}},
      {"DELETE FROM timers t USING {in} JOIN written w ON w.n = r.n "
       "WHERE t.tenant = w.tenant AND t.item = w.id AND t.id = r.id",
       {{"id", kNumber}}},
      {"INSERT INTO timers (tenant, item, id, due) SELECT w.tenant, w.id, r.id, r.due "
       "FROM {in} JOIN written w ON w.n = r.n ON CONFLICT (tenant, item, id) DO UPDATE SET due = "
       "excluded.due",
       {{"id", kNumber}, {"due", kNumber}}},
      {"INSERT INTO outbox (tenant, item, rev, position, kind, payload) "
       "SELECT w.tenant, w.id, r.rev, r.position, r.kind, r.payload FROM {in} JOIN written w ON w.n = r.n",
       {{"rev", kNumber}, {"position", kNumber}, {"kind"}, {"payload"}}},
      // A key that is taken fails the set, and each unit is then tried alone.
      {"INSERT INTO answers (tenant, person, key, fingerprint, status, headers, body, created_at, "
       "expires_at) "
       "SELECT w.tenant, r.person, r.key, r.fingerprint, r.status, r.headers, r.body, r.created_at, "
       "r.expires_at FROM {in} JOIN written w ON w.n = r.n",
       {{"person"},
        {"key"},
        {"fingerprint"},
        {"status", kNumber},
        {"headers"},
        {"body"},
        {"created_at", kNumber},
        {"expires_at", kNumber}}},
  }};
  return parts;
}

struct Text {
  std::string name;
  std::string sql;
};

// "unnest($1::text[], ...)" from parameter `from` on, which is counted on, and its names.
struct Unnested {
  std::string call;
  std::string names;
};

Unnested Unnest(const std::vector<Column>& columns, int& from) {
  Unnested text{"unnest(", ""};
  for (const Column& column : columns) {
    const std::string_view comma = text.names.empty() ? "" : ", ";
    text.call += std::string(comma) + "$" + std::to_string(from++);
    text.call += column.of == kNumber ? "::bigint[]" : "::text[]";
    text.names += std::string(comma) + std::string(column.name);
  }
  text.call += ")";
  return text;
}

std::string AsRows(const Part& part, int& from) {
  std::vector<Column> columns = {{"n", kNumber}};
  columns.insert(columns.end(), part.columns.begin(), part.columns.end());
  const Unnested rows = Unnest(columns, from);
  return rows.call + " AS r(" + rows.names + ")";
}

Text MakeText(bool creates, PartSet set) {
  Text text;
  text.name = (creates ? "charter_create_" : "charter_update_") + set.to_string();
  int from = 1;
  const Unnested items = Unnest(kItems.columns, from);
  text.sql = "WITH w AS (SELECT * FROM " + items.call + " WITH ORDINALITY AS w(" + items.names + ", n)), " +
             std::string(creates ? kInsert : kUpdate);
  for (std::size_t i = 0; i < set.size(); ++i) {
    if (!set.test(i)) continue;
    const Part& part = Parts()[i];
    std::string sql(part.sql);
    sql.replace(sql.find("{in}"), 4, AsRows(part, from));
    text.sql += ", part" + std::to_string(i) + " AS (" + sql + ")";
  }
  text.sql += " SELECT n FROM written";
  return text;
}

// Made at its first use: only some of the many sets ever occur.
const Text& TextOf(bool creates, PartSet set) {
  static std::mutex mutex;
  static std::map<std::pair<bool, unsigned long>, Text> texts;
  const std::lock_guard lock(mutex);
  const auto [place, is_new] = texts.try_emplace({creates, set.to_ulong()});
  if (is_new) place->second = MakeText(creates, set);
  return place->second;
}

// The parameters of one statement.
class Rows {
 public:
  explicit Rows(const Part& part, bool numbered) {
    if (numbered) arrays_.emplace_back(kNumber);
    for (const Column& column : part.columns) arrays_.emplace_back(column.of);
  }
  template <typename... Values>
  void Add(const Values&... values) {
    std::size_t at = 0;
    (AddTo(arrays_[at++], values), ...);
    any_ = true;
  }
  [[nodiscard]] bool any() const { return any_; }
  void MoveTo(std::vector<PostgresqlArray>& parameters) {
    for (PostgresqlArray& array : arrays_) parameters.push_back(std::move(array));
  }

 private:
  static void AddTo(PostgresqlArray& array, std::string_view text) { array.Add(text); }
  static void AddTo(PostgresqlArray& array, std::int64_t number) { array.Add(number); }
  static void AddTo(PostgresqlArray& array, Timestamp time) { array.Add(ToMicros(time)); }
  static void AddTo(PostgresqlArray& array, const std::optional<ItemId>& id) {
    if (id) return array.Add(id->value);
    array.AddNull();
  }

  bool any_ = false;
  std::vector<PostgresqlArray> arrays_;
};

struct Placed {
  Unit* unit;
  const ItemWrite* write;
};

// All new, or none.
class Statement {
 public:
  explicit Statement(bool creates) : creates_(creates) {
    for (const Part& part : Parts()) parts_.emplace_back(part, true);
  }

  void Add(const Placed& placed) {
    const ItemWrite& write = *placed.write;
    const ItemRecord& item = write.item;
    const std::int64_t n = static_cast<std::int64_t>(placed_.size()) + 1;
    placed_.push_back(&placed);
    items_.Add(std::string_view(placed.unit->tenant.value), std::string_view(item.id.value),
               write.expected_rev, std::string_view(item.number), std::int64_t{item.version},
               std::string_view(item.org.value), std::string_view(item.org_path),
               std::string_view(item.title), item.updated_at, item.rev, item.sealed,
               std::string_view(item.status), std::string_view(WriteNames(item.states)),
               std::string_view(item.snapshot), std::string_view(item.head), std::string_view(item.workflow),
               item.parent, std::string_view(item.created_by.value), item.created_at);
    for (const HistoryRecord& row : write.history) {
      parts_[kHistory].Add(n, row.rev, row.at, row.recorded_at, std::string_view(row.event),
                           std::string_view(row.source), std::string_view(row.actor),
                           std::string_view(row.input), std::string_view(WriteNames(row.from)),
                           std::string_view(WriteNames(row.to)), std::string_view(row.detail),
                           std::string_view(row.hash), std::string_view(row.names));
    }
    for (const RowNames& row : write.renamed) parts_[kRenamed].Add(n, row.rev, std::string_view(row.names));
    for (const OutboxRecord& effect : write.outbox) {
      parts_[kOutbox].Add(n, effect.rev, std::int64_t{effect.position}, std::string_view(effect.kind),
                          std::string_view(effect.payload));
    }
    if (const AnswerRecord* answer = placed.unit->FitsInASet() ? placed.unit->answer : nullptr) {
      parts_[kAnswers].Add(n, std::string_view(answer->person.value), std::string_view(answer->key),
                           std::string_view(answer->fingerprint), std::int64_t{answer->status},
                           std::string_view(answer->headers), std::string_view(answer->body),
                           answer->created_at, answer->expires_at);
    }
    AddChanges(n, Changes(write));
  }

  [[nodiscard]] bool empty() const { return placed_.empty(); }

  PostgresqlLink::Call Finish() {
    PartSet set;
    items_.MoveTo(parameters_);
    for (std::size_t i = 0; i < parts_.size(); ++i) {
      if (!parts_[i].any()) continue;
      set.set(i);
      parts_[i].MoveTo(parameters_);
    }
    const Text& text = TextOf(creates_, set);
    return {text.name, text.sql, parameters_};
  }

  // Of those that are not among `written`.
  [[nodiscard]] std::vector<const Placed*> Missed(const std::vector<std::int64_t>& written) const {
    std::vector<const Placed*> missed = placed_;
    for (const std::int64_t n : written) missed[static_cast<std::size_t>(n) - 1] = nullptr;
    std::erase(missed, nullptr);
    return missed;
  }

 private:
  void AddChanges(std::int64_t n, const Changes& changes) {
    for (const std::string& key : changes.keys.gone) parts_[kKeysGone].Add(n, std::string_view(key));
    for (const std::string& key : changes.keys.added) parts_[kKeysAdded].Add(n, std::string_view(key));
    for (const auto& [count, rev] : changes.notes) {
      parts_[kNotes].Add(n, rev, std::string_view(count.org_path), std::string_view(count.workflow),
                         std::string_view(count.left), std::string_view(count.entered));
    }
    for (const TaskRecord* task : changes.tasks_gone) {
      parts_[kTasksGone].Add(n, std::string_view(task->state), std::string_view(task->role),
                             std::string_view(task->person.value));
    }
    for (const TaskRecord* task : changes.tasks_put) {
      parts_[kTasksPut].Add(n, std::string_view(task->state), std::string_view(task->role),
                            std::string_view(task->person.value), task->since, DueInOrder(*task));
    }
    for (const TimerRecord* timer : changes.timers_gone) parts_[kTimersGone].Add(n, timer->id);
    for (const TimerRecord* timer : changes.timers_put) parts_[kTimersPut].Add(n, timer->id, timer->due);
  }

  const bool creates_;
  std::vector<const Placed*> placed_;
  Rows items_{kItems, false};
  std::vector<Rows> parts_;
  std::vector<PostgresqlArray> parameters_;
};

// Returns what was not written. One round trip.
std::vector<const Placed*> WriteItems(Session& session, const std::vector<Placed>& placed) {
  Statement updates(false);
  Statement creates(true);
  for (const Placed& each : placed) (each.write->expected_rev == 0 ? creates : updates).Add(each);
  std::vector<PostgresqlLink::Call> calls;
  std::vector<const Statement*> statements;
  for (Statement* statement : {&updates, &creates}) {
    if (statement->empty()) continue;
    calls.push_back(statement->Finish());
    statements.push_back(statement);
  }
  const auto columns = PostgresqlLink(session).Run(calls);
  std::vector<const Placed*> missed;
  for (std::size_t i = 0; i < statements.size(); ++i) {
    const auto some = statements[i]->Missed(columns.at(i));
    missed.insert(missed.end(), some.begin(), some.end());
  }
  return missed;
}

// The first in the caller's order.
void SetConflict(Session& session, Unit& unit, const std::vector<const Placed*>& missed) {
  const auto first = std::find_if(unit.writes.begin(), unit.writes.end(), [&](const ItemWrite& write) {
    return std::any_of(missed.begin(), missed.end(),
                       [&](const Placed* each) { return each->write == &write; });
  });
  unit.conflict = Items::Conflict{first->item.id, PresentRev(session, unit.tenant, first->item.id), {}};
}

// In one order for all: two transactions never wait for each other.
std::vector<Placed> InOrder(std::span<Unit* const> units) {
  std::vector<Placed> placed;
  for (Unit* unit : units)
    for (const ItemWrite& write : unit->writes) placed.push_back({unit, &write});
  const auto key = [](const Placed& each) { return std::tie(each.unit->tenant, each.write->item.id); };
  std::stable_sort(placed.begin(), placed.end(),
                   [&](const Placed& a, const Placed& b) { return key(a) < key(b); });
  return placed;
}

// What does not fit in a set, in steps of a transaction of its own.
std::optional<Items::Conflict> WriteInSteps(Session& session, const Unit& unit,
                                            std::vector<const Placed*>& missed,
                                            const std::vector<Placed>& placed) {
  if (unit.answer != nullptr && !KeepAnswer(session, unit.tenant, *unit.answer))
    return Items::Conflict{{}, 0, KeyTaken()};
  missed = WriteItems(session, placed);
  if (!missed.empty()) return Items::Conflict{};
  return PostEntries(session, unit.tenant, unit.writes, unit.entries);
}

void WriteAlone(Session& session, Unit& unit) {
  Unit* const one = &unit;
  const std::vector<Placed> placed = InOrder({&one, 1});
  std::vector<const Placed*> missed;
  Begin(session);
  unit.conflict = WriteInSteps(session, unit, missed, placed);
  unit.conflict ? RollBack(session) : Commit(session);
  if (!missed.empty()) SetConflict(session, unit, missed);
}

}  // namespace

void WriteToPostgresql(Session& session, std::span<Unit* const> units) {
  if (units.size() == 1 && !units[0]->FitsInASet()) return WriteAlone(session, *units[0]);
  const std::vector<Placed> placed = InOrder(units);
  for (const Placed* each : WriteItems(session, placed)) SetConflict(session, *each->unit, {each});
}

}  // namespace charter::storage
