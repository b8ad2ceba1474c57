#include <algorithm>

#include "engine/run/interpreter.h"

namespace charter {
namespace {

std::size_t At(std::int32_t index) { return static_cast<std::size_t>(index); }

bool Contains(const std::vector<std::string>& sorted, const std::string& text) {
  return std::find(sorted.begin(), sorted.end(), text) != sorted.end();
}

std::string Joined(const std::vector<std::string>& words, const char* separator) {
  std::string out;
  for (const auto& word : words) out += (out.empty() ? "" : separator) + word;
  return out;
}

Refusal NotAllowed(const Transition& transition) {
  const std::string& rule = transition.allow.source();
  return {Code::not_allowed,
          {"按规定您不能办理此操作（规则：" + rule + "）",
           "the rule `" + rule + "` says that you may not do this"},
          {},
          {},
          {rule}};
}

// An expression that names `input` cannot be decided before the input is there.
bool ReadsInput(const Program& program) {
  return !program.empty() && program.source().find("input") != std::string::npos;
}

}  // namespace

std::vector<TransitionIndex> Interpreter::Select(const std::string& name, const Value& data,
                                                 bool from_person) {
  objections_.clear();
  inputs_.clear();
  return SelectFrom([&](TransitionIndex index) { return IsEnabled(index, name, data, from_person); }, false);
}

std::vector<TransitionIndex> Interpreter::SelectEventless() {
  return SelectFrom([&](TransitionIndex index) { return GuardHolds(index, false); }, true);
}

// Appendix D, selectTransitions and selectEventlessTransitions.
std::vector<TransitionIndex> Interpreter::SelectFrom(const std::function<bool(TransitionIndex)>& enabled,
                                                     bool eventless) {
  std::vector<TransitionIndex> selected;
  snapshot_.active.ForEach([&](StateIndex atom) {
    if (!chart_.states[At(atom)].IsAtomic()) return;
    for (StateIndex at = atom; at != kNone; at = chart_.states[At(at)].parent) {
      const State& state = chart_.states[At(at)];
      const auto& candidates = eventless ? state.always : state.transitions;
      const auto first = std::find_if(candidates.begin(), candidates.end(), [&](TransitionIndex index) {
        return std::find(selected.begin(), selected.end(), index) != selected.end() || enabled(index);
      });
      if (first == candidates.end()) continue;
      if (std::find(selected.begin(), selected.end(), *first) == selected.end()) selected.push_back(*first);
      break;
    }
  });
  return selected.size() < 2 ? selected : RemoveConflicting(selected);
}

bool Interpreter::IsEnabled(TransitionIndex index, const std::string& name, const Value& data,
                            bool from_person) {
  const Transition& transition = chart_.transitions[At(index)];
  // A person sends what is written, letter by letter: a longer name would slip past performed().
  if (from_person ? transition.event != name : !Matches(transition.event, name)) return false;
  if (from_person && transition.trigger != Transition::Trigger::kEvent) return false;
  Refusal refusal{};
  if (from_person && !MayTake(transition, refusal)) {
    objections_.push_back({index, std::move(refusal)});
    return false;
  }
  if (!transition.input.empty() || (from_person && data.is(Kind::kMap) && !data.AsMap().empty())) {
    std::vector<FieldError> errors;
    auto values =
        ConformFields(transition.input,
                      data.is(Kind::kAbsent) ? Value::Map(std::vector<Value::Entry>{}) : data, "", errors);
    if (!errors.empty()) {
      objections_.push_back(
          {index,
           {Code::input_invalid,
            {"提交内容有 " + std::to_string(errors.size()) + " 处不符合要求：" + errors.front().message.zh,
             "the input has " + std::to_string(errors.size()) + " mistake(s): " + errors.front().message.en},
            {"按 fields 逐项更正后重新提交", "mend what `fields` lists and send it again"},
            errors,
            {}}});
      return false;
    }
    inputs_.emplace_back(index, std::move(values));
  }
  if (transition.allow.empty() && transition.guard.empty()) return true;
  const auto input =
      std::find_if(inputs_.begin(), inputs_.end(), [&](const auto& entry) { return entry.first == index; });
  if (input != inputs_.end()) activation_.SetInput(&transition.input, &input->second);
  bool enabled = true;
  if (from_person && !transition.allow.empty() && !Evaluate(transition.allow, Code::guard_failed).AsBool()) {
    enabled = false;
    objections_.push_back({index, NotAllowed(transition)});
  }
  enabled = enabled && GuardHolds(index, from_person);
  if (input != inputs_.end()) activation_.SetInput(nullptr, nullptr);
  return enabled;
}

bool Interpreter::MayTake(const Transition& transition, Refusal& refusal) {
  if (!event_.actor) return true;
  if (!transition.IsForPeople()) {
    refusal = {Code::not_allowed,
               {"此操作由流程自身触发，不由人办理", "this event is for the workflow itself, not for people"},
               {},
               {},
               {}};
    return false;
  }
  if (transition.by.empty()) return true;
  std::vector<std::string> may;
  for (const auto role : transition.by) may.push_back(chart_.roles[At(role)].id);
  if (std::any_of(may.begin(), may.end(),
                  [&](const auto& role) { return Contains(event_.actor->roles, role); }))
    return true;
  std::vector<std::string> zh;
  std::vector<std::string> en;
  for (const auto& role : chart_.roles) {
    if (!Contains(may, role.id)) continue;
    zh.push_back(role.title.zh.empty() ? role.id : role.title.zh);
    en.push_back(role.title.en.empty() ? role.id : role.title.en);
  }
  refusal = {
      Code::wrong_role,
      {"此操作由" + Joined(zh, "、") + "办理，您在该组织没有此角色",
       "this is done by: " + Joined(en, ", ") + "; you do not hold that role over this item's organisation"},
      {"请联系有此角色的同志办理", "ask someone who holds the role"},
      {},
      may};
  return false;
}

std::optional<Refusal> Interpreter::WhyNot(TransitionIndex index) {
  const Transition& transition = chart_.transitions[At(index)];
  Refusal refusal{};
  if (!MayTake(transition, refusal)) return refusal;
  objections_.clear();
  try {
    if (!transition.allow.empty() && !ReadsInput(transition.allow) &&
        !Evaluate(transition.allow, Code::guard_failed).AsBool()) {
      return NotAllowed(transition);
    }
    if (ReadsInput(transition.guard) || GuardHolds(index, true)) return std::nullopt;
  } catch (StepRefused& refused) {
    return std::move(refused.refusal);
  }
  return std::move(objections_.front().refusal);
}

bool Interpreter::GuardHolds(TransitionIndex index, bool from_person) {
  const Transition& transition = chart_.transitions[At(index)];
  if (transition.guard.empty() || Evaluate(transition.guard, Code::guard_failed).AsBool()) return true;
  if (from_person) {
    Text message = transition.refusal;
    if (message.empty()) {
      message = {"条件未满足：" + transition.guard.source(),
                 "the condition is not met: " + transition.guard.source()};
    }
    objections_.push_back(
        {index, {Code::guard_not_met, std::move(message), {}, {}, {transition.guard.source()}}});
  }
  return false;
}

// Appendix D, removeConflictingTransitions: an inner source pre-empts an outer one; otherwise the
// first in document order stays.
std::vector<TransitionIndex> Interpreter::RemoveConflicting(const std::vector<TransitionIndex>& enabled) {
  std::vector<TransitionIndex> kept;
  for (const auto one : enabled) {
    const StateSet mine = ExitSet(chart_.transitions[At(one)]);
    bool preempted = false;
    std::vector<TransitionIndex> remove;
    for (const auto other : kept) {
      if (!mine.Intersects(ExitSet(chart_.transitions[At(other)]))) continue;
      if (chart_.IsDescendant(chart_.transitions[At(one)].source, chart_.transitions[At(other)].source)) {
        remove.push_back(other);
      } else {
        preempted = true;
        break;
      }
    }
    if (preempted) continue;
    std::erase_if(kept, [&](TransitionIndex index) {
      return std::find(remove.begin(), remove.end(), index) != remove.end();
    });
    kept.push_back(one);
  }
  return kept;
}

void Interpreter::AddEffectiveTargets(const std::vector<StateIndex>& targets,
                                      std::vector<StateIndex>& out) const {
  for (const auto target : targets) {
    const State& state = chart_.states[At(target)];
    if (!state.IsHistory()) {
      if (std::find(out.begin(), out.end(), target) == out.end()) out.push_back(target);
      continue;
    }
    const auto stored = std::find_if(snapshot_.history.begin(), snapshot_.history.end(),
                                     [&](const auto& entry) { return entry.first == target; });
    AddEffectiveTargets(stored != snapshot_.history.end() ? stored->second : state.initial, out);
  }
}

std::vector<StateIndex> Interpreter::EffectiveTargets(const Transition& transition) const {
  std::vector<StateIndex> targets;
  AddEffectiveTargets(transition.targets, targets);
  return targets;
}

// Appendix D, getTransitionDomain.
StateIndex Interpreter::Domain(const Transition& transition) const {
  auto targets = EffectiveTargets(transition);
  if (targets.empty()) return kNone;
  const bool inside = std::all_of(targets.begin(), targets.end(), [&](StateIndex target) {
    return chart_.IsDescendant(target, transition.source);
  });
  if (transition.internal && chart_.states[At(transition.source)].kind == State::Kind::kCompound && inside) {
    return transition.source;
  }
  targets.push_back(transition.source);
  return CommonCompoundAncestor(targets);
}

// Appendix D, findLCCA: the nearest compound state (or the root) that holds all of them.
StateIndex Interpreter::CommonCompoundAncestor(const std::vector<StateIndex>& states) const {
  for (StateIndex at = chart_.states[At(states.front())].parent; at > 0; at = chart_.states[At(at)].parent) {
    if (chart_.states[At(at)].kind != State::Kind::kCompound) continue;
    if (std::all_of(states.begin(), states.end(),
                    [&](StateIndex state) { return chart_.IsDescendant(state, at); }))
      return at;
  }
  return 0;
}

StateSet Interpreter::ExitSet(const Transition& transition) const {
  StateSet leaving;
  if (transition.targets.empty()) return leaving;
  const StateIndex domain = Domain(transition);
  snapshot_.active.ForEach([&](StateIndex state) {
    if (chart_.IsDescendant(state, domain)) leaving.Add(state);
  });
  return leaving;
}

}  // namespace charter
