// The editions of the work calendar: the one in force and those that items were counted with.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>

#include "engine/data/calendar.h"
#include "engine/ports/clock.h"
#include "engine/ports/store.h"

namespace charter {

// A calendar that the store has never seen becomes its newest edition when it is first needed, and stays
// there for good. One that it has seen before is an old file: the newest edition counts. References hold as
// long as this does. Thread-safe.
class Calendars {
 public:
  // `given`: as it was read from the file. All three outlive this.
  Calendars(Store& store, Clock& clock, const WorkCalendar& given)
      : store_(store), clock_(clock), given_(given) {}

  // That which new deadlines are counted with. Throws Failure(invalid_parameter) where the calendar given has
  // lost a year that an edition before it has.
  const WorkCalendar& Newest();
  // That of an item; 0, of items from before editions were kept: the first one. Throws Failure(store_failed)
  // where there is none.
  const WorkCalendar& Get(std::int64_t edition);

 private:
  void Read();
  void Keep();

  Store& store_;
  Clock& clock_;
  const WorkCalendar& given_;
  std::mutex mutex_;
  std::map<std::int64_t, WorkCalendar> editions_;
  bool kept_ = false;
};

}  // namespace charter
