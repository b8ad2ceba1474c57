#include "engine/run/interpreter.h"

#include <algorithm>

namespace charter {
namespace {

constexpr int kMaxMicrosteps = 1000;
constexpr std::string_view kActivityDone = "done.invoke.";

std::size_t At(std::int32_t index) { return static_cast<std::size_t>(index); }

}  // namespace

void Refuse(Code code, Text message, Text hint) {
  throw StepRefused{{code, std::move(message), std::move(hint), {}, {}}};
}

Interpreter::Interpreter(const Chart& chart, const ItemInfo& item, Draft& snapshot, const Event& event,
                         const WorkCalendar& calendar, Workspace& work)
    : chart_(chart),
      plan_(*chart.plan),
      snapshot_(snapshot),
      event_(event),
      calendar_(calendar),
      work_(work),
      activation_(chart, item, *snapshot, event, calendar) {
  work_.Clear();
}

void Interpreter::Begin() {
  Run(chart_.states[0].initial_actions);
  EnterStates(plan_.initial);
  FinishIfEnded();
  Settle();
}

bool Interpreter::Take(std::string_view name, const Value& data) {
  if (name.starts_with(kActivityDone)) RecordOutcome(name.substr(kActivityDone.size()), data);
  current_ = {name, data};
  activation_.SetEvent(current_.name, current_.data);
  if (TakeAct(name, data)) {
    Settle();
    return true;
  }
  const Transitions enabled = Select(event_.source == Event::Source::kPerson);
  if (enabled.empty()) return false;
  Microstep(enabled);
  Settle(1);
  return true;
}

// What an activity came to, told by whoever carries it out.
void Interpreter::RecordOutcome(std::string_view id, const Value& outcome) {
  for (std::size_t i = 0; i < chart_.activities.size(); ++i) {
    const Activity& activity = chart_.activities[i];
    if (activity.id != id || !snapshot_->active.Has(activity.state) || !activity.workflow.empty()) continue;
    std::vector<FieldError> errors;
    Value value =
        Conform(activity.kind->outcome,
                outcome.is(Kind::kAbsent) ? Value::Map(std::vector<Value::Entry>{}) : outcome, "", errors);
    if (!errors.empty()) {
      throw StepRefused{{Code::input_invalid,
                         {"活动结果不符合要求：" + errors.front().message.zh,
                          "the outcome of the activity does not fit: " + errors.front().message.en},
                         {},
                         std::move(errors),
                         {}}};
    }
    auto& results = snapshot_.Edit<&Snapshot::results>();
    results.resize(chart_.activities.size());
    results[i] = std::move(value);
  }
}

void Interpreter::RaiseAndSettle(std::string_view name, const Value& data) {
  work_.internal.Push(name, data);
  Settle();
}

void Interpreter::LeaveAll() {
  States leaving;
  for (const auto& active : snapshot_->active) leaving.push_back(active.state);
  std::reverse(leaving.begin(), leaving.end());
  for (const auto state : leaving) ExitState(state);
  snapshot_.Edit<&Snapshot::timers>().clear();
  snapshot_.Edit<&Snapshot::dues>().clear();
}

// Appendix D, mainEventLoop: eventless before internal before external, until the item is at rest.
void Interpreter::Settle(int microsteps) {
  while (snapshot_->status == Status::kActive) {
    Transitions enabled = SelectEventless();
    if (enabled.empty()) {
      auto& next = work_.internal.empty() ? work_.sent : work_.internal;
      if (next.empty()) {
        if (StartActivities()) continue;
        break;
      }
      current_ = next.Pop();
      activation_.SetEvent(current_.name, current_.data);
      enabled = Select(false);
    }
    if (enabled.empty()) continue;
    if (++microsteps > kMaxMicrosteps) {
      const std::string loop = Loop();
      Refuse(Code::microstep_limit, {"操作引发无尽循环（超过 1000 步）：" + loop,
                                     "the event goes round without end (more than 1,000 steps): " + loop});
    }
    Microstep(enabled);
  }
}

void Interpreter::Microstep(const Transitions& transitions) {
  Exit(transitions);
  for (const auto index : transitions) {
    const auto input = std::find_if(work_.inputs.begin(), work_.inputs.end(),
                                    [&](const auto& entry) { return entry.first == index; });
    const Transition& transition = chart_.transitions[At(index)];
    if (input != work_.inputs.end()) {
      activation_.SetInput(&transition.input, &input->second);
      AddFiles(transition.input, input->second, work_.files);
    }
    Run(transition.actions);
    activation_.SetInput(nullptr, nullptr);
    if (transition.back && transition.back->max) CountReturn(transition);
    work_.taken.push_back(index);
  }
  Enter(transitions);
  work_.inputs.clear();
  work_.ways_back.clear();
  FinishIfEnded();
}

void Interpreter::FinishIfEnded() {
  if (snapshot_->ended_in == kNone) return;
  LeaveAll();
  const State& end = chart_.states[At(snapshot_->ended_in)];
  if (!end.output.empty()) snapshot_.Edit<&Snapshot::output>() = EvaluatePlain(end.output);
  snapshot_.Edit<&Snapshot::status>() = Next(snapshot_->status, LifeEvent::kFinish).value_or(Status::kEnded);
  work_.internal.Clear();
  work_.sent.Clear();
}

// The transitions that the last microsteps repeat: "a -> b -> a".
std::string Interpreter::Loop() const {
  const auto& taken = work_.taken;
  const auto repeats = [&](std::size_t length) {
    return std::equal(taken.end() - static_cast<std::ptrdiff_t>(length), taken.end(),
                      taken.end() - static_cast<std::ptrdiff_t>(2 * length));
  };
  std::size_t length = 1;
  while (2 * length < taken.size() && !repeats(length)) ++length;
  std::string out;
  for (std::size_t i = taken.size() - length; i < taken.size(); ++i) {
    out += chart_.states[At(chart_.transitions[At(taken[i])].source)].id + " -> ";
  }
  return out + chart_.states[At(chart_.transitions[At(taken[taken.size() - length])].source)].id;
}

}  // namespace charter
