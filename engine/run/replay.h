// An item's history taken through the engine again.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include "engine/data/calendar.h"
#include "engine/ports/records.h"
#include "engine/run/step.h"
#include "engine/run/stepper.h"

namespace charter {

// What the history keeps of an event, and the event it stands for.
HistoryRecord ToHistory(const Event& event, const Recorded& kept, const Snapshot& after,
                        Timestamp recorded_at);
// The row as people read it: with the names in their places, and apart no more.
HistoryRecord WithNames(HistoryRecord row);
// The item after an event that changes nothing of it and does not show.
Snapshot Unmoved(const Snapshot& before, Timestamp at);
// Notes in a row's `detail` what else the step was given or did.
void AddDetail(HistoryRecord& row, std::string_view key, Value value);
inline constexpr std::string_view kEditionDetail = "calendar";

// Throws Failure(store_failed) where the record is not one that ToHistory wrote.
Event FromHistory(const HistoryRecord& record);

// The facts of an item that its record keeps for good.
ItemInfo InfoOf(const ItemRecord& record);

// The edition of the work calendar of that number (0: the one that is not kept), which outlives the call.
using Editions = std::function<const WorkCalendar&(std::int64_t edition)>;

// Takes items through their histories, row by row. For one thread at a time.
class Replayer {
 public:
  explicit Replayer(Editions editions) : editions_(std::move(editions)) {}

  // A new item; the chart outlives its rows.
  void Begin(const Chart& chart, ItemInfo item);
  // The next row: nothing where it could be followed, else one sentence. Throws Failure(store_failed) where
  // it is not one that ToHistory wrote.
  std::optional<std::string> Follow(const HistoryRecord& record);

  // After the rows so far; at revision 0 before the first.
  [[nodiscard]] const Snapshot& snapshot() const { return snapshot_; }
  // That the last row was counted with.
  [[nodiscard]] const WorkCalendar& calendar() const { return *calendar_; }

 private:
  Editions editions_;
  Stepper stepper_;
  const Chart* chart_ = nullptr;
  ItemInfo item_;
  Snapshot snapshot_;
  const WorkCalendar* calendar_ = nullptr;
};

// The snapshot that all of an item's history, from its creation on, leads to; or one sentence that
// says where it cannot be followed. Every step is counted with the edition that it was counted with at its
// time, whatever is in force today: `detail` names it where it changed.
tl::expected<Snapshot, std::string> Replay(const Chart& chart, const ItemInfo& item,
                                           std::span<const HistoryRecord> history, const Editions& editions);

// What a replay comes to where the item stands like this: just this, but for what the history does not keep
// (ActivityRules::AsReplayed).
Snapshot AsReplayed(const Chart& chart, Snapshot snapshot);

}  // namespace charter
