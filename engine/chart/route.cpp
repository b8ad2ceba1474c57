#include "engine/chart/route.h"

#include <algorithm>
#include <map>

namespace charter {
namespace {

class Finder {
 public:
  Finder(const Chart& chart, const Histories& remembered) : chart_(chart), remembered_(remembered) {}

  Route Find(const Transition& transition, const std::vector<StateIndex>& targets) {
    const auto effective = EffectiveTargets(targets);
    return effective.empty() ? route_ : To(targets, Domain(transition, effective));
  }

  Route To(const std::vector<StateIndex>& targets, StateIndex domain) {
    route_.domain = domain;
    AddTargets(targets, domain);
    for (const auto& [state, history] : by_history_) {
      if (const auto entry = enter_.find(state); entry != enter_.end()) entry->second.history = history;
    }
    for (const auto& [state, entry] : enter_) route_.enter.push_back(entry);
    return route_;
  }

 private:
  [[nodiscard]] const State& At(StateIndex index) const {
    return chart_.states[static_cast<std::size_t>(index)];
  }

  const std::vector<StateIndex>& Recall(StateIndex history) {
    route_.fixed = false;
    const auto stored = std::find_if(remembered_.begin(), remembered_.end(),
                                     [&](const auto& entry) { return entry.first == history; });
    return stored != remembered_.end() ? stored->second : At(history).initial;
  }

  // Appendix D, getEffectiveTargetStates.
  std::vector<StateIndex> EffectiveTargets(const std::vector<StateIndex>& targets) {
    std::vector<StateIndex> effective;
    AddEffectiveTargets(targets, effective);
    return effective;
  }

  void AddEffectiveTargets(const std::vector<StateIndex>& targets, std::vector<StateIndex>& effective) {
    for (const auto target : targets) {
      if (At(target).IsHistory()) {
        AddEffectiveTargets(Recall(target), effective);
      } else if (std::find(effective.begin(), effective.end(), target) == effective.end()) {
        effective.push_back(target);
      }
    }
  }

  // Appendix D, getTransitionDomain.
  [[nodiscard]] StateIndex Domain(const Transition& transition, std::vector<StateIndex> targets) const {
    const bool inside = std::all_of(targets.begin(), targets.end(), [&](StateIndex target) {
      return chart_.IsDescendant(target, transition.source);
    });
    if (transition.internal && At(transition.source).kind == State::Kind::kCompound && inside)
      return transition.source;
    targets.push_back(transition.source);
    return CommonCompoundAncestor(targets);
  }

  // Appendix D, findLCCA: the nearest compound state (or the root) that holds all of them.
  [[nodiscard]] StateIndex CommonCompoundAncestor(const std::vector<StateIndex>& states) const {
    for (StateIndex at = At(states.front()).parent; at > 0; at = At(at).parent) {
      if (At(at).kind != State::Kind::kCompound) continue;
      if (std::all_of(states.begin(), states.end(),
                      [&](StateIndex state) { return chart_.IsDescendant(state, at); }))
        return at;
    }
    return 0;
  }

  // All that is entered with the targets below `ancestor`.
  void AddTargets(const std::vector<StateIndex>& targets, StateIndex ancestor) {
    for (const auto target : targets) AddDescendants(target);
    for (const auto target : EffectiveTargets(targets)) AddAncestors(target, ancestor);
  }

  // Appendix D, addDescendantStatesToEnter.
  void AddDescendants(StateIndex index) {
    const State& state = At(index);
    if (state.IsHistory()) {
      const auto& targets = Recall(index);
      // Of two histories of one state the later one's default counts, though it has no actions.
      if (&targets == &state.initial) by_history_[state.parent] = index;
      for (const auto target : targets) AddDescendants(target);
      for (const auto target : targets) AddAncestors(target, state.parent);
      return;
    }
    Route::Entry& entry = Add(index);
    if (state.kind == State::Kind::kCompound) {
      entry.by_default = true;
      AddTargets(state.initial, index);
    } else if (state.kind == State::Kind::kParallel) {
      AddRegions(state);
    }
  }

  Route::Entry& Add(StateIndex index) {
    Route::Entry& entry = enter_[index];
    entry.state = index;
    return entry;
  }

  // Appendix D, addAncestorStatesToEnter.
  void AddAncestors(StateIndex index, StateIndex ancestor) {
    for (StateIndex at = At(index).parent; at > 0 && at != ancestor; at = At(at).parent) {
      Add(at);
      if (At(at).kind == State::Kind::kParallel) AddRegions(At(at));
    }
  }

  void AddRegions(const State& parallel) {
    for (const auto child : parallel.children) {
      if (At(child).IsHistory()) continue;
      const auto inside = enter_.lower_bound(child);
      if (inside == enter_.end() || inside->first > At(child).last) AddDescendants(child);
    }
  }

  const Chart& chart_;
  const Histories& remembered_;
  std::map<StateIndex, Route::Entry> enter_;
  std::map<StateIndex, StateIndex> by_history_;
  Route route_;
};

}  // namespace

Route FindRoute(const Chart& chart, const Transition& transition, const Histories& remembered) {
  return FindRoute(chart, transition, transition.targets, remembered);
}

Route FindRoute(const Chart& chart, const Transition& transition, const std::vector<StateIndex>& targets,
                const Histories& remembered) {
  return Finder(chart, remembered).Find(transition, targets);
}

Route FindInitialRoute(const Chart& chart) {
  const Histories none;
  return Finder(chart, none).To(chart.states[0].initial, 0);
}

}  // namespace charter
