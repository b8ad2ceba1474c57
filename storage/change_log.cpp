#include "storage/change_log.h"

#include <algorithm>
#include <set>
#include <utility>

#include "storage/counts.h"
#include "storage/database.h"
#include "storage/items.h"
#include "storage/json_rows.h"

namespace charter::storage {
namespace {

constexpr std::string_view kNewMark =
    "INSERT INTO change_marks (tenant, position, dropped, key) VALUES (:tenant, 0, 0, :key) "
    "ON CONFLICT (tenant) DO UPDATE SET key = excluded.key WHERE change_marks.key = ''";

std::vector<TenantId> Tenants(Session& session, std::string_view sql) {
  std::vector<TenantId> tenants;
  session.Query(sql, {}, 1, [&](const Row& row) { tenants.emplace_back(row.Text(0)); });
  return tenants;
}

std::optional<ChangeMark> FindMark(Session& session, const TenantId& tenant, bool locks) {
  std::optional<ChangeMark> mark;
  const std::string_view look = "SELECT position, dropped, key FROM change_marks WHERE tenant = :tenant";
  const std::string_view lock =
      "SELECT position, dropped, key FROM change_marks WHERE tenant = :tenant {for_update}";
  session.Query(locks ? lock : look, {{"tenant", tenant}}, 3, [&](const Row& row) {
    mark = ChangeMark{row.Number(0), row.Number(1), row.Text(2)};
  });
  return mark;
}

// Until the transaction ends nobody else enters anything in this tenant's log.
ChangeMark LockMark(Session& session, const TenantId& tenant) {
  auto mark = FindMark(session, tenant, true);
  if (mark) return *std::move(mark);
  const std::string none;
  session.Execute(kNewMark, {{"tenant", tenant}, {"key", none}});
  return FindMark(session, tenant, true).value_or(ChangeMark{});
}

// An event can have several notes. In this order an item's events follow each other.
using Events = std::set<std::pair<std::string, std::int64_t>>;

void Enter(Session& session, const TenantId& tenant, const Events& events, std::int64_t position) {
  JsonRows rows;
  for (const auto& [item, rev] : events) {
    rows.BeginRow();
    rows.Add("position", position++);
    rows.Add("item", item);
    rows.Add("rev", rev);
  }
  session.Execute(
      "INSERT INTO changes (tenant, position, item, rev) SELECT :tenant, CAST(value->>'position' AS bigint), "
      "value->>'item', CAST(value->>'rev' AS bigint) FROM {rows:rows}",
      {{"tenant", tenant}, {"rows", rows.Finish()}});
  session.Execute("UPDATE change_marks SET position = :position WHERE tenant = :tenant",
                  {{"tenant", tenant}, {"position", position - 1}});
}

// Whoever sees an event's note sees those of the item's earlier events, or they are gone: an item's commits
// follow each other. In the order of items and revisions, so that a limit leaves the later ones.
int Fold(Session& session, const TenantId& tenant, Timestamp now, int limit) {
  Begin(session);
  const ChangeMark mark = LockMark(session, tenant);
  int folded = 0;
  CountSums sums;
  Events events;
  session.Query(
      "DELETE FROM commit_notes WHERE tenant = :tenant AND {row_id} IN (SELECT {row_id} FROM commit_notes "
      "WHERE tenant = :tenant ORDER BY item, rev LIMIT :limit) "
      "RETURNING item, rev, org_path, workflow, left_state, entered_state",
      {{"tenant", tenant}, {"limit", std::int64_t{limit}}}, 6, [&](const Row& row) {
        AddTo(sums, tenant, {row.Text(2), row.Text(3), row.Text(4), row.Text(5)});
        // Former schemas noted no item.
        if (!row.Text(0).empty()) events.emplace(row.Text(0), row.Number(1));
        ++folded;
      });
  AddToCounts(session, sums);
  if (!events.empty()) Enter(session, tenant, events, std::max(mark.position + 1, ToMicros(now)));
  Commit(session);
  return folded;
}

}  // namespace

int FoldNotes(Session& session, Timestamp now, int limit) {
  int folded = 0;
  for (const TenantId& tenant :
       Tenants(session, "SELECT DISTINCT tenant FROM commit_notes ORDER BY tenant")) {
    if (folded < limit) folded += Fold(session, tenant, now, limit - folded);
  }
  return folded;
}

std::optional<std::vector<ChangeRow>> ListChanges(Session& session, const TenantId& tenant,
                                                  std::int64_t position, int limit) {
  std::vector<ChangeRow> changes;
  session.Query(
      "SELECT " + std::string(kListedColumns) +
          ", c.position, CASE WHEN i.snapshot LIKE '%\"copied\":%' THEN 1 ELSE 0 END, h.rev, h.at, "
          "h.recorded_at, h.event, h.source, h.actor, h.from_states, h.to_states, h.detail, h.names "
          "FROM (SELECT position, item, rev FROM changes WHERE tenant = :tenant AND position > :position "
          "ORDER BY position LIMIT :limit) c CROSS JOIN {item_of:c.item} i "
          "CROSS JOIN {history_of:c.item, c.rev} h "
          "WHERE i.tenant = :tenant AND i.id = c.item "
          "AND h.tenant = :tenant AND h.item = c.item AND h.rev = c.rev ORDER BY c.position",
      {{"tenant", tenant}, {"position", position}, {"limit", std::int64_t{limit}}}, kListedColumnCount + 12,
      [&](const Row& row) {
        constexpr int kNext = kListedColumnCount;
        changes.push_back({row.Number(kNext),
                           ReadListedItem(row),
                           row.Number(kNext + 1) != 0,
                           {row.Number(kNext + 2),
                            row.Time(kNext + 3),
                            row.Time(kNext + 4),
                            row.Text(kNext + 5),
                            row.Text(kNext + 6),
                            row.Text(kNext + 7),
                            {},
                            ReadNames(row.Text(kNext + 8)),
                            ReadNames(row.Text(kNext + 9)),
                            row.Text(kNext + 10),
                            {},
                            row.Text(kNext + 11)}});
      });
  // After the rows: what was dropped while they were read is known by now.
  const auto mark = FindMark(session, tenant, false);
  if (mark && mark->dropped > position) return std::nullopt;
  return changes;
}

ChangeMark MarkOfChanges(Session& session, const TenantId& tenant, const std::string& key) {
  auto mark = FindMark(session, tenant, false);
  if (mark && !mark->key.empty()) return *std::move(mark);
  session.Execute(kNewMark, {{"tenant", tenant}, {"key", key}});
  return FindMark(session, tenant, false).value_or(ChangeMark{});
}

int DropChanges(Session& session, Timestamp before, int limit) {
  int all = 0;
  for (const TenantId& tenant : Tenants(session, "SELECT tenant FROM change_marks ORDER BY tenant")) {
    std::int64_t last = 0;
    int dropped = 0;
    Begin(session);
    session.Query(
        "DELETE FROM changes WHERE tenant = :tenant AND position IN (SELECT position FROM changes "
        "WHERE tenant = :tenant AND position < :before ORDER BY position LIMIT :limit) RETURNING position",
        {{"tenant", tenant}, {"before", before}, {"limit", std::int64_t{limit}}}, 1, [&](const Row& row) {
          last = std::max(last, row.Number(0));
          ++dropped;
        });
    if (dropped > 0) {
      session.Execute(
          "UPDATE change_marks SET dropped = CASE WHEN dropped > :last THEN dropped ELSE :last END "
          "WHERE tenant = :tenant",
          {{"tenant", tenant}, {"last", last}});
    }
    Commit(session);
    all += dropped;
  }
  return all;
}

}  // namespace charter::storage
