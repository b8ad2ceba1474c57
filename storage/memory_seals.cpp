#include "storage/memory_store.h"

#include <algorithm>
#include <set>

#include "storage/param.h"

namespace charter::storage {

std::vector<SealLeaf> MemoryStore::Unsealed(const TenantId& tenant, const ItemId& after, int limit) {
  const std::lock_guard lock(mutex_);
  std::vector<SealLeaf> list;
  for (auto it = items_.upper_bound({tenant, after}); it != items_.end() && it->first.first == tenant; ++it) {
    const ItemRecord& item = it->second.item;
    const auto leaves = leaves_.find(it->first);
    const std::int64_t before = leaves == leaves_.end() ? 0 : leaves->second.back().rev;
    if (before != item.rev) list.push_back({item.id, before, item.rev, item.head, 0});
  }
  Cut(list, limit);
  return list;
}

bool MemoryStore::AddSeal(const TenantId& tenant, const SealRecord& seal, std::span<const SealLeaf> leaves) {
  const std::lock_guard lock(mutex_);
  const auto [place, added] = seals_.try_emplace({tenant, seal.number}, seal);
  if (!added) return false;
  place->second.at = Kept(seal.at);
  for (const SealLeaf& leaf : leaves) {
    leaves_[{tenant, leaf.item}].push_back(leaf);
    leaves_[{tenant, leaf.item}].back().seal = seal.number;
  }
  return true;
}

std::optional<SealRecord> MemoryStore::FindSeal(const TenantId& tenant, std::int64_t number) {
  const std::lock_guard lock(mutex_);
  std::optional<SealRecord> found;
  for (const auto& [key, seal] : seals_) {
    if (key.first == tenant && (number == 0 || number == key.second)) found = seal;
  }
  return found;
}

std::vector<SealLeaf> MemoryStore::SealLeaves(const TenantId& tenant, std::int64_t number,
                                              const ItemId& after, int limit) {
  const std::lock_guard lock(mutex_);
  std::vector<SealLeaf> list;
  for (const auto& [key, leaves] : leaves_) {
    if (key.first != tenant || key.second <= after) continue;
    std::copy_if(leaves.begin(), leaves.end(), std::back_inserter(list),
                 [&](const SealLeaf& leaf) { return leaf.seal == number; });
  }
  Cut(list, limit);
  return list;
}

std::vector<TenantId> MemoryStore::ListTenants() {
  const std::lock_guard lock(mutex_);
  std::set<TenantId> tenants;
  for (const auto& [key, entry] : items_) tenants.insert(key.first);
  for (const auto& [key, budget] : budgets_) tenants.insert(key.first);
  for (const auto& [key, seal] : seals_) tenants.insert(key.first);
  return {tenants.begin(), tenants.end()};
}

ItemRange MemoryStore::RangeAfter(const TenantId& tenant, const ItemId& after, int size) {
  const std::lock_guard lock(mutex_);
  auto it = items_.upper_bound({tenant, after});
  for (int i = 1; i < size && it != items_.end(); ++i) ++it;
  if (it == items_.end() || it->first.first != tenant) return {after, std::nullopt};
  return {after, it->first.second};
}

std::vector<Trail> MemoryStore::ReadTrails(const TenantId& tenant, const ItemRange& range) {
  std::vector<Trail> trails;
  {
    const std::lock_guard lock(mutex_);
    for (auto it = items_.upper_bound({tenant, range.after}); it != items_.end(); ++it) {
      if (it->first.first != tenant || (range.until && *range.until < it->first.second)) break;
      const auto leaves = leaves_.find(it->first);
      trails.push_back({it->first.second,
                        it->second.item,
                        it->second.history,
                        leaves == leaves_.end() ? std::vector<SealLeaf>() : leaves->second,
                        {}});
    }
  }
  for (Trail& trail : trails) trail.entries = LedgerOf(tenant, trail.id);
  return trails;
}

}  // namespace charter::storage
