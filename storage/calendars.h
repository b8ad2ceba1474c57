// Editions of the work calendar.
#pragma once

#include <string>
#include <vector>

#include "engine/ports/store.h"
#include "storage/session.h"

namespace charter::storage {

// See Store for each.
std::int64_t AddCalendar(Session& session, const std::string& text, Timestamp at);
std::vector<CalendarRecord> ListCalendars(Session& session);
void MarkRecounted(Session& session, std::int64_t edition);

}  // namespace charter::storage
