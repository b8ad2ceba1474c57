// Reading items and their history.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/ports/store.h"
#include "storage/json_rows.h"
#include "storage/session.h"

namespace charter::storage {

// What lists show of `items i`: all but the snapshot. The id is the first, the number the second and the
// title the eighth.
inline constexpr std::string_view kListedColumns =
    "i.id, i.number, i.workflow, i.version, i.org, i.org_path, i.parent, i.title, i.created_by, "
    "i.created_at, i.updated_at, i.rev, i.sealed, i.status, i.states, i.head";
inline constexpr int kListedColumnCount = 16;
// `names`: what reads the list of states; throws Failure (store_failed) where it is damaged, unless told
// otherwise.
ItemRecord ReadListedItem(const Row& row,
                          std::vector<std::string> (*names)(const std::string& json) = ReadNames);
std::int64_t PresentRev(Session& session, const TenantId& tenant, const ItemId& id);  // 0: there is none

// See Items for each.
std::optional<ItemRecord> FindItem(Session& session, const TenantId& tenant, const ItemId& id);
std::vector<HistoryRecord> ListHistory(Session& session, const TenantId& tenant, const ItemId& id,
                                       std::int64_t after_rev, int limit);

}  // namespace charter::storage
