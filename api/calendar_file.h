// The work calendar that the commands run on.
#pragma once

#include <string>

#include "engine/data/calendar.h"

namespace charter::api {

// From `workflows`/calendars/cn.json. Throws Failure(invalid_parameter) where it is not there or
// not right.
WorkCalendar ReadCalendar(const std::string& workflows);

// Whether `workflows`, or the folder that `file` lies in, holds one.
bool HasCalendar(const std::string& workflows, const std::string& file);

}  // namespace charter::api
