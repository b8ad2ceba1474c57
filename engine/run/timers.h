// Times around a deadline.
#pragma once

#include "engine/data/calendar.h"
#include "engine/data/deadline.h"

namespace charter {

// When `before` ahead of a deadline is, for reminders: days and workdays at 09:00 in Shanghai unless it says.
Timestamp Ahead(Timestamp deadline, const Period& before, const WorkCalendar& calendar);

// Stores keep microseconds.
Timestamp AsKept(Timestamp time);

}  // namespace charter
