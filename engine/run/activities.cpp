#include <algorithm>

#include "engine/run/interpreter.h"

namespace charter {
namespace {

std::size_t At(std::int32_t index) { return static_cast<std::size_t>(index); }

Value AsMap(const std::vector<Field>& fields, std::vector<Value> values) {
  std::vector<Value::Entry> entries;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (!values[i].is(Kind::kAbsent))
      entries.emplace_back(Value::String(fields[i].name), std::move(values[i]));
  }
  return Value::Map(std::move(entries));
}

}  // namespace

// SCXML 6.4 has an activity see events through autoforward; here it takes those that bear its name, and
// the chart may react to them as to any internal event.
bool Interpreter::TakeAct(std::string_view name, const Value& data) {
  const auto found = FindAct(chart_, *snapshot_, name);
  if (!found) return false;
  const Activity& activity = chart_.activities[At(found->activity)];
  const Value& state = snapshot_->activities[At(found->activity)];
  ItemSurroundings item(activity, activation_, *snapshot_, calendar_);
  const bool by_person = event_.source == Event::Source::kPerson && event_.actor.has_value();
  if (by_person) {
    if (auto refusal = WhyNotAct(chart_, *snapshot_, *found, *event_.actor, item))
      throw StepRefused{std::move(*refusal)};
  }
  std::vector<FieldError> errors;
  auto values =
      ConformFields(found->form->fields,
                    data.is(Kind::kAbsent) ? Value::Map(std::vector<Value::Entry>{}) : data, "", errors);
  if (!errors.empty()) throw StepRefused{InvalidInput(errors)};
  AddFiles(found->form->fields, values, work_.files);
  Act act{found->form->verb, AsMap(found->form->fields, std::move(values)),
          event_.actor ? &*event_.actor : nullptr, event_.facts};
  auto turn = RulesOf(chart_, *snapshot_, found->activity)->Take(state, act, item);
  if (turn) {
    // That it is complete shows; who completed it, and with what, does not.
    const bool complete = turn->outcome.has_value();
    work_.record = {turn->kept_input, turn->kept_facts, turn->sealed && !complete, turn->sealed && complete};
  }
  // Its name lies with the event; what it carried may be for the activity alone.
  if (turn && !turn->sealed) work_.internal.Push(name, turn->kept_input ? *turn->kept_input : data);
  Carry(found->activity, std::move(turn));
  return true;
}

// SCXML, Appendix D: what is to be invoked is, once the macrostep has come to rest; never in a state that
// was left on the way.
bool Interpreter::StartActivities() {
  if (work_.to_start.empty()) return false;
  const auto starting = std::exchange(work_.to_start, {});
  for (const auto index : starting) {
    const Activity& activity = chart_.activities[At(index)];
    ItemSurroundings item(activity, activation_, *snapshot_, calendar_);
    Carry(index, RulesOf(chart_, *snapshot_, index)->Start(item));
  }
  return true;
}

void Interpreter::RingActivity(const Timer& timer) {
  const ActivityIndex index = timer.index;
  if (!GoesOn(chart_, *snapshot_, index)) return;
  const Activity& activity = chart_.activities[At(index)];
  ItemSurroundings item(activity, activation_, *snapshot_, calendar_);
  Carry(index, RulesOf(chart_, *snapshot_, index)->Ring(snapshot_->activities[At(index)], timer.event, item));
  Settle();
}

// What it came to the last time is over when its state is entered again.
void Interpreter::ForgetActivity(ActivityIndex index) {
  if (At(index) < snapshot_->results.size()) snapshot_.Edit<&Snapshot::results>()[At(index)] = {};
  if (At(index) < snapshot_->activities.size()) snapshot_.Edit<&Snapshot::activities>()[At(index)] = {};
  if (chart_.activities[At(index)].rules != nullptr) work_.to_start.push_back(index);
}

void Interpreter::Carry(ActivityIndex index, Outcome<Turn> turn) {
  if (!turn) throw StepRefused{std::move(turn.error())};
  auto& activities = snapshot_.Edit<&Snapshot::activities>();
  activities.resize(chart_.activities.size());
  activities[At(index)] = std::move(turn->state);
  for (const auto& name : turn->stop) StopClocks(index, &name);
  for (const auto& clock : turn->set) {
    StopClocks(index, &clock.name);
    SetClock(index, clock);
  }
  for (auto& notice : turn->notices) {
    Effect effect;
    effect.kind = Effect::Kind::kNotify;
    effect.message = notice.message;
    if (!notice.roles.empty()) {
      effect.roles = std::move(notice.roles);
      work_.effects.push_back(effect);
      effect.roles.clear();
    }
    for (const auto& person : notice.people) {
      effect.person = person.value;
      work_.effects.push_back(effect);
    }
  }
  if (!turn->outcome) return;
  StopClocks(index, nullptr);
  auto& results = snapshot_.Edit<&Snapshot::results>();
  results.resize(chart_.activities.size());
  results[At(index)] = std::move(*turn->outcome);
  activation_.Refresh();
  work_.internal.Push(plan_.done_invoke[At(index)], results[At(index)]);
}

void Interpreter::SetClock(ActivityIndex index, const ActivityClock& clock) {
  Timer timer;
  timer.kind = Timer::Kind::kActivity;
  timer.state = chart_.activities[At(index)].state;
  timer.index = index;
  timer.event = clock.name;
  if (clock.in) {
    const Deadline end = EndOfCount(clock.in, {}, false, timer.counted);
    timer.due = end.at;
    timer.provisional = end.provisional;
  } else {
    timer.due = clock.at;
  }
  AddTimer(std::move(timer));
}

// All of them without a name.
void Interpreter::StopClocks(ActivityIndex index, const std::string* name) {
  const auto mine = [&](const Timer& timer) {
    return timer.kind == Timer::Kind::kActivity && timer.index == index &&
           (name == nullptr || timer.event == *name);
  };
  if (std::none_of(snapshot_->timers.begin(), snapshot_->timers.end(), mine)) return;
  std::erase_if(snapshot_.Edit<&Snapshot::timers>(), mine);
}

}  // namespace charter
