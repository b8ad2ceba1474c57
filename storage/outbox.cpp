#include "storage/outbox.h"

#include <algorithm>
#include <map>

#include "storage/database.h"
#include "storage/json_rows.h"

namespace charter::storage {
namespace {

// What comes after a row that failed was held back with it. What has come since then is held back here, once,
// so that claims need not step over it again and again: only where nobody works on the item's first row.
constexpr std::string_view kTenantsWithRows =
    "SELECT DISTINCT tenant FROM (SELECT tenant FROM outbox WHERE ready_at <= :now "
    "ORDER BY ready_at LIMIT 1000) AS ready";
constexpr std::string_view kHoldBack =
    "UPDATE outbox SET ready_at = held_until FROM (SELECT item AS held_item, ready_at AS held_until "
    "FROM outbox WHERE tenant = :tenant AND failures > 0 AND (ready_at IS NULL OR ready_at > :now) "
    "AND item IN (SELECT item FROM (SELECT item FROM outbox WHERE tenant = :tenant AND ready_at <= :now "
    "ORDER BY ready_at LIMIT 1000) AS late) {for_update}{skip_locked}) AS held "
    "WHERE tenant = :tenant AND item = held_item AND ready_at <= :now";

constexpr std::string_view kRemove =
    "DELETE FROM outbox WHERE tenant = :tenant AND (item, rev, position) IN (SELECT value->>'item', "
    "CAST(value->>'rev' AS bigint), CAST(value->>'position' AS bigint) FROM {rows:keys})";
constexpr std::string_view kLetGoOn =
    "UPDATE outbox SET ready_at = :now WHERE tenant = :tenant AND item = :item "
    "AND (ready_at IS NULL OR ready_at > :now)";
constexpr std::string_view kReturn =
    "UPDATE outbox SET ready_at = :now WHERE tenant = :tenant AND item = :item AND rev = :rev "
    "AND position = :position AND ready_at > :now";
constexpr std::string_view kFail =
    "UPDATE outbox SET failures = failures + 1, error = :error WHERE tenant = :tenant AND item = :item "
    "AND rev = :rev AND position = :position";
constexpr std::string_view kDie =
    "UPDATE outbox SET failures = failures + 1, error = :error, dead_since = :now WHERE tenant = :tenant "
    "AND item = :item AND rev = :rev AND position = :position";
constexpr std::string_view kDelayItem =
    "UPDATE outbox SET ready_at = :again WHERE tenant = :tenant AND item = :item";
constexpr std::string_view kStopItem =
    "UPDATE outbox SET ready_at = NULL WHERE tenant = :tenant AND item = :item";

OutboxRow RowOf(const TenantId& tenant, const Row& row) {
  return {tenant,
          ItemId(row.Text(0)),
          {row.Number(1), static_cast<int>(row.Number(2)), row.Text(3), row.Text(4)},
          static_cast<int>(row.Number(5))};
}

Params KeyOf(const TenantId& tenant, const OutboxRow& row) {
  return {{"tenant", tenant},
          {"item", row.item},
          {"rev", row.record.rev},
          {"position", std::int64_t{row.record.position}}};
}

Params KeyOf(const TenantId& tenant, const OutboxId& id) {
  return {{"tenant", tenant}, {"item", id.item}, {"rev", id.rev}, {"position", std::int64_t{id.position}}};
}

std::vector<TenantId> Tenants(Session& session, std::string_view sql, Timestamp now) {
  std::vector<TenantId> tenants;
  session.Query(sql, {{"now", now}}, 1, [&](const Row& row) { tenants.emplace_back(row.Text(0)); });
  return tenants;
}

using Group = std::vector<const Settlement*>;

// Removed rows go in one statement; where one had failed before, its successors were held back with it.
void RemoveDelivered(Session& session, const TenantId& tenant, const Group& group, Timestamp now) {
  JsonRows keys;
  for (const Settlement* each : group) {
    if (each->kind != Settlement::Kind::kDelivered) continue;
    keys.BeginRow();
    keys.Add("item", each->row.item.value);
    keys.Add("rev", each->row.record.rev);
    keys.Add("position", std::int64_t{each->row.record.position});
  }
  if (keys.empty()) return;
  session.Execute(kRemove, {{"tenant", tenant}, {"keys", keys.Finish()}});
  for (const Settlement* each : group) {
    if (each->kind == Settlement::Kind::kDelivered && each->row.failures > 0)
      session.Execute(kLetGoOn, {{"tenant", tenant}, {"item", each->row.item}, {"now", now}});
  }
}

// A row that is gone was delivered by somebody else meanwhile: nothing to hold back then.
void Settle(Session& session, const TenantId& tenant, const Settlement& settled, Timestamp now) {
  Params params = KeyOf(tenant, settled.row);
  params.emplace_back("now", now);
  params.emplace_back("again", settled.again);
  params.emplace_back("error", settled.error);
  switch (settled.kind) {
    case Settlement::Kind::kDelivered:
      break;
    case Settlement::Kind::kReturned:
      session.Execute(kReturn, params);
      break;
    case Settlement::Kind::kFailed:
      if (session.Execute(kFail, params) > 0) session.Execute(kDelayItem, params);
      break;
    case Settlement::Kind::kDead:
      if (session.Execute(kDie, params) > 0) session.Execute(kStopItem, params);
      break;
  }
}

}  // namespace

std::vector<OutboxRow> ListPendingOutbox(Session& session, int limit) {
  std::vector<OutboxRow> rows;
  if (limit <= 0) return rows;
  session.Query(
      "SELECT item, rev, position, kind, payload, failures, tenant FROM outbox "
      "ORDER BY tenant, item, rev, position LIMIT :limit",
      {{"limit", std::int64_t{limit}}}, 7,
      [&](const Row& row) { rows.push_back(RowOf(TenantId(row.Text(6)), row)); });
  return rows;
}

std::vector<OutboxRow> TakeRows(Session& session, const Lease& lease, int limit) {
  std::vector<OutboxRow> rows;
  const auto room = [&] { return std::int64_t{limit} - static_cast<std::int64_t>(rows.size()); };
  if (room() <= 0) return rows;
  for (const TenantId& tenant : Tenants(session, kTenantsWithReadyRows, lease.now)) {
    if (room() == 0) return rows;
    session.Query(kTakeRows,
                  {{"tenant", tenant}, {"now", lease.now}, {"until", lease.until}, {"limit", room()}}, 6,
                  [&](const Row& row) { rows.push_back(RowOf(tenant, row)); });
  }
  if (room() > 0) {
    for (const TenantId& tenant : Tenants(session, kTenantsWithRows, lease.now))
      session.Execute(kHoldBack, {{"tenant", tenant}, {"now", lease.now}});
  }
  return rows;
}

void SettleRows(Session& session, std::span<const Settlement> settled, Timestamp now) {
  std::map<TenantId, Group> groups;
  for (const Settlement& each : settled) groups[each.row.tenant].push_back(&each);
  for (auto& [tenant, group] : groups) {
    // One order for all: two transactions never wait for each other.
    std::sort(group.begin(), group.end(),
              [](const Settlement* a, const Settlement* b) { return a->row.item < b->row.item; });
    Begin(session);
    RemoveDelivered(session, tenant, group, now);
    for (const Settlement* each : group) Settle(session, tenant, *each, now);
    Commit(session);
  }
}

std::vector<DeadLetter> ListDeadLetters(Session& session, const TenantId& tenant, const ItemId& after,
                                        int limit) {
  std::vector<DeadLetter> letters;
  if (limit <= 0) return letters;
  session.Query(
      "SELECT item, rev, position, kind, payload, failures, error, dead_since FROM outbox "
      "WHERE tenant = :tenant AND dead_since IS NOT NULL AND item > :after ORDER BY item LIMIT :limit",
      {{"tenant", tenant}, {"after", after}, {"limit", std::int64_t{limit}}}, 8, [&](const Row& row) {
        letters.push_back({RowOf(tenant, row), row.Text(6), row.Time(7)});
      });
  return letters;
}

int RetryDead(Session& session, const TenantId& tenant, const std::optional<OutboxId>& id, Timestamp now) {
  Begin(session);
  std::vector<ItemId> items;
  const std::string_view one =
      "SELECT item FROM outbox WHERE tenant = :tenant AND item = :item AND rev = :rev "
      "AND position = :position AND dead_since IS NOT NULL {for_update}";
  const std::string_view all =
      "SELECT item FROM outbox WHERE tenant = :tenant AND dead_since IS NOT NULL ORDER BY item {for_update}";
  session.Query(id ? one : all, id ? KeyOf(tenant, *id) : Params{{"tenant", tenant}}, 1,
                [&](const Row& row) { items.emplace_back(row.Text(0)); });
  for (const ItemId& item : items) {
    session.Execute(
        "UPDATE outbox SET dead_since = NULL, failures = 0, ready_at = :now WHERE tenant = :tenant "
        "AND item = :item",
        {{"tenant", tenant}, {"item", item}, {"now", now}});
  }
  Commit(session);
  return static_cast<int>(items.size());
}

bool DropDead(Session& session, const TenantId& tenant, const OutboxId& id, const DropNote& note) {
  Params params = KeyOf(tenant, id);
  params.emplace_back("reason", note.reason);
  params.emplace_back("by", note.by);
  params.emplace_back("now", note.at);
  Begin(session);
  const bool dropped =
      session.Execute(
          "INSERT INTO outbox_dropped (tenant, item, rev, position, kind, payload, error, reason, "
          "dropped_by, "
          "dropped_at) SELECT tenant, item, rev, position, kind, payload, COALESCE(error, ''), :reason, :by, "
          ":now FROM outbox WHERE tenant = :tenant AND item = :item AND rev = :rev AND position = :position "
          "AND dead_since IS NOT NULL",
          params) > 0;
  if (dropped) {
    session.Execute(
        "DELETE FROM outbox WHERE tenant = :tenant AND item = :item AND rev = :rev AND position = :position",
        params);
    session.Execute(kLetGoOn, params);
  }
  Commit(session);
  return dropped;
}

StoreLoad CountOutbox(Session& session, std::int64_t most) {
  const auto count = [&](const std::string& which) {
    std::int64_t found = 0;
    session.Query("SELECT count(*) FROM (SELECT 1 FROM outbox WHERE dead_since IS " + which +
                      " LIMIT :most) AS counted",
                  {{"most", most}}, 1, [&](const Row& row) { found = row.Number(0); });
    return found;
  };
  return {count("NULL"), count("NOT NULL"), {}};
}

}  // namespace charter::storage
