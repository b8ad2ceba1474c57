// Reading all that bears an item's id, for those who check it.
#pragma once

#include <vector>

#include "engine/ports/audit.h"
#include "storage/session.h"

namespace charter::storage {

// See Audit for each.
std::vector<TenantId> ListTenants(Session& session);
ItemRange RangeAfter(Session& session, const TenantId& tenant, const ItemId& after, int size);
std::vector<Trail> ReadTrails(Session& session, const TenantId& tenant, const ItemRange& range);

}  // namespace charter::storage
