// Lengths of time as a workflow writes them, and the day or instant at which they end.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/data/time.h"

namespace charter {

class WorkCalendar;

// Two families, told apart by how they are written:
//  - exact: ISO 8601 ("PT2H", "P1DT12H", "P20D" as 20 times 24 hours) and "2 hours", "30 minutes",
//    "10 seconds": an elapsed time, to the nanosecond;
//  - legal: "20 days", "5 workdays", "3 months", "1 year" (also with a singular unit): a period of
//    the Civil Code, Articles 201 to 203: the start day is not counted, a month period ends on the
//    corresponding day or the last day of the month, a last day that is a rest day is put off to the
//    next working day, and the period ends at 24:00 of its last day in Shanghai, or at the close of
//    business that is written behind it: "10 workdays by 17:00".
struct Period {
  enum class Unit : std::uint8_t { kExact, kDays, kWorkdays, kMonths };
  Unit unit = Unit::kExact;
  std::int32_t until = 0;  // legal: seconds of the last day after which it is over; 0: at 24:00
  std::int64_t count = 0;  // days, workdays or months (a year is 12)
  Duration exact{};

  // Nothing on text that is neither. Negative lengths and ISO years or months (not exact) are refused.
  static std::optional<Period> Parse(std::string_view text);
  [[nodiscard]] std::string ToString() const;
  bool operator==(const Period&) const = default;
};

struct Deadline {
  Timestamp at;              // the instant after which the period is over
  Date last_day;             // the last day on which one may still act
  bool provisional = false;  // it was counted with a year of the calendar that is not published yet
};

// When a period that starts at `from` ends. Nothing where it leaves the range of Timestamp.
std::optional<Deadline> EndOf(const Period& period, Timestamp from, const WorkCalendar& calendar);
// The last moment that still lies the whole period before `from`, whose own day is not counted: the end of
// the last day, or of business on it. That day is not moved off a rest day, which would shorten the period.
std::optional<Deadline> EndBefore(const Period& period, Timestamp from, const WorkCalendar& calendar);

// The corresponding day `months` later or, negative, before; the month's last day where there is none
// (Civil Code, Article 202). Nothing outside of the years 1 to 9999.
std::optional<Date> AddMonths(Date day, std::int64_t months);

}  // namespace charter
