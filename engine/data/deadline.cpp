#include "engine/data/deadline.h"

#include <algorithm>

#include "engine/data/calendar.h"

namespace charter {
namespace {

// The deadline as a pause that began before it leaves it.
std::optional<Deadline> Resumed(const Period& period, const Deadline& end, Timestamp from, Timestamp to,
                                const WorkCalendar& calendar) {
  if (period.unit == Period::Unit::kExact) {
    const auto passed = Subtract(to, from);
    const auto at = passed ? Add(end.at, *passed) : std::nullopt;
    if (!at) return std::nullopt;
    return Deadline{*at, LastDay(*at), false};
  }
  const Date stopped = DayOf(from);
  const Date started = DayOf(to);
  if (started == stopped) return end;
  const bool workdays = period.unit == Period::Unit::kWorkdays;
  // Days that are left are counted like a period of so many days from the day the clocks go on.
  Period left = period;
  left.unit = workdays ? Period::Unit::kWorkdays : Period::Unit::kDays;
  left.count = workdays ? calendar.WorkdaysBetween(stopped, end.last_day)
                        : std::int64_t{end.last_day.days} - stopped.days;
  auto moved = EndOf(left, to, calendar);
  if (!moved) return std::nullopt;
  // Without a workday left the day of resuming is the last one, where it is a working day.
  if (workdays && left.count == 0) {
    left.unit = Period::Unit::kDays;
    moved = EndOf(left, to, calendar);
  }
  if (moved) moved->provisional = moved->provisional || end.provisional;
  return moved;
}

}  // namespace

KeptCounting::KeptCounting(const Counting& counting)
    : from_seconds_(counting.from.seconds),
      length_(counting.period.count),
      from_nanos_(counting.from.nanos),
      rest_(counting.period.until),
      unit_(counting.period.unit),
      before_(counting.before),
      is_there_(true) {
  if (unit_ != Period::Unit::kExact) return;
  length_ = counting.period.exact.seconds;
  rest_ = counting.period.exact.nanos;
}

Counting KeptCounting::operator*() const {
  Counting counting;
  counting.period.unit = unit_;
  counting.from = {from_seconds_, from_nanos_};
  counting.before = before_;
  if (unit_ == Period::Unit::kExact) {
    counting.period.exact = {length_, rest_};
  } else {
    counting.period.count = length_;
    counting.period.until = rest_;
  }
  return counting;
}

Date LastDay(Timestamp end) { return DayOf(Timestamp{end.seconds - 1, end.nanos}); }

std::optional<Deadline> EndOf(const Counting& counting, const std::vector<Pause>& pauses,
                              const WorkCalendar& calendar) {
  if (counting.before) return EndBefore(counting.period, counting.from, calendar);
  auto end = EndOf(counting.period, counting.from, calendar);
  for (const Pause& pause : pauses) {
    if (!end) break;
    const Timestamp from = std::max(pause.from, counting.from);
    if (pause.to <= from || end->at <= from) continue;
    end = Resumed(counting.period, *end, from, pause.to, calendar);
  }
  return end;
}

}  // namespace charter
