// Timers, and the counters.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/ports/store.h"
#include "storage/session.h"

namespace charter::storage {

// Locks are taken tenant by tenant, never over all at once: a cluster that shards by tenant cannot do that.
// The tenants come from one reading that every shard answers from its index. Here for the test of its plan.
inline constexpr std::string_view kTenantsWithDueTimers =
    "SELECT tenant FROM (SELECT tenant, due FROM timers WHERE due <= :due AND claimed_until <= :now "
    "ORDER BY due LIMIT 200) AS longest GROUP BY tenant ORDER BY min(due)";
inline constexpr std::string_view kTakeTimers =
    "UPDATE timers SET claimed_until = :until FROM (SELECT item AS taken_item, id AS taken_id FROM timers "
    "WHERE tenant = :tenant AND due <= :due AND claimed_until <= :now ORDER BY due, item, id LIMIT :limit "
    "{for_update}{skip_locked}) AS taken "
    "WHERE tenant = :tenant AND item = taken_item AND id = taken_id RETURNING item, id, due";

// See Store for each.
std::vector<DueTimer> ListDueTimers(Session& session, Timestamp now, int limit);
std::vector<DueTimer> TakeTimers(Session& session, Timestamp now, const Lease& lease, int limit);
std::optional<Timestamp> FindNextTimer(Session& session);
std::vector<TimedItem> ListTimedItems(Session& session, const TimedItem& after, int limit);
std::int64_t CountUp(Session& session, const TenantId& tenant, const std::string& counter);

}  // namespace charter::storage
