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
};

// Draws the item's id, which stands for its number until that is drawn.
ItemRecord RecordOf(const Ports& ports, const NewItem& item, Timestamp now);

}  // namespace charter
