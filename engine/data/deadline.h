// A deadline and what it was counted from, so that it can be counted again.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "engine/data/period.h"

namespace charter {

// A time in which the clocks stood still.
struct Pause {
  Timestamp from;
  Timestamp to;
  bool operator==(const Pause&) const = default;
};

struct Counting {
  Period period;
  Timestamp from;
  bool before = false;  // back from `from`, which then stays fixed whatever is paused
  bool operator==(const Counting&) const = default;
};

// A counting, or none, in half the room: an item holds one for each clock that is set.
class KeptCounting {
 public:
  KeptCounting() = default;
  // NOLINTNEXTLINE(google-explicit-constructor): it is the same thing.
  KeptCounting(const Counting& counting);

  [[nodiscard]] explicit operator bool() const { return is_there_; }
  // Precondition: there is one.
  [[nodiscard]] Counting operator*() const;

 private:
  std::int64_t from_seconds_ = 0;
  std::int64_t length_ = 0;  // seconds of an exact period, else its count
  std::int32_t from_nanos_ = 0;
  std::int32_t rest_ = 0;  // nanoseconds of an exact period, else its `until`
  Period::Unit unit_ = Period::Unit::kExact;
  bool before_ = false;
  bool is_there_ = false;
};

// When it ends. A pause gives back what was left when it began: an exact period the time that passed;
// days and months the days that passed, to the next working day; workdays those that were left, counted
// from the pause's end. What was over by then stays, as does what lay in the pause before `from`.
// Nothing where it leaves the range of Timestamp.
std::optional<Deadline> EndOf(const Counting& counting, const std::vector<Pause>& pauses,
                              const WorkCalendar& calendar);

// The last day on which one may act: 24:00 is 00:00 of a day on which it is over.
Date LastDay(Timestamp end);

}  // namespace charter
