#include "storage/commit.h"

#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <vector>

#include "storage/answers.h"
#include "storage/database.h"
#include "storage/items.h"
#include "storage/json_rows.h"
#include "storage/ledger.h"
#include "storage/list_rows.h"
#include "storage/task_cursor.h"

namespace charter::storage {
namespace {

// The parts of a commit, in order. The first writes the item or, where its revision is another,
// nothing; the others follow only {if_written}. Rows that stay as they are are not touched: each part
// removes what is no longer there and adds or changes the rest, so that no two parts meet in one row.
constexpr std::string_view kInsertItem =
    "INSERT INTO items (tenant, id, number, workflow, version, org, org_path, parent, title, created_by, "
    "created_at, updated_at, rev, sealed, status, states, snapshot, head) "
    "VALUES (:tenant, :id, :number, :workflow, :version, :org, :org_path, :parent, :title, :created_by, "
    ":created_at, :updated_at, :rev, :sealed, :status, :states, :snapshot, :head) "
    "ON CONFLICT (tenant, id) DO NOTHING";

constexpr std::string_view kUpdateItem =
    "UPDATE items SET number = :number, workflow = :workflow, version = :version, org = :org, "
    "org_path = :org_path, parent = :parent, title = :title, created_by = :created_by, "
    "created_at = :created_at, updated_at = :updated_at, rev = :rev, sealed = :sealed, status = :status, "
    "states = :states, snapshot = :snapshot, head = :head WHERE tenant = :tenant AND id = :id AND rev = "
    ":expected_rev";

constexpr std::string_view kAddHistory =
    "INSERT INTO history (tenant, item, rev, at, recorded_at, event, source, actor, input, from_states, "
    "to_states, detail, hash) "
    "SELECT :tenant, :id, CAST(value->>'rev' AS bigint), CAST(value->>'at' AS bigint), "
    "CAST(value->>'recorded_at' AS bigint), value->>'event', value->>'source', value->>'actor', "
    "value->>'input', value->>'from', value->>'to', value->>'detail', value->>'hash' "
    "FROM {rows:history} WHERE {if_written}";

constexpr std::string_view kRemoveKeys =
    "DELETE FROM item_keys WHERE tenant = :tenant AND item = :id AND {if_written} "
    "AND key IN (SELECT value->>'key' FROM {rows:gone_keys})";
constexpr std::string_view kAddKeys =
    "INSERT INTO item_keys (tenant, key, item) SELECT :tenant, value->>'key', :id "
    "FROM {rows:added_keys} WHERE {if_written}";

constexpr std::string_view kAddCounts =
    "INSERT INTO count_changes (tenant, org_path, workflow, left_state, entered_state) "
    "SELECT :tenant, value->>'org_path', value->>'workflow', value->>'left', value->>'entered' "
    "FROM {rows:counts} WHERE {if_written}";

constexpr std::string_view kRemoveTasks =
    "DELETE FROM tasks WHERE tenant = :tenant AND item = :id AND {if_written} AND NOT EXISTS ("
    "SELECT 1 FROM {rows:tasks} WHERE value->>'state' = tasks.state AND value->>'role' = tasks.role "
    "AND value->>'person' = tasks.person)";
constexpr std::string_view kPutTasks =
    "INSERT INTO tasks (tenant, item, state, role, person, org_path, since, due) "
    "SELECT :tenant, :id, value->>'state', value->>'role', value->>'person', :org_path, "
    "CAST(value->>'since' AS bigint), "
    "CAST(value->>'due' AS bigint) FROM {rows:tasks} WHERE {if_written} "
    "ON CONFLICT (tenant, item, state, role, person) DO UPDATE SET org_path = excluded.org_path, "
    "since = excluded.since, due = excluded.due WHERE tasks.org_path <> excluded.org_path "
    "OR tasks.since <> excluded.since OR tasks.due <> excluded.due";

constexpr std::string_view kRemoveTimers =
    "DELETE FROM timers WHERE tenant = :tenant AND item = :id AND {if_written} "
    "AND id NOT IN (SELECT CAST(value->>'id' AS bigint) FROM {rows:timers})";
constexpr std::string_view kPutTimers =
    "INSERT INTO timers (tenant, item, id, due) "
    "SELECT :tenant, :id, CAST(value->>'id' AS bigint), CAST(value->>'due' AS bigint) "
    "FROM {rows:timers} WHERE {if_written} "
    "ON CONFLICT (tenant, item, id) DO UPDATE SET due = excluded.due WHERE timers.due <> excluded.due";

constexpr std::string_view kAddOutbox =
    "INSERT INTO outbox (tenant, item, rev, position, kind, payload) "
    "SELECT :tenant, :id, CAST(value->>'rev' AS bigint), CAST(value->>'position' AS bigint), "
    "value->>'kind', value->>'payload' FROM {rows:outbox} WHERE {if_written}";

// Which parts a write needs. A new item has nothing to remove.
struct Plan {
  bool creates = false;
  bool has_tasks = false;
  bool has_timers = false;
  bool has_outbox = false;

  [[nodiscard]] std::size_t index() const {
    return (creates ? 1U : 0U) + (has_tasks ? 2U : 0U) + (has_timers ? 4U : 0U) + (has_outbox ? 8U : 0U);
  }
  [[nodiscard]] std::vector<std::string_view> Parts() const {
    std::vector<std::string_view> parts = {creates ? kInsertItem : kUpdateItem, kAddHistory};
    if (!creates) parts.insert(parts.end(), {kRemoveKeys, kRemoveTasks, kRemoveTimers});
    parts.insert(parts.end(), {kAddKeys, kAddCounts});
    if (has_tasks) parts.push_back(kPutTasks);
    if (has_timers) parts.push_back(kPutTimers);
    if (has_outbox) parts.push_back(kAddOutbox);
    return parts;
  }
};

// All parts as one statement that returns how many items were written.
const std::string& OneStatement(const Plan& plan) {
  static const std::array<std::string, 16> texts = [] {
    std::array<std::string, 16> all;
    for (std::size_t i = 0; i < all.size(); ++i) {
      const Plan each{(i & 1U) != 0, (i & 2U) != 0, (i & 4U) != 0, (i & 8U) != 0};
      std::string text = "WITH ";
      int number = 0;
      for (const std::string_view part : each.Parts()) {
        text += number == 0 ? "written" : ", part" + std::to_string(number);
        text += " AS (" + std::string(part) + (number++ == 0 ? " RETURNING 1)" : ")");
      }
      all[i] = text + " SELECT count(*) FROM written";
    }
    return all;
  }();
  return texts[plan.index()];
}

// A write as parameters; owns the texts that the parameters point to.
struct Bound {
  std::string states, gone_keys, added_keys, counts, history, tasks, timers, outbox;
  Plan plan;
  Params params;

  Bound(const TenantId& tenant, const ItemWrite& write, const ItemRecord* before) {
    const ItemRecord& item = write.item;
    plan = {write.expected_rev == 0, !write.tasks.empty(), !write.timers.empty(), !write.outbox.empty()};
    states = WriteNames(item.states);
    BuildRows(write);
    BuildListRows(before, write.item);
    params = {{"tenant", tenant},
              {"id", item.id},
              {"number", item.number},
              {"workflow", item.workflow},
              {"version", std::int64_t{item.version}},
              {"org", item.org},
              {"org_path", item.org_path},
              {"parent", item.parent},
              {"title", item.title},
              {"created_by", item.created_by},
              {"created_at", item.created_at},
              {"updated_at", item.updated_at},
              {"rev", item.rev},
              {"sealed", item.sealed},
              {"expected_rev", write.expected_rev},
              {"status", item.status},
              {"states", states},
              {"snapshot", item.snapshot},
              {"head", item.head},
              {"history", history},
              {"gone_keys", gone_keys},
              {"added_keys", added_keys},
              {"counts", counts},
              {"tasks", tasks},
              {"timers", timers},
              {"outbox", outbox}};
  }

 private:
  void BuildRows(const ItemWrite& write);
  void BuildListRows(const ItemRecord* before, const ItemRecord& after);
};

std::string RowsOf(const std::vector<std::string>& keys) {
  JsonRows rows;
  for (const std::string& key : keys) {
    rows.BeginRow();
    rows.Add("key", key);
  }
  return rows.Finish();
}

void Bound::BuildListRows(const ItemRecord* before, const ItemRecord& after) {
  const KeyChanges keys = KeyChangesOf(before, after);
  gone_keys = RowsOf(keys.gone);
  added_keys = RowsOf(keys.added);
  JsonRows rows;
  for (const CountChange& change : CountChangesOf(before, after)) {
    rows.BeginRow();
    rows.Add("org_path", change.org_path);
    rows.Add("workflow", change.workflow);
    rows.Add("left", change.left);
    rows.Add("entered", change.entered);
  }
  counts = rows.Finish();
}

void Bound::BuildRows(const ItemWrite& write) {
  JsonRows rows;
  for (const HistoryRecord& row : write.history) {
    rows.BeginRow();
    rows.Add("rev", row.rev);
    rows.Add("at", ToMicros(row.at));
    rows.Add("recorded_at", ToMicros(row.recorded_at));
    rows.Add("event", row.event);
    rows.Add("source", row.source);
    rows.Add("actor", row.actor);
    rows.Add("input", row.input);
    rows.Add("from", WriteNames(row.from));
    rows.Add("to", WriteNames(row.to));
    rows.Add("detail", row.detail);
    rows.Add("hash", row.hash);
  }
  history = rows.Finish();

  rows = JsonRows();
  for (const TaskRecord& task : write.tasks) {
    rows.BeginRow();
    rows.Add("state", task.state);
    rows.Add("role", task.role);
    rows.Add("person", task.person.value);
    rows.Add("since", ToMicros(task.since));
    rows.Add("due", task.due ? ToMicros(*task.due) : kNoDue);
  }
  tasks = rows.Finish();

  rows = JsonRows();
  for (const TimerRecord& timer : write.timers) {
    rows.BeginRow();
    rows.Add("id", timer.id);
    rows.Add("due", ToMicros(timer.due));
  }
  timers = rows.Finish();

  rows = JsonRows();
  for (const OutboxRecord& effect : write.outbox) {
    rows.BeginRow();
    rows.Add("rev", effect.rev);
    rows.Add("position", std::int64_t{effect.position});
    rows.Add("kind", effect.kind);
    rows.Add("payload", effect.payload);
  }
  outbox = rows.Finish();
}

// False where the item's revision was another; nothing has changed then.
bool WriteItem(Session& session, const TenantId& tenant, const ItemWrite& write) {
  std::optional<ItemRecord> before;
  if (write.expected_rev > 0) before = FindItem(session, tenant, write.item.id);
  const Bound bound(tenant, write, before ? &*before : nullptr);
  if (session.dialect().ChangesInOneStatement()) {
    std::int64_t written = 0;
    session.Query(OneStatement(bound.plan), bound.params, 1,
                  [&](const Row& row) { written = row.Number(0); });
    return written == 1;
  }
  const std::vector<std::string_view> parts = bound.plan.Parts();
  if (session.Execute(parts.front(), bound.params) != 1) return false;
  for (std::size_t i = 1; i < parts.size(); ++i) session.Execute(parts[i], bound.params);
  return true;
}

std::int64_t PresentRev(Session& session, const TenantId& tenant, const ItemId& id) {
  std::int64_t rev = 0;
  session.Query("SELECT rev FROM items WHERE tenant = :tenant AND id = :id", {{"tenant", tenant}, {"id", id}},
                1, [&](const Row& row) { rev = row.Number(0); });
  return rev;
}

// `stopped_at` could not be written; the first in the caller's order whose revision is another may
// stand before it. Those already written had the right revision.
Store::Conflict FirstConflict(Session& session, const TenantId& tenant, std::span<const ItemWrite> writes,
                              const ItemWrite& stopped_at, const std::set<const ItemWrite*>& written) {
  for (const ItemWrite& write : writes) {
    if (&write == &stopped_at) break;
    if (written.contains(&write)) continue;
    const std::int64_t rev = PresentRev(session, tenant, write.item.id);
    if (rev != write.expected_rev) return {write.item.id, rev, {}};
  }
  return {stopped_at.item.id, PresentRev(session, tenant, stopped_at.item.id), {}};
}

}  // namespace

std::optional<Store::Conflict> CommitWrites(Session& session, const TenantId& tenant,
                                            std::span<const ItemWrite> writes,
                                            std::span<const LedgerRecord> entries,
                                            const AnswerRecord* answer) {
  if (writes.empty() && answer == nullptr) return std::nullopt;
  if (writes.size() == 1 && entries.empty() && answer == nullptr &&
      session.dialect().ChangesInOneStatement()) {
    if (WriteItem(session, tenant, writes[0])) return std::nullopt;
    return Store::Conflict{writes[0].item.id, PresentRev(session, tenant, writes[0].item.id), {}};
  }

  std::vector<const ItemWrite*> ordered;
  for (const ItemWrite& write : writes) ordered.push_back(&write);
  // One order for all: two transactions never wait for each other.
  std::stable_sort(ordered.begin(), ordered.end(),
                   [](const ItemWrite* a, const ItemWrite* b) { return a->item.id < b->item.id; });

  Begin(session);
  if (answer != nullptr && !KeepAnswer(session, tenant, *answer)) {
    RollBack(session);
    return Store::Conflict{{}, 0, KeyTaken()};
  }
  std::set<const ItemWrite*> written;
  for (const ItemWrite* write : ordered) {
    if (!WriteItem(session, tenant, *write)) {
      const Store::Conflict conflict = FirstConflict(session, tenant, writes, *write, written);
      RollBack(session);
      return conflict;
    }
    written.insert(write);
  }
  if (auto refused = PostEntries(session, tenant, writes, entries)) {
    RollBack(session);
    return refused;
  }
  Commit(session);
  return std::nullopt;
}

}  // namespace charter::storage
