#include "engine/service/item_cache.h"

namespace charter {

std::shared_ptr<const KnownItem> ItemCache::Find(const TenantId& tenant, const ItemId& id) {
  const std::lock_guard lock(mutex_);
  const auto place = places_.find({tenant, id});
  if (place == places_.end()) return nullptr;
  entries_.splice(entries_.begin(), entries_, place->second);
  return place->second->second;
}

void ItemCache::Put(const TenantId& tenant, KnownItem known) {
  known.record.snapshot.clear();
  Key key{tenant, known.record.id};
  auto item = std::make_shared<const KnownItem>(std::move(known));
  const std::lock_guard lock(mutex_);
  const auto [place, is_new] = places_.try_emplace(key);
  if (is_new) {
    entries_.emplace_front(std::move(key), std::move(item));
    place->second = entries_.begin();
  } else {
    if (place->second->second->record.rev < item->record.rev) place->second->second = std::move(item);
    entries_.splice(entries_.begin(), entries_, place->second);
  }
  if (entries_.size() <= capacity_) return;
  places_.erase(entries_.back().first);
  entries_.pop_back();
}

void ItemCache::Drop(const TenantId& tenant, const ItemId& id) {
  const std::lock_guard lock(mutex_);
  const auto place = places_.find({tenant, id});
  if (place == places_.end()) return;
  entries_.erase(place->second);
  places_.erase(place);
}

}  // namespace charter
