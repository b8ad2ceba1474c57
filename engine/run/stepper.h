// The step for those who take many: in place, and with room that is made once.
#pragma once

#include <vector>

#include "engine/data/calendar.h"
#include "engine/data/refusal.h"
#include "engine/run/workspace.h"

namespace charter {

// Does what Step does, to a snapshot that its caller owns. Once it has seen a chart's events, one that makes
// the item keep nothing new allocates nothing. For one thread at a time; items and charts may change from
// call to call.
class Stepper {
 public:
  // Carries out one event on `snapshot`. Refused (20xx), or with an exception of the machine's (no memory),
  // the snapshot is exactly as it was.
  Outcome<void> Advance(const Chart& chart, const ItemInfo& item, Snapshot& snapshot, const Event& event,
                        const WorkCalendar& calendar);

  // Of the last event that was carried out; the caller may move them away.
  std::vector<Effect>& effects() { return work_.effects; }
  std::vector<TransitionIndex>& taken() { return work_.taken; }
  Recorded& record() { return work_.record; }
  std::vector<NamedFile>& files() { return work_.files; }

 private:
  Workspace work_;
};

}  // namespace charter
