#include "engine/chart/plan.h"

#include "engine/data/personal_number.h"

namespace charter {
namespace {

std::size_t At(std::int32_t index) { return static_cast<std::size_t>(index); }

Plan::Candidate CandidateOf(const Chart& chart, TransitionIndex index) {
  const Transition& transition = chart.transitions[At(index)];
  const std::string& event = transition.event;
  return {index, event, event.find_first_of("* ") == std::string::npos && !event.ends_with('.'),
          transition.trigger == Transition::Trigger::kEvent, transition.IsForPeople()};
}

void AddCandidates(const Chart& chart, StateIndex atom, Plan::OfState& plan) {
  for (StateIndex at = atom; at != kNone; at = chart.states[At(at)].parent) {
    for (const auto index : chart.states[At(at)].transitions) plan.on.push_back(CandidateOf(chart, index));
    for (const auto index : chart.states[At(at)].always) plan.always.push_back(CandidateOf(chart, index));
  }
}

void AddPersonal(const std::vector<Field>& fields, Plan& plan);

void AddPersonal(const std::string& name, const Schema& schema, Plan& plan) {
  if (IsPersonalNumber(schema.format)) plan.personal_members.emplace(name, schema.format);
  if (schema.items) AddPersonal(name, *schema.items, plan);
  AddPersonal(schema.properties, plan);
}

void AddPersonal(const std::vector<Field>& fields, Plan& plan) {
  for (const Field& field : fields) AddPersonal(field.name, field.schema, plan);
}

}  // namespace

Plan MakePlan(const Chart& chart) {
  Plan plan;
  plan.states.resize(chart.states.size());
  for (std::size_t i = 0; i < chart.states.size(); ++i) {
    const State& state = chart.states[i];
    plan.states[i].done = "done.state." + state.id;
    if (state.IsHistory()) plan.states[At(state.parent)].has_history = true;
    if (state.IsAtomic()) AddCandidates(chart, static_cast<StateIndex>(i), plan.states[i]);
    plan.eventless = plan.eventless || !plan.states[i].always.empty();
  }
  const Histories nothing_remembered;
  for (const auto& transition : chart.transitions) {
    if (!transition.back) {
      plan.routes.push_back(FindRoute(chart, transition, nothing_remembered));
      continue;
    }
    plan.routes.emplace_back().fixed = false;
    for (const auto state : transition.back->to) plan.states[At(state)].on_trail = true;
  }
  for (const auto& activity : chart.activities) plan.done_invoke.push_back("done.invoke." + activity.id);
  plan.initial = FindInitialRoute(chart);
  for (std::size_t i = 0; i < chart.data.size(); ++i) {
    if (HoldsPersonalNumber(chart.data[i].schema)) plan.personal.push_back(static_cast<int>(i));
  }
  AddPersonal(chart.data, plan);
  for (const auto& transition : chart.transitions) AddPersonal(transition.input, plan);
  return plan;
}

}  // namespace charter
