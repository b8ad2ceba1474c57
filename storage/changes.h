// What a write changes beside the item's own row: only what differs reaches the database.
#pragma once

#include <vector>

#include "engine/ports/records.h"
#include "storage/list_rows.h"

namespace charter::storage {

// Points into the write.
struct Changes {
  KeyChanges keys;
  std::vector<CountChange> counts;
  std::vector<const TaskRecord*> tasks_gone, tasks_put;     // put: new, or with another time or place
  std::vector<const TimerRecord*> timers_gone, timers_put;  // put: new, or due at another time

  explicit Changes(const ItemWrite& write);
};

}  // namespace charter::storage
