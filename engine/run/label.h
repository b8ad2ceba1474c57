// What lists call an item.
#pragma once

#include <string>

#include "engine/data/calendar.h"
#include "engine/run/snapshot.h"

namespace charter {

// The chart's `label`, or the item's number where there is none, where it cannot be evaluated or where
// it reads a field that not everybody may read. Personal numbers in it are masked.
std::string LabelOf(const Chart& chart, const ItemInfo& item, const Snapshot& snapshot,
                    const WorkCalendar& calendar);

}  // namespace charter
