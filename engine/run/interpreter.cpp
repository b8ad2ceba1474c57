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

Interpreter::Interpreter(const Chart& chart, const ItemInfo& item, Snapshot& snapshot, const Event& event,
                         const WorkCalendar& calendar)
    : chart_(chart),
      item_(item),
      snapshot_(snapshot),
      event_(event),
      calendar_(calendar),
      activation_(chart, item, snapshot, event, calendar) {}

void Interpreter::Begin() {
  EnterInitial();
  Settle();
}

bool Interpreter::Take(const std::string& name, const Value& data) {
  if (name.starts_with(kActivityDone)) RecordOutcome(name.substr(kActivityDone.size()), data);
  current_ = {name, data};
  activation_.SetEvent(current_.name, current_.data);
  const auto enabled = Select(name, data, event_.source == Event::Source::kPerson);
  if (enabled.empty()) return false;
  Microstep(enabled);
  Settle();
  return true;
}

// What an activity came to, told by whoever carries it out.
void Interpreter::RecordOutcome(const std::string& id, const Value& outcome) {
  for (std::size_t i = 0; i < chart_.activities.size(); ++i) {
    const Activity& activity = chart_.activities[i];
    if (activity.id != id || !snapshot_.active.Has(activity.state) || !activity.workflow.empty()) continue;
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
    snapshot_.results.resize(chart_.activities.size());
    snapshot_.results[i] = std::move(value);
  }
}

void Interpreter::RaiseAndSettle(const std::string& name, const Value& data) {
  queue_.push_back({name, data});
  Settle();
}

void Interpreter::LeaveAll() {
  auto members = snapshot_.active.Members();
  for (auto state = members.rbegin(); state != members.rend(); ++state) ExitState(*state);
  snapshot_.timers.clear();
  snapshot_.dues.clear();
}

// Appendix D, mainEventLoop: eventless before internal before external, until the item is at rest.
void Interpreter::Settle() {
  for (int microsteps = 0; snapshot_.status == Status::kActive;) {
    auto enabled = SelectEventless();
    if (enabled.empty()) {
      auto& next = queue_.empty() ? sent_ : queue_;
      if (next.empty()) break;
      current_ = std::move(next.front());
      next.pop_front();
      activation_.SetEvent(current_.name, current_.data);
      enabled = Select(current_.name, current_.data, false);
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

void Interpreter::Microstep(const std::vector<TransitionIndex>& transitions) {
  Exit(transitions);
  for (const auto index : transitions) {
    const auto input =
        std::find_if(inputs_.begin(), inputs_.end(), [&](const auto& entry) { return entry.first == index; });
    const bool has_input = input != inputs_.end();
    activation_.SetInput(has_input ? &chart_.transitions[At(index)].input : nullptr,
                         has_input ? &input->second : nullptr);
    Run(chart_.transitions[At(index)].actions);
    taken_.push_back(index);
  }
  activation_.SetInput(nullptr, nullptr);
  Enter(transitions);
  inputs_.clear();
  FinishIfEnded();
}

void Interpreter::FinishIfEnded() {
  if (snapshot_.ended_in == kNone) return;
  LeaveAll();
  const State& end = chart_.states[At(snapshot_.ended_in)];
  if (!end.output.empty()) snapshot_.output = EvaluatePlain(end.output);
  snapshot_.status = Next(snapshot_.status, LifeEvent::kFinish).value_or(Status::kEnded);
  queue_.clear();
  sent_.clear();
}

// The transitions that the last microsteps repeat: "a -> b -> a".
std::string Interpreter::Loop() const {
  const auto repeats = [&](std::size_t length) {
    return std::equal(taken_.end() - static_cast<std::ptrdiff_t>(length), taken_.end(),
                      taken_.end() - static_cast<std::ptrdiff_t>(2 * length));
  };
  std::size_t length = 1;
  while (2 * length < taken_.size() && !repeats(length)) ++length;
  std::string out;
  for (std::size_t i = taken_.size() - length; i < taken_.size(); ++i) {
    out += chart_.states[At(chart_.transitions[At(taken_[i])].source)].id + " -> ";
  }
  return out + chart_.states[At(chart_.transitions[At(taken_[taken_.size() - length])].source)].id;
}

}  // namespace charter
