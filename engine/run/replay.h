// An item's history taken through the engine again.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "engine/data/calendar.h"
#include "engine/ports/records.h"
#include "engine/run/step.h"

namespace charter {

// What the history keeps of an event, and the event it stands for.
HistoryRecord ToHistory(const Event& event, const Recorded& kept, const Snapshot& after,
                        Timestamp recorded_at);
// Throws Failure(store_failed) where the record is not one that ToHistory wrote.
Event FromHistory(const HistoryRecord& record);

// The facts of an item that its record keeps for good.
ItemInfo InfoOf(const ItemRecord& record);

// The snapshot that all of an item's history, from its creation on, leads to; or one sentence that
// says where it cannot be followed.
tl::expected<Snapshot, std::string> Replay(const Chart& chart, const ItemInfo& item,
                                           std::span<const HistoryRecord> history,
                                           const WorkCalendar& calendar);

// What a replay comes to where the item stands like this: just this, but for what the history does not keep
// (ActivityRules::AsReplayed).
Snapshot AsReplayed(const Chart& chart, Snapshot snapshot);

}  // namespace charter
