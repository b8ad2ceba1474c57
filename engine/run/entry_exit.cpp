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
void Interpreter::Exit(const std::vector<TransitionIndex>& transitions) {
  StateSet leaving;
  for (const auto index : transitions)
    ExitSet(chart_.transitions[At(index)]).ForEach([&](StateIndex s) { leaving.Add(s); });
  const auto members = leaving.Members();
  for (auto state = members.rbegin(); state != members.rend(); ++state) RememberHistory(*state, leaving);
  for (auto state = members.rbegin(); state != members.rend(); ++state) ExitState(*state);
}

void Interpreter::RememberHistory(StateIndex index, const StateSet&) {
  for (const auto child : chart_.states[At(index)].children) {
    const State& history = chart_.states[At(child)];
    if (!history.IsHistory()) continue;
    std::vector<StateIndex> stored;
    snapshot_.active.ForEach([&](StateIndex state) {
      const State& active = chart_.states[At(state)];
      const bool keep = history.kind == State::Kind::kDeepHistory
                            ? active.IsAtomic() && chart_.IsDescendant(state, index)
                            : active.parent == index;
      if (keep) stored.push_back(state);
    });
    PutSorted(snapshot_.history, child, std::move(stored));
  }
}

void Interpreter::ExitState(StateIndex index) {
  Run(chart_.states[At(index)].exit);
  CancelStateTimers(index);
  snapshot_.active.Remove(index);
  std::erase_if(snapshot_.since, [&](const auto& entry) { return entry.first == index; });
}

// Appendix D, computeEntrySet and enterStates.
void Interpreter::Enter(const std::vector<TransitionIndex>& transitions) {
  EntrySet entry;
  for (const auto index : transitions) {
    const Transition& transition = chart_.transitions[At(index)];
    if (transition.targets.empty()) continue;
    for (const auto target : transition.targets) AddDescendants(target, entry);
    const StateIndex ancestor = Domain(transition);
    for (const auto target : EffectiveTargets(transition)) AddAncestors(target, ancestor, entry);
  }
  EnterStates(entry);
}

void Interpreter::EnterInitial() {
  EntrySet entry;
  const State& root = chart_.states[0];
  Run(root.initial_actions);
  for (const auto target : root.initial) AddDescendants(target, entry);
  std::vector<StateIndex> targets;
  AddEffectiveTargets(root.initial, targets);
  for (const auto target : targets) AddAncestors(target, 0, entry);
  EnterStates(entry);
  FinishIfEnded();
}

void Interpreter::EnterStates(const EntrySet& entry) {
  entry.states.ForEach([&](StateIndex index) {
    const State& state = chart_.states[At(index)];
    snapshot_.active.Add(index);
    PutSorted(snapshot_.since, index, snapshot_.at);
    Run(state.entry);
    SetStateTimers(index);
    for (const auto activity : state.invoke) {
      if (At(activity) < snapshot_.results.size()) snapshot_.results[At(activity)] = {};
    }
    if (entry.by_default.Has(index)) Run(state.initial_actions);
    if (const auto history = entry.by_history.find(index); history != entry.by_history.end()) {
      Run(chart_.states[At(history->second)].initial_actions);
    }
    if (state.kind == State::Kind::kFinal) Complete(index);
  });
}

void Interpreter::Complete(StateIndex final_state) {
  const State& state = chart_.states[At(final_state)];
  if (state.parent == 0) {
    snapshot_.ended_in = final_state;
    return;
  }
  const State& parent = chart_.states[At(state.parent)];
  queue_.push_back({"done.state." + parent.id, state.output.empty() ? Value() : EvaluatePlain(state.output)});
  if (parent.parent == kNone) return;
  const State& grandparent = chart_.states[At(parent.parent)];
  if (grandparent.kind == State::Kind::kParallel && IsInFinal(parent.parent)) {
    queue_.push_back({"done.state." + grandparent.id, {}});
  }
}

// Appendix D, isInFinalState.
bool Interpreter::IsInFinal(StateIndex index) const {
  const State& state = chart_.states[At(index)];
  if (state.kind == State::Kind::kCompound) {
    return std::any_of(state.children.begin(), state.children.end(), [&](StateIndex child) {
      return chart_.states[At(child)].kind == State::Kind::kFinal && snapshot_.active.Has(child);
    });
  }
  if (state.kind == State::Kind::kParallel) {
    return std::all_of(state.children.begin(), state.children.end(), [&](StateIndex child) {
      return chart_.states[At(child)].IsHistory() || IsInFinal(child);
    });
  }
  return false;
}

// Appendix D, addDescendantStatesToEnter.
void Interpreter::AddDescendants(StateIndex index, EntrySet& entry) const {
  const State& state = chart_.states[At(index)];
  if (state.IsHistory()) {
    const auto stored = std::find_if(snapshot_.history.begin(), snapshot_.history.end(),
                                     [&](const auto& item) { return item.first == index; });
    const bool remembered = stored != snapshot_.history.end();
    if (!remembered && !state.initial_actions.empty()) entry.by_history[state.parent] = index;
    const auto& targets = remembered ? stored->second : state.initial;
    for (const auto target : targets) AddDescendants(target, entry);
    for (const auto target : targets) AddAncestors(target, state.parent, entry);
    return;
  }
  entry.states.Add(index);
  if (state.kind == State::Kind::kCompound) {
    entry.by_default.Add(index);
    for (const auto target : state.initial) AddDescendants(target, entry);
    std::vector<StateIndex> targets;
    AddEffectiveTargets(state.initial, targets);
    for (const auto target : targets) AddAncestors(target, index, entry);
  } else if (state.kind == State::Kind::kParallel) {
    for (const auto child : state.children) {
      if (chart_.states[At(child)].IsHistory()) continue;
      const auto members = entry.states.Members();
      const bool covered = std::any_of(members.begin(), members.end(), [&](StateIndex s) {
        return s == child || chart_.IsDescendant(s, child);
      });
      if (!covered) AddDescendants(child, entry);
    }
  }
}

// Appendix D, addAncestorStatesToEnter.
void Interpreter::AddAncestors(StateIndex index, StateIndex ancestor, EntrySet& entry) const {
  for (StateIndex at = chart_.states[At(index)].parent; at > 0 && at != ancestor;
       at = chart_.states[At(at)].parent) {
    entry.states.Add(at);
    if (chart_.states[At(at)].kind != State::Kind::kParallel) continue;
    for (const auto child : chart_.states[At(at)].children) {
      if (chart_.states[At(child)].IsHistory()) continue;
      const auto members = entry.states.Members();
      const bool covered = std::any_of(members.begin(), members.end(), [&](StateIndex s) {
        return s == child || chart_.IsDescendant(s, child);
      });
      if (!covered) AddDescendants(child, entry);
    }
  }
}

}  // namespace charter
