// Reading items and their history.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "engine/ports/store.h"
#include "storage/session.h"

namespace charter::storage {

// What lists show of `items i`: all but the snapshot. The id is the first, the number the second and the
// title the eighth.
inline constexpr std::string_view kListedColumns =
    "i.id, i.number, i.workflow, i.version, i.org, i.org_path, i.parent, i.title, i.created_by, "
    "i.created_at, i.updated_at, i.rev, i.sealed, i.status, i.states, i.head";
inline constexpr int kListedColumnCount = 16;
ItemRecord ReadListedItem(const Row& row);

// See Items for each.
std::optional<ItemRecord> FindItem(Session& session, const TenantId& tenant, const ItemId& id);
std::vector<HistoryRecord> ListHistory(Session& session, const TenantId& tenant, const ItemId& id,
                                       std::int64_t after_rev, int limit);

}  // namespace charter::storage
