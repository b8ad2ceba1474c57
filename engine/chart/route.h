// Where a transition leads: what SCXML 1.0, Appendix D, finds out before it leaves and enters states.
#pragma once

#include <utility>
#include <vector>

#include "engine/chart/chart.h"
#include "engine/chart/state_set.h"

namespace charter {

// What each history state remembers, by state; one that is not listed has never been left.
using Histories = std::vector<std::pair<StateIndex, std::vector<StateIndex>>>;

struct Route {
  StateIndex domain = kNone;  // the active states below it are left; kNone for a targetless transition
  StateSet enter;             // targets, what lies between them and the domain, and what they bring along
  StateSet by_default;        // of those, the compound ones whose initial states are taken
  // A state whose history remembered nothing, and that history: its default's actions run.
  std::vector<std::pair<StateIndex, StateIndex>> by_history;
  bool fixed = true;  // no history state is on the way: the same whatever is remembered
};

// Appendix D, getTransitionDomain and computeEntrySet.
Route FindRoute(const Chart& chart, const Transition& transition, const Histories& remembered);
// Into the chart's initial states.
Route FindInitialRoute(const Chart& chart);

}  // namespace charter
