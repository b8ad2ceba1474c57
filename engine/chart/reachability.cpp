// What can be reached from the start, and from where an end can be reached: two walks of the chart.
#include <unordered_map>

#include "engine/chart/checks.h"

namespace charter {
namespace {

std::size_t At(std::int32_t index) { return static_cast<std::size_t>(index); }

template <typename Visit>
void ForEachTarget(const Chart& chart, const State& state, const std::vector<bool>& dead, Visit visit) {
  for (const auto* list : {&state.transitions, &state.always}) {
    for (const auto transition : *list) {
      if (dead[At(transition)]) continue;
      for (const auto target : chart.transitions[At(transition)].targets) visit(target);
    }
  }
}

// Being in a state means being in its ancestors. A state that is entered by name enters its initial
// ones, a parallel one all its regions; an ancestor on the way down does not enter its initial ones.
class Reachability {
 public:
  Reachability(const Chart& chart, const std::vector<bool>& dead)
      : chart_(chart), dead_(dead), active_(chart.states.size()), entered_(chart.states.size()) {
    Enter(0);
    while (!open_.empty()) {
      const StateIndex index = open_.back();
      open_.pop_back();
      Walk(index);
    }
  }

  [[nodiscard]] bool Reached(StateIndex index) const { return active_[At(index)]; }

 private:
  void Enter(StateIndex index) {
    if (entered_[At(index)]) return;
    entered_[At(index)] = true;
    open_.push_back(index);
  }

  void Walk(StateIndex index) {
    const State& state = chart_.states[At(index)];
    for (const auto initial : state.initial) Enter(initial);
    if (state.kind == State::Kind::kParallel) EnterRegions(index, kNone);
    StateIndex inner = kNone;
    for (StateIndex at = index; at != kNone; inner = at, at = chart_.states[At(at)].parent) {
      const State& active = chart_.states[At(at)];
      if (inner != kNone && active.kind == State::Kind::kParallel) EnterRegions(at, inner);
      if (active_[At(at)]) continue;
      active_[At(at)] = true;
      ForEachTarget(chart_, active, dead_, [&](StateIndex target) { Enter(target); });
    }
  }

  // All but the one that is entered by name.
  void EnterRegions(StateIndex parallel, StateIndex named) {
    const auto [first, added] = named_.emplace(parallel, named);
    if (!added && (first->second == named || first->second == kNone)) return;
    if (!added) first->second = named = kNone;
    for (const auto child : chart_.states[At(parallel)].children) {
      if (child != named && !chart_.states[At(child)].IsHistory()) Enter(child);
    }
  }

  const Chart& chart_;
  const std::vector<bool>& dead_;
  std::vector<bool> active_;
  std::vector<bool> entered_;
  std::unordered_map<StateIndex, StateIndex> named_;  // of a parallel state, the region left out so far
  std::vector<StateIndex> open_;
};

// Backwards from the ends. A state can end where it, a state around it or one inside of it has a
// transition to a state that can.
class Ends {
 public:
  Ends(const Chart& chart, const std::vector<bool>& dead)
      : chart_(chart), can_(chart.states.size()), leads_(chart.states.size()), into_(chart.states.size()) {
    for (std::size_t i = 0; i < chart.states.size(); ++i) {
      const auto index = static_cast<StateIndex>(i);
      const State& state = chart.states[i];
      const auto comes_from = [&](StateIndex target) {
        into_[At(target)].push_back({LeftFor(index, target), true});
      };
      ForEachTarget(chart, state, dead, comes_from);
      for (const auto initial : state.initial) into_[At(initial)].push_back({index, false});
      if (state.kind == State::Kind::kFinal && state.parent == 0) Found(index);
      if (state.endless) FoundFor(index);
    }
    while (!open_.empty()) {
      const StateIndex index = open_.back();
      open_.pop_back();
      Spread(index);
    }
  }

  [[nodiscard]] std::vector<bool> Take() { return std::move(can_); }

 private:
  struct From {
    StateIndex state;
    bool by_transition;  // else by being its initial state
  };

  // The source, or the outermost parallel state that a transition to `target` leaves: its other regions
  // are left as well.
  [[nodiscard]] StateIndex LeftFor(StateIndex source, StateIndex target) const {
    StateIndex left = source;
    for (StateIndex at = chart_.states[At(source)].parent; at != kNone && !chart_.IsDescendant(target, at);
         at = chart_.states[At(at)].parent) {
      if (chart_.states[At(at)].kind == State::Kind::kParallel) left = at;
    }
    return left;
  }

  void Found(StateIndex index) {
    if (can_[At(index)]) return;
    can_[At(index)] = true;
    open_.push_back(index);
  }

  // The state and all inside of it: what leaves the one leaves the others.
  void FoundFor(StateIndex index) {
    if (leads_[At(index)]) return;
    for (StateIndex inside = index; inside <= chart_.states[At(index)].last; ++inside) {
      if (leads_[At(inside)]) {
        inside = chart_.states[At(inside)].last;
        continue;
      }
      Found(inside);
    }
    leads_[At(index)] = true;
  }

  void Spread(StateIndex index) {
    const State& state = chart_.states[At(index)];
    for (const From& from : into_[At(index)]) from.by_transition ? FoundFor(from.state) : Found(from.state);
    if (state.parent == kNone) return;
    if (!state.IsHistory()) Found(state.parent);
    // What a compound state can do once it is done is open to the final states that make it so.
    for (const auto child : state.children) {
      if (chart_.states[At(child)].kind == State::Kind::kFinal) Found(child);
    }
  }

  const Chart& chart_;
  std::vector<bool> can_;
  std::vector<bool> leads_;  // all inside of it can
  std::vector<std::vector<From>> into_;
  std::vector<StateIndex> open_;
};

}  // namespace

std::vector<bool> CheckReachability(Reader& reader, const Chart& chart, const std::vector<bool>& dead) {
  const Reachability reachability(chart, dead);
  std::vector<bool> can_end = Ends(chart, dead).Take();
  for (std::size_t i = 1; i < chart.states.size(); ++i) {
    const State& state = chart.states[i];
    if (!reachability.Reached(static_cast<StateIndex>(i))) {
      const bool inside_of_one = state.parent != 0 && !reachability.Reached(state.parent);
      if (inside_of_one) continue;
      reader.Error(Code::unreachable_state, state.position,
                   Text{"没有转移通向状态 `" + state.id + "`", "nothing leads to state `" + state.id + "`"},
                   Text{"添加通向它的转移，或删除它", "add a transition to it, or delete it"});
    } else if (!can_end[i] && (state.parent == 0 || can_end[At(state.parent)])) {
      reader.Error(Code::no_way_out, state.position,
                   Text{"从状态 `" + state.id + "` 无法到达终态",
                        "from state `" + state.id + "` no final state can be reached"},
                   Text{"添加离开它的转移，或写明 `endless: true`",
                        "add a transition out, or mark it `endless: true`"});
    }
  }
  return can_end;
}

}  // namespace charter
