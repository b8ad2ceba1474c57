// The clocks of an item counted again: after a pause, or with another edition of the work calendar.
#pragma once

#include <optional>
#include <vector>

#include "engine/data/calendar.h"
#include "engine/run/draft.h"

namespace charter {

// Every timer that is set and every due date that is not over, counted again from what it was counted from,
// less the pauses and with this calendar. A date that the workflow fixed stays. Reminders go with their due
// date.
struct Clocks {
  std::vector<Timer> timers;
  std::vector<StateDue> dues;
};
Clocks CountAgain(const Chart& chart, const Snapshot& snapshot, const std::vector<Pause>& pauses,
                  const WorkCalendar& calendar);

// The item was suspended or at fault until now: gives its clocks back what was left.
void ResumeClocks(const Chart& chart, Draft& snapshot, const WorkCalendar& calendar);

// The data of the event item.calendar by which the item goes over from the edition its deadlines are counted
// with to another one: {"edition", "years": those that differ, "deadlines": [{"deadline", "old", "new",
// "old_day", "new_day", "provisional"}]}. Nothing where no deadline moves or becomes certain.
std::optional<Value> RecountData(const Chart& chart, const Snapshot& snapshot, const WorkCalendar& present,
                                 const WorkCalendar& next);
// Takes that event.
void RecountClocks(const Chart& chart, Draft& snapshot, const WorkCalendar& calendar);

// "after.public_notice.0", "overdue.checking", "remind.checking", or the id or event of a delayed send.
std::string NameOf(const Chart& chart, const Timer& timer);

}  // namespace charter
