// All SQL of seals.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "engine/ports/seals.h"
#include "storage/session.h"

namespace charter::storage {

// See Seals for each.
std::vector<SealLeaf> ListUnsealed(Session& session, const TenantId& tenant, const ItemId& after, int limit);
bool AddSeal(Session& session, const TenantId& tenant, const SealRecord& seal,
             std::span<const SealLeaf> leaves);
std::optional<SealRecord> FindSeal(Session& session, const TenantId& tenant, std::int64_t number);
std::vector<SealLeaf> ListSealLeaves(Session& session, const TenantId& tenant, std::int64_t number,
                                     const ItemId& after, int limit);

}  // namespace charter::storage
