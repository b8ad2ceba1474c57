// Clocks of an item: how they stop and go on.
#pragma once

#include "engine/data/calendar.h"
#include "engine/run/draft.h"

namespace charter {

// Gives every timer and due date of an item that was suspended at `suspended_at` back the
// time that was left: elapsed time is added, legal periods move by whole days or by the workdays that
// were left and end on a working day; a date that was fixed by the workflow stays. Reminders are counted
// back from their new due date.
void ResumeClocks(const Chart& chart, Draft& snapshot, Timestamp now, const WorkCalendar& calendar);

// When `before` ahead of a deadline is, for reminders: days and workdays at 09:00 in Shanghai.
Timestamp Ahead(Timestamp deadline, const Period& before, const WorkCalendar& calendar);

Timer::Pace PaceOf(const Period& period);

}  // namespace charter
