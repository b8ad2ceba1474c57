// What a write changes beside the item's own row: only what differs reaches the database.
#pragma once

#include <vector>

#include "engine/ports/records.h"
#include "storage/list_rows.h"

namespace charter::storage {

// A row of commit_notes: an event of an item, and what it changed in the counters. An event that changed
// nothing there has one, with nothing in it; one that changed much, several.
struct CommitNote {
  CountChange count;
  std::int64_t rev = 0;
};

// Points into the write.
struct Changes {
  KeyChanges keys;
  std::vector<CommitNote> notes;
  std::vector<const TaskRecord*> tasks_gone, tasks_put;     // put: new, or with another time or place
  std::vector<const TimerRecord*> timers_gone, timers_put;  // put: new, or due at another time

  explicit Changes(const ItemWrite& write);
};

}  // namespace charter::storage
