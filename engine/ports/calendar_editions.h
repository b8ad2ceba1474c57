// The editions of the work calendar; they belong to all tenants.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/data/time.h"
#include "engine/ports/records.h"

namespace charter {

class CalendarEditions {
 public:
  virtual ~CalendarEditions() = default;

  // The edition of this text: the one it has, or the next.
  [[nodiscard]] virtual std::int64_t AddCalendar(const std::string& text, Timestamp at) = 0;
  // All editions, the first one first.
  [[nodiscard]] virtual std::vector<CalendarRecord> ListCalendars() = 0;
  virtual void MarkRecounted(std::int64_t edition) = 0;
};

}  // namespace charter
