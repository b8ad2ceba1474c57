// Who is awaited: the tasks of an item.
#pragma once

#include <vector>

#include "engine/ports/records.h"
#include "engine/run/snapshot.h"

namespace charter {

// The roles that the state's own transitions await, in the order of the file.
std::vector<RoleIndex> RolesAwaited(const Chart& chart, StateIndex state);

// One task for each active atomic state and each role that its own transitions name; events of the
// states around it are possibilities, not tasks. Then one for each role or person that an activity awaits,
// in the activity's state. None while the item does not run.
std::vector<TaskRecord> TasksOf(const Chart& chart, const Snapshot& snapshot);

// The timers to be woken for; none while the item does not run.
std::vector<TimerRecord> TimersOf(const Snapshot& snapshot);

}  // namespace charter
