// What the loops of the server take from the store, and the counters.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/ports/store.h"
#include "storage/session.h"

namespace charter::storage {

// See Store for each.
std::vector<DueTimer> ListDueTimers(Session& session, Timestamp now, int limit);
std::optional<Timestamp> FindNextTimer(Session& session);
std::vector<TimedItem> ListTimedItems(Session& session, const TimedItem& after, int limit);
std::vector<OutboxRow> ListPendingOutbox(Session& session, int limit);
void MarkOutboxDelivered(Session& session, std::span<const OutboxRow> rows, Timestamp at);
std::int64_t CountUp(Session& session, const TenantId& tenant, const std::string& counter);

}  // namespace charter::storage
