// Items as this server left them last: an event for one of these needs no reading first.
#pragma once

#include <cstddef>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <utility>

#include "engine/chart/chart.h"
#include "engine/ports/records.h"
#include "engine/run/snapshot.h"

namespace charter {

// An item without the text of its snapshot, which the snapshot itself stands for.
struct KnownItem {
  ItemRecord record;  // its snapshot is empty
  std::shared_ptr<const Chart> chart;
  Snapshot snapshot;
};

// Thread-safe. What it holds may be behind the store, where another server has written since: a step from it
// is right only if its commit is (the revision says so), and a refusal only if the store's own item refuses
// too. Holds at most `capacity` items; those not used for longest go first.
class ItemCache {
 public:
  explicit ItemCache(std::size_t capacity) : capacity_(capacity) {}

  // Null where it is not known.
  std::shared_ptr<const KnownItem> Find(const TenantId& tenant, const ItemId& id);
  // Nothing happens where a later revision is known.
  void Put(const TenantId& tenant, KnownItem known);
  void Drop(const TenantId& tenant, const ItemId& id);

 private:
  using Key = std::pair<TenantId, ItemId>;
  using Entry = std::pair<Key, std::shared_ptr<const KnownItem>>;

  const std::size_t capacity_;
  std::mutex mutex_;
  std::list<Entry> entries_;  // the one used last is first
  std::map<Key, std::list<Entry>::iterator> places_;
};

}  // namespace charter
