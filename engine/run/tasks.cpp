#include "engine/run/tasks.h"

#include <algorithm>

#include "engine/run/active_activity.h"
#include "engine/run/handling.h"

namespace charter {

std::vector<RoleIndex> RolesAwaited(const Chart& chart, StateIndex state) {
  std::vector<RoleIndex> roles;
  for (const auto transition : chart.states[static_cast<std::size_t>(state)].transitions) {
    for (const auto role : chart.transitions[static_cast<std::size_t>(transition)].by) {
      if (std::find(roles.begin(), roles.end(), role) == roles.end()) roles.push_back(role);
    }
  }
  std::sort(roles.begin(), roles.end());
  return roles;
}

std::vector<TaskRecord> TasksOf(const Chart& chart, const Snapshot& snapshot) {
  std::vector<TaskRecord> tasks;
  if (snapshot.status != Status::kActive) return tasks;
  for (const auto index : ActiveAtoms(chart, snapshot)) {
    const State& state = chart.states[static_cast<std::size_t>(index)];
    const ActiveState* active = snapshot.active.Find(index);
    const StateDue* due = DueOf(chart, snapshot, index);
    for (const auto role : RolesAwaited(chart, index)) {
      TaskRecord task;
      task.state = state.id;
      task.role = chart.roles[static_cast<std::size_t>(role)].id;
      if (const HandedWork* handed = HandedTo(snapshot, index, role)) task.person = handed->person;
      task.since = active != nullptr ? active->since : snapshot.at;
      if (due != nullptr) task.due = due->at;
      tasks.push_back(std::move(task));
    }
  }
  for (std::size_t i = 0; i < chart.activities.size(); ++i) {
    if (!GoesOn(chart, snapshot, static_cast<ActivityIndex>(i))) continue;
    const Activity& activity = chart.activities[i];
    const StateDue* due = DueOf(chart, snapshot, activity.state);
    for (auto& awaited :
         RulesOf(chart, snapshot, static_cast<ActivityIndex>(i))->AwaitedNow(snapshot.activities[i])) {
      TaskRecord task;
      task.state = chart.states[static_cast<std::size_t>(activity.state)].id;
      task.role = std::move(awaited.role);
      task.person = std::move(awaited.person);
      task.since = snapshot.active.Find(activity.state)->since;
      if (due != nullptr) task.due = due->at;
      const bool known = std::any_of(tasks.begin(), tasks.end(), [&](const TaskRecord& other) {
        return other.state == task.state && other.role == task.role && other.person == task.person;
      });
      if (!known) tasks.push_back(std::move(task));
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
