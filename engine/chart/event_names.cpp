#include "engine/chart/event_names.h"

namespace charter {

EventNames SentEvents(const Chart& chart) {
  EventNames names;
  const auto look = [&](const std::vector<Action>& actions) {
    for (const Action& action : actions) {
      const bool sends = action.kind == Action::Kind::kSend &&
                         (action.to == Action::To::kSelf || action.to == Action::To::kItem);
      if (action.kind == Action::Kind::kRaise || sends) names.Add(action.event);
    }
  };
  for (const State& state : chart.states) {
    look(state.initial_actions);
    look(state.entry);
    look(state.exit);
    if (state.due && !state.due->event.empty()) names.Add(state.due->event);
  }
  for (const Transition& transition : chart.transitions) look(transition.actions);
  return names;
}

}  // namespace charter
