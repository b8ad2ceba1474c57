// Reading items and their history.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "engine/ports/store.h"
#include "storage/session.h"

namespace charter::storage {

// See Store for each.
std::optional<ItemRecord> FindItem(Session& session, const TenantId& tenant, const ItemId& id);
std::vector<ItemRecord> ListItems(Session& session, const TenantId& tenant, const ItemQuery& query);
std::vector<HistoryRecord> ListHistory(Session& session, const TenantId& tenant, const ItemId& id,
                                       std::int64_t after_rev, int limit);

}  // namespace charter::storage
