#include "storage/changes.h"

#include <algorithm>

#include "storage/param.h"

namespace charter::storage {
namespace {

// An item has a handful of each: comparing each with each beats any index.
template <typename T, typename Same>
const T* FindIn(const std::vector<T>& all, const T& wanted, Same same) {
  const auto found = std::find_if(all.begin(), all.end(), [&](const T& each) { return same(each, wanted); });
  return found == all.end() ? nullptr : &*found;
}

bool SameTask(const TaskRecord& a, const TaskRecord& b) {
  return a.state == b.state && a.role == b.role && a.person == b.person;
}

bool SameTimes(const TaskRecord& a, const TaskRecord& b) {
  const auto due = [](const TaskRecord& task) {
    return task.due ? std::optional(ToMicros(*task.due)) : std::nullopt;
  };
  return ToMicros(a.since) == ToMicros(b.since) && due(a) == due(b);
}

bool SameTimer(const TimerRecord& a, const TimerRecord& b) { return a.id == b.id; }

}  // namespace

Changes::Changes(const ItemWrite& write) {
  const ItemRecord* before = write.expected_rev == 0 ? nullptr : &write.before.item;
  keys = KeyChangesOf(before, write.item);
  std::vector<CountChange> counts = CountChangesOf(before, write.item);
  notes.resize(std::max(counts.size(), write.history.size()));
  for (std::size_t i = 0; i < notes.size(); ++i) {
    if (i < counts.size()) notes[i].count = std::move(counts[i]);
    notes[i].rev = write.history[std::min(i, write.history.size() - 1)].rev;
  }
  const bool moved = before != nullptr && before->org_path != write.item.org_path;
  for (const TaskRecord& task : write.before.tasks)
    if (FindIn(write.tasks, task, SameTask) == nullptr) tasks_gone.push_back(&task);
  for (const TaskRecord& task : write.tasks) {
    const TaskRecord* same = FindIn(write.before.tasks, task, SameTask);
    if (moved || same == nullptr || !SameTimes(*same, task)) tasks_put.push_back(&task);
  }
  for (const TimerRecord& timer : write.before.timers)
    if (FindIn(write.timers, timer, SameTimer) == nullptr) timers_gone.push_back(&timer);
  for (const TimerRecord& timer : write.timers) {
    const TimerRecord* same = FindIn(write.before.timers, timer, SameTimer);
    if (same == nullptr || ToMicros(same->due) != ToMicros(timer.due)) timers_put.push_back(&timer);
  }
}

}  // namespace charter::storage
