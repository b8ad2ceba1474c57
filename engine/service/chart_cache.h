// Charts that were loaded once.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <tuple>

#include "engine/chart/chart.h"
#include "engine/ports/store.h"

namespace charter {

// A published version never changes, so a chart is loaded once and kept. Thread-safe.
class ChartCache {
 public:
  explicit ChartCache(Store& store) : store_(store) {}

  // The newest version for 0. Null if it is not published.
  std::shared_ptr<const Chart> Find(const TenantId& tenant, const std::string& workflow, int version);
  // Of an item that runs on it: throws Failure(store_failed) if it is not there.
  std::shared_ptr<const Chart> Get(const TenantId& tenant, const ItemRecord& item);

 private:
  std::shared_ptr<const Chart> Load(const TenantId& tenant, const DefinitionRecord& definition);

  Store& store_;
  std::mutex mutex_;
  std::map<std::tuple<TenantId, std::string, int>, std::shared_ptr<const Chart>> charts_;
};

}  // namespace charter
