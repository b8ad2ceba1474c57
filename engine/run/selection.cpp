#include <algorithm>
#include <memory>
#include <utility>

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

// Whether it depends on what came with the event.
bool ReadsInput(const Program& rule) {
  return std::any_of(rule.names().begin(), rule.names().end(), [](const auto& entry) {
    const std::string& name = entry.second;
    return name == "input" || name.starts_with("input.") || name == "event" || name == "event.data";
  });
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

// In the order in which objections are told: the first settles it, but who asks why not is told all.
bool Interpreter::IsEnabled(const Plan::Candidate& candidate, bool from_person) {
  const TransitionIndex index = candidate.transition;
  bool enabled = true;
  const auto ends = [&](bool holds) {
    enabled = enabled && holds;
    return !enabled && asking_ != Asking::kWhyNot;
  };
  if (from_person && event_.actor && ends(IsFor(candidate))) return false;
  if (ends(IsInWindow(index))) return false;
  if (ends(TakesInput(index, from_person)) || ends(LeadsSomewhere(index))) return false;
  return RulesHold(index, from_person) && enabled;
}

bool Interpreter::IsFor(const Plan::Candidate& candidate) {
  if (!candidate.for_people) return Object(candidate.transition, Objection::Why::kNotForPeople);
  auto missing = RoleMissing(candidate.transition);
  if (!missing) return true;
  work_.objections.push_back(std::move(*missing));
  return false;
}

bool Interpreter::IsInWindow(TransitionIndex index) {
  return Try(index, [&] {
    auto outside = OutsideWindow(index);
    if (!outside) return true;
    work_.objections.push_back(std::move(*outside));
    return false;
  });
}

bool Interpreter::RulesHold(TransitionIndex index, bool from_person) {
  const Transition& transition = chart_.transitions[At(index)];
  if (transition.allow.empty() && transition.guard.empty()) return true;
  const bool has_input = !work_.inputs.empty() && work_.inputs.back().first == index;
  if (has_input) activation_.SetInput(&transition.input, &work_.inputs.back().second);
  const bool allowed = !from_person || Holds(transition.allow, index, Objection::Why::kRule);
  const bool asked = allowed || asking_ == Asking::kWhyNot;
  const bool enabled = asked && GuardHolds(index, from_person) && allowed;
  if (has_input) activation_.SetInput(nullptr, nullptr);
  return enabled;
}

bool Interpreter::Holds(const Program& rule, TransitionIndex index, Objection::Why why) {
  if (rule.empty() || IsUndecided(rule, index)) return true;
  return Try(index, [&] {
    if (HoldsForAll(rule)) return true;
    Object(index, why);
    if (asking_ == Asking::kWhyNot) work_.objections.back().seen = SeenBy(rule);
    return false;
  });
}

// Who acts for somebody is bound by what binds either of them.
bool Interpreter::HoldsForAll(const Program& rule) {
  if (!Evaluate(rule, Code::guard_failed).AsBool()) return false;
  for (const Actor& other : activation_.OthersBound()) {
    activation_.SetActor(&other);
    const bool holds = Evaluate(rule, Code::guard_failed).AsBool();
    activation_.SetActor(nullptr);
    if (!holds) return false;
  }
  return true;
}

template <typename Check>
bool Interpreter::Try(TransitionIndex index, Check check) {
  if (asking_ == Asking::kWhether) return check();
  try {
    return check();
  } catch (StepRefused& failed) {
    work_.objections.push_back({index, Objection::Why::kFailed});
    work_.objections.back().failure = std::make_shared<const Refusal>(std::move(failed.refusal));
    return false;
  }
}

// Whether the rule must wait for an input that is not there yet, or is not right.
bool Interpreter::IsUndecided(const Program& rule, TransitionIndex index) const {
  if (asking_ == Asking::kWhether || chart_.transitions[At(index)].input.empty()) return false;
  const bool has_input = !work_.inputs.empty() && work_.inputs.back().first == index;
  return !has_input && ReadsInput(rule);
}

std::vector<Seen> Interpreter::SeenBy(const Program& rule) const {
  std::vector<Seen> seen;
  for (const auto& [slot, name] : rule.names()) seen.push_back({name, activation_.Get(slot)});
  if (!event_.actor || rule.source().find("performed(") == std::string::npos) return seen;
  std::vector<Value> events;
  for (const auto& [event, person] : snapshot_->performed) {
    if (person == event_.actor->id) events.push_back(Value::String(event));
  }
  seen.push_back({"performed", Value::List(std::move(events))});
  return seen;
}

// Conforms what came with the event to what the transition asks for.
bool Interpreter::TakesInput(TransitionIndex index, bool from_person) {
  if (asking_ == Asking::kBeforeInput) return true;
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
  Objection missing{index, Objection::Why::kRole};
  if (transition.by.empty()) return event_.actor->IsOnlooker() ? std::optional(missing) : std::nullopt;
  for (const auto role : transition.by) {
    if (!Contains(event_.actor->roles, chart_.roles[At(role)].id)) continue;
    const HandedWork* handed = HandedTo(*snapshot_, transition.source, role);
    if (handed == nullptr || event_.actor->StandsFor(handed->person)) return std::nullopt;
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
  if (from_person) return Holds(guard, index, Objection::Why::kGuard);
  return guard.empty() || Evaluate(guard, Code::guard_failed).AsBool();
}

// Returns false, so that a condition can fail in one statement.
bool Interpreter::Object(TransitionIndex index, Objection::Why why) {
  work_.objections.push_back({index, why});
  return false;
}

std::vector<Objection> Interpreter::ObjectionsTo(TransitionIndex index, Asking asking, const Value& data) {
  work_.objections.clear();
  work_.inputs.clear();
  current_ = {event_.name, data};
  activation_.SetEvent(current_.name, current_.data);
  Plan::Candidate candidate;
  candidate.transition = index;
  candidate.for_people = chart_.transitions[At(index)].IsForPeople();
  asking_ = asking;
  IsEnabled(candidate, true);
  asking_ = Asking::kWhether;
  work_.inputs.clear();
  return std::exchange(work_.objections, {});
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
