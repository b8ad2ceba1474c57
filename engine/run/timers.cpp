#include "engine/run/timers.h"

#include <algorithm>

#include "engine/run/interpreter.h"
#include "engine/run/tasks.h"

namespace charter {
namespace {

std::size_t At(std::int32_t index) { return static_cast<std::size_t>(index); }

constexpr Duration kNineInTheMorning{9 * 3600, 0};

}  // namespace

Timestamp Ahead(Timestamp deadline, const Period& before, const WorkCalendar& calendar) {
  if (before.unit == Period::Unit::kExact) {
    return Add(deadline, Duration{-before.exact.seconds, 0}).value_or(deadline);
  }
  const Date last = LastDay(deadline);
  const Date day = before.unit == Period::Unit::kWorkdays
                       ? calendar.AddWorkdays(last, -before.count)
                       : Date{last.days - static_cast<std::int32_t>(before.count)};
  const Duration time = before.until == 0 ? kNineInTheMorning : Duration{before.until, 0};
  return Add(StartOfDay(day), time).value_or(deadline);
}

Timestamp AsKept(Timestamp time) {
  time.nanos -= time.nanos % 1000;
  return time;
}

Deadline Interpreter::EndOfCount(const std::optional<Period>& period, const Program& at, bool before,
                                 KeptCounting& counted) {
  if (!period) return EvaluateTime(at);
  const Counting counting{*period, at.empty() ? snapshot_->at : EvaluateTime(at).at, before};
  counted = counting;
  const auto end = EndOf(counting, *snapshot_->pauses, calendar_);
  if (!end)
    Refuse(Code::action_failed,
           {"期限超出可表示的日期", "the period `" + period->ToString() + "` ends past the year 9999"});
  return *end;
}

// Provisional where its expression asked for days that are not published.
Deadline Interpreter::EvaluateTime(const Program& program) {
  activation_.ForgetDays();
  const Value value = Evaluate(program, Code::action_failed);
  if (!value.is(Kind::kTimestamp)) {
    Refuse(Code::action_failed,
           {"不是日期时间：" + program.source(), "`" + program.source() + "` gives no timestamp"});
  }
  const Timestamp at = value.AsTimestamp();
  return {at, LastDay(at), activation_.asked_unpublished()};
}

void Interpreter::AddTimer(Timer timer) {
  timer.id = snapshot_.Edit<&Snapshot::next_timer>()++;
  timer.due = AsKept(timer.due);
  snapshot_.Edit<&Snapshot::timers>().push_back(std::move(timer));
}

void Interpreter::SetStateTimers(StateIndex index) {
  const State& state = chart_.states[At(index)];
  for (std::size_t i = 0; i < state.after.size(); ++i) {
    Timer timer;
    timer.state = index;
    timer.index = static_cast<int>(i);
    const Timeout& timeout = state.after[i];
    std::optional<Period> period;
    if (timeout.in) {
      period = PeriodOf(*timeout.in, snapshot_->params.get());
      if (!period) continue;
    }
    const Deadline end = EndOfCount(period, timeout.at, timeout.before, timer.counted);
    timer.due = end.at;
    timer.provisional = end.provisional;
    AddTimer(std::move(timer));
  }
  if (state.due) SetDue(index, *state.due);
}

void Interpreter::SetDue(StateIndex index, const Due& due) {
  StateDue entry;
  entry.state = index;
  std::optional<Period> period;
  if (due.within) {
    period = PeriodOf(*due.within, snapshot_->params.get());
    if (!period) return;
  }
  const Deadline end = EndOfCount(period, due.at, due.before, entry.counted);
  entry.at = end.at;
  entry.provisional = end.provisional;
  const auto add = [&](Timer::Kind kind, Timestamp at, std::size_t position) {
    Timer timer;
    timer.kind = kind;
    timer.index = static_cast<int>(position);
    timer.state = index;
    timer.due = at;
    timer.provisional = entry.provisional;
    AddTimer(std::move(timer));
  };
  for (std::size_t i = 0; i < due.remind.size(); ++i) {
    const Timestamp at = Ahead(entry.at, due.remind[i], calendar_);
    if (at > snapshot_->at) add(Timer::Kind::kRemind, at, i);
  }
  add(Timer::Kind::kOverdue, entry.at, 0);
  auto& dues = snapshot_.Edit<&Snapshot::dues>();
  const auto place = std::lower_bound(dues.begin(), dues.end(), index,
                                      [](const StateDue& d, StateIndex state) { return d.state < state; });
  dues.insert(place, entry);
}

void Interpreter::CancelStateTimers(StateIndex index) {
  std::erase_if(snapshot_.Edit<&Snapshot::timers>(), [&](const Timer& t) { return t.state == index; });
  std::erase_if(snapshot_.Edit<&Snapshot::dues>(), [&](const StateDue& due) { return due.state == index; });
}

void Interpreter::FireTimer(std::int64_t id) {
  auto& timers = snapshot_.Edit<&Snapshot::timers>();
  const auto found = std::find_if(timers.begin(), timers.end(), [&](const Timer& t) { return t.id == id; });
  if (found == timers.end()) return;
  const Timer timer = std::move(*found);
  timers.erase(found);
  switch (timer.kind) {
    case Timer::Kind::kAfter:
      Take("after." + chart_.states[At(timer.state)].id + "." + std::to_string(timer.index), {});
      break;
    case Timer::Kind::kSend:
      if (timer.to == Action::To::kSelf) {
        Take(timer.event, timer.data);
      } else {
        SendOut(timer.to, timer.receiver, timer.event, timer.data);
      }
      break;
    case Timer::Kind::kActivity:
      RingActivity(timer);
      break;
    case Timer::Kind::kRemind:
      Remind(timer.state, false);
      break;
    case Timer::Kind::kOverdue: {
      Remind(timer.state, true);
      const auto& due = chart_.states[At(timer.state)].due;
      if (due && !due->event.empty()) RaiseAndSettle(due->event, {});
      break;
    }
  }
}

void Interpreter::Remind(StateIndex state, bool overdue) {
  const State& where = chart_.states[At(state)];
  Effect effect;
  effect.kind = Effect::Kind::kNotify;
  std::vector<std::string> people;
  for (const auto& task : TasksOf(chart_, *snapshot_)) {
    const StateIndex at = chart_.FindState(task.state);
    if (at != state && !chart_.IsDescendant(at, state)) continue;
    if (task.person.value.empty()) {
      effect.roles.push_back(task.role);
    } else {
      people.push_back(task.person.value);
    }
  }
  if (effect.roles.empty() && people.empty()) return;
  std::sort(effect.roles.begin(), effect.roles.end());
  effect.roles.erase(std::unique(effect.roles.begin(), effect.roles.end()), effect.roles.end());
  const auto due = std::find_if(snapshot_->dues.begin(), snapshot_->dues.end(),
                                [&](const StateDue& d) { return d.state == state; });
  const std::string day = due == snapshot_->dues.end() ? "" : ToString(LastDay(due->at));
  const std::string zh = where.title.zh.empty() ? where.id : where.title.zh;
  const std::string en = where.title.en.empty() ? where.id : where.title.en;
  effect.message =
      overdue ? Text{"“" + zh + "”已于 " + day + " 到期，请尽快办理", "\"" + en + "\" was due on " + day}
              : Text{"“" + zh + "”将于 " + day + " 到期", "\"" + en + "\" is due on " + day};
  if (!effect.roles.empty()) work_.effects.push_back(effect);
  effect.roles.clear();
  for (auto& person : people) {
    effect.person = std::move(person);
    work_.effects.push_back(effect);
  }
}

}  // namespace charter
