// How a new item is first written down, whoever makes it: a person, or an action of another item.
#pragma once

#include <optional>

#include "engine/chart/chart.h"
#include "engine/service/service.h"

namespace charter {

struct NewItem {
  const Chart& chart;
  const Organization& place;
  std::optional<ItemId> parent;
  PersonId created_by;
  const Value& data;
};

// Draws the item's id, and its number unless its data are refused anyway: mistakes leave no gap.
ItemRecord RecordOf(const Ports& ports, const TenantId& tenant, const NewItem& item, Timestamp now);

}  // namespace charter
