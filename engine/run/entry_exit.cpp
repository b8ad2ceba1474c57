#include <algorithm>

#include "engine/run/interpreter.h"

namespace charter {
namespace {

std::size_t At(std::int32_t index) { return static_cast<std::size_t>(index); }

template <typename Pairs, typename Mapped>
void PutSorted(Pairs& pairs, StateIndex key, Mapped value) {
  const auto place = std::lower_bound(pairs.begin(), pairs.end(), key,
                                      [](const auto& entry, StateIndex k) { return entry.first < k; });
  if (place != pairs.end() && place->first == key) {
    place->second = std::move(value);
  } else {
    pairs.emplace(place, key, std::move(value));
  }
}

}  // namespace

// Appendix D, exitStates.
void Interpreter::Exit(const Transitions& transitions) {
  StateSet leaving;
  for (const auto index : transitions) leaving.Add(ExitSet(index));
  leaving.Among(plan_.with_history).ForEachBackwards([&](StateIndex state) { RememberHistory(state); });
  leaving.ForEachBackwards([&](StateIndex state) { ExitState(state); });
}

void Interpreter::RememberHistory(StateIndex index) {
  for (const auto child : chart_.states[At(index)].children) {
    const State& history = chart_.states[At(child)];
    if (!history.IsHistory()) continue;
    std::vector<StateIndex> stored;
    snapshot_->active.Within(index, chart_.states[At(index)].last).ForEach([&](StateIndex state) {
      const State& active = chart_.states[At(state)];
      if (history.kind == State::Kind::kDeepHistory ? active.IsAtomic() : active.parent == index)
        stored.push_back(state);
    });
    PutSorted(snapshot_.Edit<&Snapshot::history>(), child, std::move(stored));
  }
}

void Interpreter::ExitState(StateIndex index) {
  Run(chart_.states[At(index)].exit);
  CancelStateTimers(index);
  snapshot_.Edit<&Snapshot::active>().Remove(index);
  std::erase_if(snapshot_.Edit<&Snapshot::since>(), [&](const auto& entry) { return entry.first == index; });
}

// Appendix D, computeEntrySet: the transitions of one microstep lead into parts of the chart that have
// nothing in common, or they would leave the same states.
void Interpreter::Enter(const Transitions& transitions) {
  Route room;
  if (transitions.size() == 1) return EnterStates(RouteOf(transitions.front(), room));
  Route all;
  for (const auto index : transitions) {
    const Route& route = RouteOf(index, room);
    all.enter.Add(route.enter);
    all.by_default.Add(route.by_default);
    all.by_history.insert(all.by_history.end(), route.by_history.begin(), route.by_history.end());
  }
  EnterStates(all);
}

// Appendix D, enterStates.
void Interpreter::EnterStates(const Route& route) {
  route.enter.ForEach([&](StateIndex index) {
    const State& state = chart_.states[At(index)];
    snapshot_.Edit<&Snapshot::active>().Add(index);
    PutSorted(snapshot_.Edit<&Snapshot::since>(), index, snapshot_->at);
    Run(state.entry);
    SetStateTimers(index);
    for (const auto activity : state.invoke) {
      if (At(activity) < snapshot_->results.size()) snapshot_.Edit<&Snapshot::results>()[At(activity)] = {};
    }
    if (route.by_default.Has(index)) Run(state.initial_actions);
    for (const auto& [parent, history] : route.by_history) {
      if (parent == index) Run(chart_.states[At(history)].initial_actions);
    }
    if (state.kind == State::Kind::kFinal) Complete(index);
  });
}

void Interpreter::Complete(StateIndex final_state) {
  const State& state = chart_.states[At(final_state)];
  if (state.parent == 0) {
    snapshot_.Edit<&Snapshot::ended_in>() = final_state;
    return;
  }
  const State& parent = chart_.states[At(state.parent)];
  work_.internal.Push(plan_.done[At(state.parent)],
                      state.output.empty() ? Value() : EvaluatePlain(state.output));
  if (parent.parent == kNone) return;
  const State& grandparent = chart_.states[At(parent.parent)];
  if (grandparent.kind == State::Kind::kParallel && IsInFinal(parent.parent))
    work_.internal.Push(plan_.done[At(parent.parent)], {});
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
