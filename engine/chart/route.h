// Where a transition leads: what SCXML 1.0, Appendix D, finds out before it leaves and enters states.
#pragma once

#include <utility>
#include <vector>

#include "engine/chart/chart.h"

namespace charter {

// What each history state remembers, by state; one that is not listed has never been left.
using Histories = std::vector<std::pair<StateIndex, std::vector<StateIndex>>>;

struct Route {
  struct Entry {
    StateIndex state = kNone;
    bool by_default = false;     // a compound state whose initial states are taken
    StateIndex history = kNone;  // of it, one that remembered nothing and whose default is taken
  };
  StateIndex domain = kNone;  // the active states below it are left; kNone for a targetless transition
  std::vector<Entry>
      enter;          // in document order: targets, all between them and the domain, and what they bring
  bool fixed = true;  // no history state is on the way, and no way back: the same whatever is remembered
};

// Appendix D, getTransitionDomain and computeEntrySet.
Route FindRoute(const Chart& chart, const Transition& transition, const Histories& remembered);
// The same, as if its targets were these.
Route FindRoute(const Chart& chart, const Transition& transition, const std::vector<StateIndex>& targets,
                const Histories& remembered);
// Into the chart's initial states.
Route FindInitialRoute(const Chart& chart);

}  // namespace charter
