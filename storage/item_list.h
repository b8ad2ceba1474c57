// Lists of items.
#pragma once

#include "engine/ports/items.h"
#include "storage/session.h"

namespace charter::storage {

// See Items::ListItems.
Page<ItemRecord> ListItems(Session& session, const TenantId& tenant, const ItemQuery& query);

}  // namespace charter::storage
