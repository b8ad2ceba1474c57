#include "storage/sqlite_commit.h"

#include <string>

#include "storage/answers.h"
#include "storage/changes.h"
#include "storage/database.h"
#include "storage/items.h"
#include "storage/json_rows.h"
#include "storage/ledger.h"
#include "storage/task_cursor.h"

namespace charter::storage {
namespace {

constexpr std::string_view kInsertItem =
    "INSERT INTO items (tenant, id, number, workflow, version, org, org_path, parent, title, created_by, "
    "created_at, updated_at, rev, sealed, status, states, snapshot, head) "
    "VALUES (:tenant, :id, :number, :workflow, :version, :org, :org_path, :parent, :title, :created_by, "
    ":created_at, :updated_at, :rev, :sealed, :status, :states, :snapshot, :head) "
    "ON CONFLICT (tenant, id) DO NOTHING";

constexpr std::string_view kUpdateItem =
    "UPDATE items SET number = :number, version = :version, org = :org, org_path = :org_path, "
    "title = :title, updated_at = :updated_at, rev = :rev, sealed = :sealed, status = :status, "
    "states = :states, snapshot = :snapshot, head = :head "
    "WHERE tenant = :tenant AND id = :id AND rev = :expected_rev";

// False where its revision was another; nothing has changed then.
bool WriteRow(Session& session, const TenantId& tenant, const ItemWrite& write) {
  const ItemRecord& item = write.item;
  const std::string states = WriteNames(item.states);
  const Params params = {{"tenant", tenant},
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
                         {"status", item.status},
                         {"states", states},
                         {"snapshot", item.snapshot},
                         {"head", item.head},
                         {"expected_rev", write.expected_rev}};
  return session.Execute(write.expected_rev == 0 ? kInsertItem : kUpdateItem, params) == 1;
}

void AddHistory(Session& session, const TenantId& tenant, const ItemId& item, const HistoryRecord& row) {
  const std::string from = WriteNames(row.from);
  const std::string to = WriteNames(row.to);
  session.Execute(
      "INSERT INTO history (tenant, item, rev, at, recorded_at, event, source, actor, input, from_states, "
      "to_states, detail, hash, names) VALUES (:tenant, :id, :rev, :at, :recorded_at, :event, :source, "
      ":actor, "
      ":input, :from, :to, :detail, :hash, :names)",
      {{"tenant", tenant},
       {"id", item},
       {"rev", row.rev},
       {"at", row.at},
       {"recorded_at", row.recorded_at},
       {"event", row.event},
       {"source", row.source},
       {"actor", row.actor},
       {"input", row.input},
       {"from", from},
       {"to", to},
       {"detail", row.detail},
       {"hash", row.hash},
       {"names", row.names}});
}

void Rename(Session& session, const TenantId& tenant, const ItemId& item, const RowNames& row) {
  session.Execute("UPDATE history SET names = :names WHERE tenant = :tenant AND item = :id AND rev = :rev",
                  {{"names", row.names}, {"tenant", tenant}, {"id", item}, {"rev", row.rev}});
}

void WriteTasks(Session& session, const TenantId& tenant, const ItemRecord& item, const Changes& changes) {
  const auto key = [&](const TaskRecord& task) {
    return Params{{"tenant", tenant},
                  {"id", item.id},
                  {"state", task.state},
                  {"role", task.role},
                  {"person", task.person}};
  };
  for (const TaskRecord* task : changes.tasks_gone) {
    session.Execute(
        "DELETE FROM tasks WHERE tenant = :tenant AND item = :id AND state = :state AND role = :role "
        "AND person = :person",
        key(*task));
  }
  for (const TaskRecord* task : changes.tasks_put) {
    Params params = key(*task);
    params.insert(params.end(),
                  {{"org_path", item.org_path}, {"since", task->since}, {"due", DueInOrder(*task)}});
    session.Execute(
        "INSERT INTO tasks (tenant, item, state, role, person, org_path, since, due) "
        "VALUES (:tenant, :id, :state, :role, :person, :org_path, :since, :due) "
        "ON CONFLICT (tenant, item, state, role, person) DO UPDATE SET org_path = excluded.org_path, "
        "since = excluded.since, due = excluded.due",
        params);
  }
}

void WriteChanges(Session& session, const TenantId& tenant, const ItemWrite& write) {
  const ItemId& id = write.item.id;
  const Changes changes(write);
  for (const std::string& key : changes.keys.gone) {
    session.Execute("DELETE FROM item_keys WHERE tenant = :tenant AND key = :key AND item = :id",
                    {{"tenant", tenant}, {"key", key}, {"id", id}});
  }
  for (const std::string& key : changes.keys.added) {
    session.Execute("INSERT INTO item_keys (tenant, key, item) VALUES (:tenant, :key, :id)",
                    {{"tenant", tenant}, {"key", key}, {"id", id}});
  }
  for (const auto& [count, rev] : changes.notes) {
    session.Execute(
        "INSERT INTO commit_notes (tenant, item, rev, org_path, workflow, left_state, entered_state) "
        "VALUES (:tenant, :id, :rev, :org_path, :workflow, :left, :entered)",
        {{"tenant", tenant},
         {"id", id},
         {"rev", rev},
         {"org_path", count.org_path},
         {"workflow", count.workflow},
         {"left", count.left},
         {"entered", count.entered}});
  }
  WriteTasks(session, tenant, write.item, changes);
  for (const TimerRecord* timer : changes.timers_gone) {
    session.Execute("DELETE FROM timers WHERE tenant = :tenant AND item = :id AND id = :timer",
                    {{"tenant", tenant}, {"id", id}, {"timer", timer->id}});
  }
  for (const TimerRecord* timer : changes.timers_put) {
    session.Execute(
        "INSERT INTO timers (tenant, item, id, due) VALUES (:tenant, :id, :timer, :due) "
        "ON CONFLICT (tenant, item, id) DO UPDATE SET due = excluded.due",
        {{"tenant", tenant}, {"id", id}, {"timer", timer->id}, {"due", timer->due}});
  }
  for (const OutboxRecord& effect : write.outbox) {
    session.Execute(
        "INSERT INTO outbox (tenant, item, rev, position, kind, payload) "
        "VALUES (:tenant, :id, :rev, :position, :kind, :payload)",
        {{"tenant", tenant},
         {"id", id},
         {"rev", effect.rev},
         {"position", std::int64_t{effect.position}},
         {"kind", effect.kind},
         {"payload", effect.payload}});
  }
}

std::optional<Items::Conflict> WriteUnit(Session& session, const Unit& unit) {
  if (unit.answer != nullptr && !KeepAnswer(session, unit.tenant, *unit.answer))
    return Items::Conflict{{}, 0, KeyTaken()};
  for (const ItemWrite& write : unit.writes) {
    if (!WriteRow(session, unit.tenant, write))
      return Items::Conflict{write.item.id, PresentRev(session, unit.tenant, write.item.id), {}};
    for (const HistoryRecord& row : write.history) AddHistory(session, unit.tenant, write.item.id, row);
    for (const RowNames& row : write.renamed) Rename(session, unit.tenant, write.item.id, row);
    WriteChanges(session, unit.tenant, write);
  }
  return PostEntries(session, unit.tenant, unit.writes, unit.entries);
}

}  // namespace

void WriteToSqlite(Session& session, std::span<Unit* const> units) {
  Begin(session);
  for (Unit* unit : units) {
    // The item's row is the first thing written: where its revision is another, nothing is left behind.
    const bool guarded = unit->writes.size() > 1 || !unit->entries.empty() || unit->answer != nullptr;
    if (guarded) session.Execute("SAVEPOINT unit", {});
    unit->conflict = WriteUnit(session, *unit);
    if (guarded && unit->conflict) session.Execute("ROLLBACK TO unit", {});
    if (guarded) session.Execute("RELEASE unit", {});
  }
  Commit(session);
}

}  // namespace charter::storage
