// An item's history taken through the engine again.
#pragma once

#include <functional>
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
// Notes in a row's `detail` what else the step was given or did.
void AddDetail(HistoryRecord& row, std::string_view key, Value value);
inline constexpr std::string_view kEditionDetail = "calendar";

// Throws Failure(store_failed) where the record is not one that ToHistory wrote.
Event FromHistory(const HistoryRecord& record);

// The facts of an item that its record keeps for good.
ItemInfo InfoOf(const ItemRecord& record);

// The edition of the work calendar of that number (0: the one that is not kept), which outlives the call.
using Editions = std::function<const WorkCalendar&(std::int64_t edition)>;

// The snapshot that all of an item's history, from its creation on, leads to; or one sentence that
// says where it cannot be followed. Every step is counted with the edition that it was counted with at its
// time, whatever is in force today: `detail` names it where it changed.
tl::expected<Snapshot, std::string> Replay(const Chart& chart, const ItemInfo& item,
                                           std::span<const HistoryRecord> history, const Editions& editions);

// What a replay comes to where the item stands like this: just this, but for what the history does not keep
// (ActivityRules::AsReplayed).
Snapshot AsReplayed(const Chart& chart, Snapshot snapshot);

}  // namespace charter
