#include <algorithm>

#include "engine/run/handling.h"
#include "engine/run/interpreter.h"

namespace charter {
namespace {

std::size_t At(std::int32_t index) { return static_cast<std::size_t>(index); }

void Remember(Histories& histories, StateIndex history, std::vector<StateIndex> stored) {
  const auto place =
      std::lower_bound(histories.begin(), histories.end(), history,
                       [](const auto& entry, StateIndex index) { return entry.first < index; });
  if (place != histories.end() && place->first == history) {
    place->second = std::move(stored);
  } else {
    histories.emplace(place, history, std::move(stored));
  }
}

}  // namespace

// Appendix D, exitStates.
void Interpreter::Exit(const Transitions& transitions) {
  States leaving;
  for (const auto index : transitions) {
    for (const auto& active : ExitSet(index)) leaving.push_back(active.state);
  }
  if (transitions.size() > 1) std::sort(leaving.begin(), leaving.end());
  std::reverse(leaving.begin(), leaving.end());
  for (const auto state : leaving) {
    if (plan_.states[At(state)].has_history) RememberHistory(state);
  }
  for (const auto state : leaving) ExitState(state);
}

void Interpreter::RememberHistory(StateIndex index) {
  for (const auto child : chart_.states[At(index)].children) {
    const State& history = chart_.states[At(child)];
    if (!history.IsHistory()) continue;
    std::vector<StateIndex> stored;
    for (const auto& [inner, since] : snapshot_->active.Within(index, chart_.states[At(index)].last)) {
      const State& state = chart_.states[At(inner)];
      if (history.kind == State::Kind::kDeepHistory ? state.IsAtomic() : state.parent == index)
        stored.push_back(inner);
    }
    Remember(snapshot_.Edit<&Snapshot::history>(), child, std::move(stored));
  }
}

void Interpreter::ExitState(StateIndex index) {
  Run(chart_.states[At(index)].exit);
  if (!snapshot_->timers.empty() || !snapshot_->dues.empty()) CancelStateTimers(index);
  std::erase_if(work_.to_start, [&](ActivityIndex i) { return chart_.activities[At(i)].state == index; });
  ForgetHandling(snapshot_, index);
  if (plan_.states[At(index)].on_trail) LeaveTrail(index);
  snapshot_.Edit<&Snapshot::active>().Leave(index);
}

// Appendix D, computeEntrySet: the transitions of one microstep lead into parts of the chart that have
// nothing in common, or they would leave the same states.
void Interpreter::Enter(const Transitions& transitions) {
  Route room;
  if (transitions.size() == 1) return EnterStates(RouteOf(transitions.front(), room));
  Route all;
  for (const auto index : transitions) {
    const Route& route = RouteOf(index, room);
    all.enter.insert(all.enter.end(), route.enter.begin(), route.enter.end());
  }
  std::sort(all.enter.begin(), all.enter.end(),
            [](const auto& a, const auto& b) { return a.state < b.state; });
  EnterStates(all);
}

// Appendix D, enterStates.
void Interpreter::EnterStates(const Route& route) {
  for (const auto& entry : route.enter) {
    const State& state = chart_.states[At(entry.state)];
    snapshot_.Edit<&Snapshot::active>().Enter(entry.state, snapshot_->at);
    Run(state.entry);
    if (!state.after.empty() || state.due) SetStateTimers(entry.state);
    for (const auto activity : state.invoke) ForgetActivity(activity);
    if (entry.by_default) Run(state.initial_actions);
    if (entry.history != kNone) Run(chart_.states[At(entry.history)].initial_actions);
    if (state.kind == State::Kind::kFinal) Complete(entry.state);
  }
}

void Interpreter::Complete(StateIndex final_state) {
  const State& state = chart_.states[At(final_state)];
  if (state.parent == 0) {
    snapshot_.Edit<&Snapshot::ended_in>() = final_state;
    return;
  }
  const State& parent = chart_.states[At(state.parent)];
  work_.internal.Push(plan_.states[At(state.parent)].done,
                      state.output.empty() ? Value() : EvaluatePlain(state.output));
  if (parent.parent == kNone) return;
  const State& grandparent = chart_.states[At(parent.parent)];
  if (grandparent.kind == State::Kind::kParallel && IsInFinal(parent.parent))
    work_.internal.Push(plan_.states[At(parent.parent)].done, {});
}

// Appendix D, isInFinalState.
bool Interpreter::IsInFinal(StateIndex index) const {
  const State& state = chart_.states[At(index)];
  if (state.kind == State::Kind::kCompound) {
    return std::any_of(state.children.begin(), state.children.end(), [&](StateIndex child) {
      return chart_.states[At(child)].kind == State::Kind::kFinal && snapshot_->active.Has(child);
    });
  }
  if (state.kind == State::Kind::kParallel) {
    return std::all_of(state.children.begin(), state.children.end(), [&](StateIndex child) {
      return chart_.states[At(child)].IsHistory() || IsInFinal(child);
    });
  }
  return false;
}

}  // namespace charter
