#include <algorithm>

#include "engine/run/handling.h"
#include "engine/run/interpreter.h"

namespace charter {
namespace {

std::size_t At(std::int32_t index) { return static_cast<std::size_t>(index); }

template <typename Range, typename Item>
bool Contains(const Range& range, const Item& item) {
  return std::find(range.begin(), range.end(), item) != range.end();
}

// Whether two parts of one configuration have a state in common.
bool Overlap(std::span<const ActiveState> a, std::span<const ActiveState> b) {
  return !a.empty() && !b.empty() && a.front().state <= b.back().state && b.front().state <= a.back().state;
}

// An expression that names `input` cannot be decided before the input is there.
bool ReadsInput(const Program& program) {
  return !program.empty() && program.source().find("input") != std::string::npos;
}

}  // namespace

// Appendix D, selectTransitions, for the current event.
Interpreter::Transitions Interpreter::Select(bool from_person) {
  work_.objections.clear();
  work_.inputs.clear();
  return FirstEnabled(&Plan::OfState::on, [&](const Plan::Candidate& candidate) {
    return candidate.Matches(current_.name, from_person) && IsEnabled(candidate, from_person);
  });
}

// Appendix D, selectEventlessTransitions.
Interpreter::Transitions Interpreter::SelectEventless() {
  if (!plan_.eventless) return {};
  return FirstEnabled(&Plan::OfState::always, [&](const Plan::Candidate& candidate) {
    return GuardHolds(candidate.transition, false);
  });
}

// The first enabled candidate of each atomic state, in document order of these.
template <typename Enabled>
Interpreter::Transitions Interpreter::FirstEnabled(std::vector<Plan::Candidate> Plan::OfState::*candidates,
                                                   Enabled enabled) {
  Transitions selected;
  for (const auto& active : snapshot_->active) {
    for (const auto& candidate : plan_.states[At(active.state)].*candidates) {
      if (Contains(selected, candidate.transition)) break;
      if (!enabled(candidate)) continue;
      selected.push_back(candidate.transition);
      break;
    }
  }
  return selected.size() < 2 ? selected : RemoveConflicting(selected);
}

bool Interpreter::IsEnabled(const Plan::Candidate& candidate, bool from_person) {
  const TransitionIndex index = candidate.transition;
  const Transition& transition = chart_.transitions[At(index)];
  if (from_person && event_.actor) {
    if (!candidate.for_people) return Object(index, Objection::Why::kNotForPeople);
    if (auto missing = RoleMissing(index)) {
      work_.objections.push_back(std::move(*missing));
      return false;
    }
  }
  if (auto outside = OutsideWindow(index)) {
    work_.objections.push_back(std::move(*outside));
    return false;
  }
  if (!TakesInput(index, from_person) || !LeadsSomewhere(index)) return false;
  if (transition.allow.empty() && transition.guard.empty()) return true;
  const bool has_input = !work_.inputs.empty() && work_.inputs.back().first == index;
  if (has_input) activation_.SetInput(&transition.input, &work_.inputs.back().second);
  const bool allowed =
      !from_person || transition.allow.empty() || Evaluate(transition.allow, Code::guard_failed).AsBool();
  const bool enabled = allowed ? GuardHolds(index, from_person) : Object(index, Objection::Why::kRule);
  if (has_input) activation_.SetInput(nullptr, nullptr);
  return enabled;
}

// Conforms what came with the event to what the transition asks for.
bool Interpreter::TakesInput(TransitionIndex index, bool from_person) {
  const Transition& transition = chart_.transitions[At(index)];
  const Value& data = current_.data;
  const bool given = from_person && data.is(Kind::kMap) && !data.AsMap().empty();
  if (transition.input.empty() && !given) return true;
  std::vector<FieldError> errors;
  auto values = ConformFields(
      transition.input, data.is(Kind::kAbsent) ? Value::Map(std::vector<Value::Entry>{}) : data, "", errors);
  if (errors.empty()) {
    work_.inputs.emplace_back(index, std::move(values));
    return true;
  }
  work_.objections.push_back({index, Objection::Why::kInput, std::move(errors)});
  return false;
}

std::optional<Objection> Interpreter::RoleMissing(TransitionIndex index) const {
  const Transition& transition = chart_.transitions[At(index)];
  if (transition.by.empty()) return std::nullopt;
  Objection missing{index, Objection::Why::kRole};
  for (const auto role : transition.by) {
    if (!Contains(event_.actor->roles, chart_.roles[At(role)].id)) continue;
    const HandedWork* handed = HandedTo(*snapshot_, transition.source, role);
    if (handed == nullptr || handed->person == event_.actor->id) return std::nullopt;
    missing.why = Objection::Why::kHandedOver;
    missing.person = handed->name;
  }
  return missing;
}

std::optional<Objection> Interpreter::OutsideWindow(TransitionIndex index) {
  const Transition& transition = chart_.transitions[At(index)];
  if (!transition.opens.empty()) {
    const Timestamp opens = EvaluateTime(transition.opens).at;
    if (snapshot_->at < opens)
      return Objection{.transition = index, .why = Objection::Why::kEarly, .at = opens};
  }
  if (!transition.closes.empty()) {
    const Timestamp closes = EvaluateTime(transition.closes).at;
    if (snapshot_->at >= closes)
      return Objection{.transition = index, .why = Objection::Why::kLate, .at = closes};
  }
  return std::nullopt;
}

bool Interpreter::GuardHolds(TransitionIndex index, bool from_person) {
  const Program& guard = chart_.transitions[At(index)].guard;
  if (guard.empty() || Evaluate(guard, Code::guard_failed).AsBool()) return true;
  return from_person && Object(index, Objection::Why::kGuard);
}

// Returns false, so that a condition can fail in one statement.
bool Interpreter::Object(TransitionIndex index, Objection::Why why) {
  work_.objections.push_back({index, why});
  return false;
}

std::optional<Refusal> Interpreter::WhyNot(TransitionIndex index) {
  const Transition& transition = chart_.transitions[At(index)];
  const auto refused = [&](Objection::Why why) { return ToRefusal(chart_, {index, why}); };
  if (event_.actor && !transition.IsForPeople()) return refused(Objection::Why::kNotForPeople);
  if (event_.actor) {
    if (const auto missing = RoleMissing(index)) return ToRefusal(chart_, *missing);
  }
  if (const auto nowhere = NowhereBack(index)) return ToRefusal(chart_, *nowhere);
  try {
    if (!transition.allow.empty() && !ReadsInput(transition.allow) &&
        !Evaluate(transition.allow, Code::guard_failed).AsBool()) {
      return refused(Objection::Why::kRule);
    }
    if (const auto outside = OutsideWindow(index)) return ToRefusal(chart_, *outside);
    if (ReadsInput(transition.guard) || GuardHolds(index, false)) return std::nullopt;
  } catch (StepRefused& thrown) {
    return std::move(thrown.refusal);
  }
  return refused(Objection::Why::kGuard);
}

// Appendix D, removeConflictingTransitions: an inner source pre-empts an outer one; otherwise the
// first in document order stays.
Interpreter::Transitions Interpreter::RemoveConflicting(const Transitions& enabled) {
  Transitions kept;
  for (const auto one : enabled) {
    const auto mine = ExitSet(one);
    const StateIndex source = chart_.transitions[At(one)].source;
    Transitions preempted;
    const bool stays = std::all_of(kept.begin(), kept.end(), [&](TransitionIndex other) {
      if (!Overlap(mine, ExitSet(other))) return true;
      preempted.push_back(other);
      return chart_.IsDescendant(source, chart_.transitions[At(other)].source);
    });
    if (!stays) continue;
    kept.erase(std::remove_if(kept.begin(), kept.end(),
                              [&](TransitionIndex index) { return Contains(preempted, index); }),
               kept.end());
    kept.push_back(one);
  }
  return kept;
}

const Route& Interpreter::RouteOf(TransitionIndex index, Route& room) const {
  const Route& fixed = plan_.routes[At(index)];
  if (fixed.fixed) return fixed;
  const Transition& transition = chart_.transitions[At(index)];
  room = transition.back ? FindRoute(chart_, transition, {WayBackOf(index)}, snapshot_->history)
                         : FindRoute(chart_, transition, snapshot_->history);
  return room;
}

// Appendix D, computeExitSet.
std::span<const ActiveState> Interpreter::ExitSet(TransitionIndex index) const {
  Route room;
  const StateIndex domain = RouteOf(index, room).domain;
  if (domain == kNone) return {};
  return snapshot_->active.Within(domain, chart_.states[At(domain)].last);
}

}  // namespace charter
