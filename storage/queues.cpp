#include "storage/queues.h"

#include "storage/json_rows.h"

namespace charter::storage {

std::vector<DueTimer> ListDueTimers(Session& session, Timestamp now, int limit) {
  std::vector<DueTimer> timers;
  if (limit <= 0) return timers;
  session.Query(
      "SELECT tenant, item, id, due FROM timers WHERE due <= :now ORDER BY due, tenant, item, id LIMIT "
      ":limit",
      {{"now", now}, {"limit", std::int64_t{limit}}}, 4, [&](const Row& row) {
        timers.push_back({TenantId(row.Text(0)), ItemId(row.Text(1)), row.Number(2), row.Time(3)});
      });
  return timers;
}

std::optional<Timestamp> FindNextTimer(Session& session) {
  std::optional<Timestamp> due;
  session.Query("SELECT due FROM timers ORDER BY due LIMIT 1", {}, 1,
                [&](const Row& row) { due = row.Time(0); });
  return due;
}

std::vector<TimedItem> ListTimedItems(Session& session, const TimedItem& after, int limit) {
  std::vector<TimedItem> items;
  if (limit <= 0) return items;
  session.Query(
      "SELECT DISTINCT tenant, item FROM timers WHERE (tenant, item) > (:tenant, :item) "
      "ORDER BY tenant, item LIMIT :limit",
      {{"tenant", after.tenant}, {"item", after.item}, {"limit", std::int64_t{limit}}}, 2,
      [&](const Row& row) {
        items.push_back({TenantId(row.Text(0)), ItemId(row.Text(1))});
      });
  return items;
}

std::vector<OutboxRow> ListPendingOutbox(Session& session, int limit) {
  std::vector<OutboxRow> rows;
  if (limit <= 0) return rows;
  session.Query(
      "SELECT tenant, item, rev, position, kind, payload FROM outbox WHERE delivered_at IS NULL "
      "ORDER BY tenant, item, rev, position LIMIT :limit",
      {{"limit", std::int64_t{limit}}}, 6, [&](const Row& row) {
        rows.push_back({TenantId(row.Text(0)),
                        ItemId(row.Text(1)),
                        {row.Number(2), static_cast<int>(row.Number(3)), row.Text(4), row.Text(5)}});
      });
  return rows;
}

void MarkOutboxDelivered(Session& session, std::span<const OutboxRow> rows, Timestamp at) {
  if (rows.empty()) return;
  JsonRows keys;
  for (const OutboxRow& row : rows) {
    keys.BeginRow();
    keys.Add("tenant", row.tenant.value);
    keys.Add("item", row.item.value);
    keys.Add("rev", row.record.rev);
    keys.Add("position", std::int64_t{row.record.position});
  }
  session.Execute(
      "UPDATE outbox SET delivered_at = :at WHERE delivered_at IS NULL AND (tenant, item, rev, position) IN ("
      "SELECT value->>'tenant', value->>'item', CAST(value->>'rev' AS bigint), "
      "CAST(value->>'position' AS bigint) FROM {rows:keys})",
      {{"at", at}, {"keys", keys.Finish()}});
}

std::int64_t CountUp(Session& session, const TenantId& tenant, const std::string& counter) {
  std::int64_t number = 0;
  session.Query(
      "INSERT INTO counters (tenant, name, value) VALUES (:tenant, :name, 1) "
      "ON CONFLICT (tenant, name) DO UPDATE SET value = counters.value + 1 RETURNING value",
      {{"tenant", tenant}, {"name", counter}}, 1, [&](const Row& row) { number = row.Number(0); });
  return number;
}

}  // namespace charter::storage
