// The outbox: who may take which row, what became of it, and the dead letters.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "engine/ports/store.h"
#include "storage/session.h"

namespace charter::storage {

// As with timers, locks are taken tenant by tenant. Here for the test of their plans.
inline constexpr std::string_view kTenantsWithReadyRows =
    "SELECT tenant FROM (SELECT tenant, ready_at FROM outbox WHERE ready_at <= :now AND NOT EXISTS ("
    "SELECT 1 FROM outbox AS earlier WHERE earlier.tenant = outbox.tenant AND earlier.item = outbox.item "
    "AND (earlier.rev, earlier.position) < (outbox.rev, outbox.position)) "
    "ORDER BY ready_at LIMIT 200) AS longest GROUP BY tenant ORDER BY min(ready_at)";
inline constexpr std::string_view kTakeRows =
    "UPDATE outbox SET ready_at = :until FROM (SELECT item AS taken_item, rev AS taken_rev, "
    "position AS taken_position FROM outbox WHERE tenant = :tenant AND ready_at <= :now AND NOT EXISTS ("
    "SELECT 1 FROM outbox AS earlier WHERE earlier.tenant = outbox.tenant AND earlier.item = outbox.item "
    "AND (earlier.rev, earlier.position) < (outbox.rev, outbox.position)) "
    "ORDER BY ready_at LIMIT :limit {for_update}{skip_locked}) AS taken "
    "WHERE tenant = :tenant AND item = taken_item AND rev = taken_rev AND position = taken_position "
    "RETURNING item, rev, position, kind, payload, failures";

// See Outbox for each. Those that begin a transaction say so.
std::vector<OutboxRow> ListPendingOutbox(Session& session, int limit);
std::vector<OutboxRow> TakeRows(Session& session, const Lease& lease, int limit);
// Begins a transaction for each tenant.
void SettleRows(Session& session, std::span<const Settlement> settled, Timestamp now);
std::vector<DeadLetter> ListDeadLetters(Session& session, const TenantId& tenant, const ItemId& after,
                                        int limit);
// Begins a transaction.
int RetryDead(Session& session, const TenantId& tenant, const std::optional<OutboxId>& id, Timestamp now);
// Begins a transaction.
bool DropDead(Session& session, const TenantId& tenant, const OutboxId& id, const DropNote& note);

// How much waits and how much was given up, each counted up to `most`.
StoreLoad CountOutbox(Session& session, std::int64_t most);

}  // namespace charter::storage
