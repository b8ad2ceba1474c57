#include "engine/run/tasks.h"

#include <algorithm>

namespace charter {

std::vector<TaskRecord> TasksOf(const Chart& chart, const Snapshot& snapshot) {
  std::vector<TaskRecord> tasks;
  if (snapshot.status != Status::kActive) return tasks;
  for (const auto index : ActiveAtoms(chart, snapshot)) {
    const State& state = chart.states[static_cast<std::size_t>(index)];
    std::vector<RoleIndex> roles;
    for (const auto transition : state.transitions) {
      for (const auto role : chart.transitions[static_cast<std::size_t>(transition)].by) {
        if (std::find(roles.begin(), roles.end(), role) == roles.end()) roles.push_back(role);
      }
    }
    std::sort(roles.begin(), roles.end());
    const ActiveState* active = snapshot.active.Find(index);
    const StateDue* due = DueOf(chart, snapshot, index);
    for (const auto role : roles) {
      TaskRecord task;
      task.state = state.id;
      task.role = chart.roles[static_cast<std::size_t>(role)].id;
      task.since = active != nullptr ? active->since : snapshot.at;
      if (due != nullptr) task.due = due->at;
      tasks.push_back(std::move(task));
    }
  }
  return tasks;
}

std::vector<TimerRecord> TimersOf(const Snapshot& snapshot) {
  std::vector<TimerRecord> timers;
  if (snapshot.status != Status::kActive) return timers;
  for (const auto& timer : snapshot.timers) timers.push_back({timer.id, timer.due});
  return timers;
}

}  // namespace charter
