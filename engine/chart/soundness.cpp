#include "engine/chart/soundness.h"

#include <vector>

namespace charter {
namespace {

std::size_t At(std::int32_t index) { return static_cast<std::size_t>(index); }

// Being in a state means being in its ancestors; entering a compound state enters its initial ones,
// entering a parallel one enters all its regions. Guards are taken to be able to hold.
class Reachability {
 public:
  explicit Reachability(const Chart& chart) : chart_(chart), reached_(chart.states.size()) { Enter(0); }

  [[nodiscard]] bool Reached(StateIndex index) const { return reached_[At(index)]; }

 private:
  void Enter(StateIndex index) {
    if (reached_[At(index)]) return;
    reached_[At(index)] = true;
    const State& state = chart_.states[At(index)];
    if (state.parent != kNone) EnterAncestor(state.parent);
    if (state.kind == State::Kind::kParallel) {
      for (const auto child : state.children) {
        if (!chart_.states[At(child)].IsHistory()) Enter(child);
      }
    }
    for (const auto initial : state.initial) Enter(initial);
    Follow(state);
  }

  // An ancestor entered on the way down does not enter its initial states, but its transitions count.
  void EnterAncestor(StateIndex index) {
    const State& state = chart_.states[At(index)];
    if (reached_[At(index)]) return;
    if (state.kind == State::Kind::kParallel) {
      Enter(index);
      return;
    }
    reached_[At(index)] = true;
    if (state.parent != kNone) EnterAncestor(state.parent);
    Follow(state);
  }

  void Follow(const State& state) {
    for (const auto* list : {&state.transitions, &state.always}) {
      for (const auto transition : *list) {
        for (const auto target : chart_.transitions[At(transition)].targets) {
          // A compound state reached before as an ancestor is now entered itself.
          for (const auto initial : chart_.states[At(target)].initial) Enter(initial);
          Enter(target);
        }
      }
    }
  }

  const Chart& chart_;
  std::vector<bool> reached_;
};

// States from which an end can be reached: a fixed point over "some transition of the state, of an
// ancestor or of a descendant leads to such a state".
std::vector<bool> CanEnd(const Chart& chart) {
  std::vector<bool> can(chart.states.size());
  for (std::size_t i = 0; i < chart.states.size(); ++i) {
    const State& state = chart.states[i];
    can[i] = state.endless || (state.kind == State::Kind::kFinal && state.parent == 0);
  }
  const auto leads = [&](const State& state) {
    for (const auto* list : {&state.transitions, &state.always}) {
      for (const auto transition : *list) {
        for (const auto target : chart.transitions[At(transition)].targets) {
          if (can[At(target)]) return true;
        }
      }
    }
    return false;
  };
  for (bool changed = true; changed;) {
    changed = false;
    for (std::size_t i = chart.states.size(); i-- > 0;) {
      if (can[i]) continue;
      const State& state = chart.states[i];
      bool now = leads(state);
      for (StateIndex up = state.parent; !now && up != kNone; up = chart.states[At(up)].parent)
        now = leads(chart.states[At(up)]);
      for (const auto child : state.children)
        now = now || (can[At(child)] && !chart.states[At(child)].IsHistory());
      for (const auto initial : state.initial) now = now || can[At(initial)];
      // A final state inside a compound one hands over to that state's `done`.
      if (!now && state.kind == State::Kind::kFinal) {
        const State& parent = chart.states[At(state.parent)];
        now = leads(parent) || (parent.parent != kNone && can[At(state.parent)]);
      }
      if (now) can[i] = changed = true;
    }
  }
  return can;
}

}  // namespace

void CheckSoundness(Reader& reader, const Chart& chart) {
  const Reachability reachability(chart);
  const std::vector<bool> can_end = CanEnd(chart);
  for (std::size_t i = 1; i < chart.states.size(); ++i) {
    const State& state = chart.states[i];
    if (!reachability.Reached(static_cast<StateIndex>(i))) {
      reader.Error(Code::unreachable_state, state.position, "nothing leads to state `" + state.id + "`",
                   "add a transition to it, or delete it");
    } else if (!can_end[i] && (state.parent == 0 || can_end[At(state.parent)])) {
      reader.Error(Code::no_way_out, state.position,
                   "from state `" + state.id + "` no final state can be reached",
                   "add a transition out, or mark it `endless: true`");
    }
  }
}

}  // namespace charter
