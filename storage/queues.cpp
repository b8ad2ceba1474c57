#include "storage/queues.h"

#include <algorithm>
#include <tuple>

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

std::vector<DueTimer> TakeTimers(Session& session, Timestamp now, const Lease& lease, int limit) {
  std::vector<DueTimer> timers;
  if (limit <= 0) return timers;
  std::vector<TenantId> tenants;
  session.Query(kTenantsWithDueTimers, {{"due", now}, {"now", lease.now}}, 1,
                [&](const Row& row) { tenants.emplace_back(row.Text(0)); });
  for (const TenantId& tenant : tenants) {
    const auto room = std::int64_t{limit} - static_cast<std::int64_t>(timers.size());
    if (room <= 0) break;
    session.Query(
        kTakeTimers,
        {{"tenant", tenant}, {"due", now}, {"now", lease.now}, {"until", lease.until}, {"limit", room}}, 3,
        [&](const Row& row) {
          timers.push_back({tenant, ItemId(row.Text(0)), row.Number(1), row.Time(2)});
        });
  }
  std::sort(timers.begin(), timers.end(), [](const DueTimer& a, const DueTimer& b) {
    return std::tie(a.due, a.tenant, a.item, a.id) < std::tie(b.due, b.tenant, b.item, b.id);
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

std::int64_t CountUp(Session& session, const TenantId& tenant, const std::string& counter) {
  std::int64_t number = 0;
  session.Query(
      "INSERT INTO counters (tenant, name, value) VALUES (:tenant, :name, 1) "
      "ON CONFLICT (tenant, name) DO UPDATE SET value = counters.value + 1 RETURNING value",
      {{"tenant", tenant}, {"name", counter}}, 1, [&](const Row& row) { number = row.Number(0); });
  return number;
}

}  // namespace charter::storage
