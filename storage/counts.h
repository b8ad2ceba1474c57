// Counters by place, workflow and state.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "engine/ports/counts.h"
#include "storage/list_rows.h"
#include "storage/session.h"

namespace charter::storage {

// See Counts.
std::vector<StateCount> CountItems(Session& session, const TenantId& tenant, const CountQuery& query);

// By tenant, place, workflow and state.
using CountSums = std::map<std::tuple<std::string, std::string, std::string, std::string>, std::int64_t>;
// At the change's organisation and every one above.
void AddTo(CountSums& sums, const TenantId& tenant, const CountChange& change);
void AddToCounts(Session& session, const CountSums& sums);

}  // namespace charter::storage
