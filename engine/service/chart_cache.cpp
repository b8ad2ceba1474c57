#include "engine/service/chart_cache.h"

#include "engine/chart/load.h"
#include "engine/data/failure.h"

namespace charter {

std::shared_ptr<const Chart> ChartCache::Find(const TenantId& tenant, const std::string& workflow,
                                              int version) {
  if (version > 0) {
    const std::lock_guard lock(mutex_);
    const auto found = charts_.find({tenant, workflow, version});
    if (found != charts_.end()) return found->second;
  }
  const auto definition = store_.FindDefinition(tenant, workflow, version);
  return definition ? Load(tenant, *definition) : nullptr;
}

std::shared_ptr<const Chart> ChartCache::Get(const TenantId& tenant, const ItemRecord& item) {
  auto chart = Find(tenant, item.workflow, item.version);
  if (!chart) {
    throw Failure(Code::store_failed, "item " + item.id.value + " runs on " + item.workflow + " version " +
                                          std::to_string(item.version) + ", which is not in the store");
  }
  return chart;
}

std::shared_ptr<const Chart> ChartCache::Load(const TenantId& tenant, const DefinitionRecord& definition) {
  const std::tuple key{tenant, definition.workflow, definition.version};
  {
    const std::lock_guard lock(mutex_);
    const auto found = charts_.find(key);
    if (found != charts_.end()) return found->second;
  }
  // Loading takes milliseconds; two threads doing it at once cost less than all waiting for one.
  Loaded loaded = LoadChart(definition.source);
  if (!loaded.chart) {
    throw Failure(Code::store_failed, "the published workflow " + definition.workflow + " version " +
                                          std::to_string(definition.version) + " does not load any more: " +
                                          Format(loaded.diagnostics.front(), definition.workflow));
  }
  const std::lock_guard lock(mutex_);
  return charts_.emplace(key, std::move(loaded.chart)).first->second;
}

}  // namespace charter
