// Items with a task that is overdue.
#pragma once

#include "engine/ports/items.h"
#include "storage/key_filter.h"
#include "storage/session.h"

namespace charter::storage {

// See Items::ListItems; in the order of what was due first. `places` are outermost ones.
Page<ItemRecord> ListOverdue(Session& session, const TenantId& tenant, const ItemQuery& query,
                             const std::vector<std::string>& places, const KeyFilter& filter);

}  // namespace charter::storage
