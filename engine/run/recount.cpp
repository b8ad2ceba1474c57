#include "engine/run/recount.h"

#include <algorithm>

#include "engine/run/timers.h"

namespace charter {
namespace {

std::size_t At(std::int32_t index) { return static_cast<std::size_t>(index); }

// A due date without this clock is over: what has happened stays.
bool IsAwaited(const Snapshot& snapshot, const StateDue& due) {
  return std::any_of(snapshot.timers.begin(), snapshot.timers.end(), [&](const Timer& timer) {
    return timer.kind == Timer::Kind::kOverdue && timer.state == due.state;
  });
}

const StateDue* FindDue(const std::vector<StateDue>& dues, StateIndex state) {
  const auto due =
      std::find_if(dues.begin(), dues.end(), [&](const StateDue& d) { return d.state == state; });
  return due == dues.end() ? nullptr : &*due;
}

Value Moved(const std::string& deadline, Timestamp from, Timestamp to, bool provisional) {
  std::vector<Value::Entry> entries{{Value::String("deadline"), Value::String(deadline)},
                                    {Value::String("old"), Value::String(ToShanghaiString(from))},
                                    {Value::String("new"), Value::String(ToShanghaiString(to))},
                                    {Value::String("old_day"), Value::String(ToString(LastDay(from)))},
                                    {Value::String("new_day"), Value::String(ToString(LastDay(to)))}};
  if (provisional) entries.emplace_back(Value::String("provisional"), Value::Bool(true));
  return Value::Map(std::move(entries));
}

}  // namespace

Clocks CountAgain(const Chart& chart, const Snapshot& snapshot, const std::vector<Pause>& pauses,
                  const WorkCalendar& calendar) {
  Clocks clocks{snapshot.timers, snapshot.dues};
  const auto count = [&](const KeptCounting& counted, Timestamp& at, bool& provisional) {
    const auto end = counted ? EndOf(*counted, pauses, calendar) : std::nullopt;
    if (!end) return;
    at = end->at;
    provisional = end->provisional;
  };
  for (auto& due : clocks.dues) {
    if (IsAwaited(snapshot, due)) count(due.counted, due.at, due.provisional);
  }
  for (auto& timer : clocks.timers) {
    count(timer.counted, timer.due, timer.provisional);
    const bool of_due = timer.kind == Timer::Kind::kRemind || timer.kind == Timer::Kind::kOverdue;
    const StateDue* due = of_due ? FindDue(clocks.dues, timer.state) : nullptr;
    if (due != nullptr && due->counted) {
      const auto& remind = chart.states[At(timer.state)].due->remind;
      timer.due =
          timer.kind == Timer::Kind::kRemind ? Ahead(due->at, remind[At(timer.index)], calendar) : due->at;
      timer.provisional = due->provisional;
    }
    timer.due = AsKept(timer.due);
  }
  return clocks;
}

void ResumeClocks(const Chart& chart, Draft& snapshot, const WorkCalendar& calendar) {
  snapshot.Edit<&Snapshot::pauses>().Own().push_back({*snapshot->suspended_at, snapshot->at});
  RecountClocks(chart, snapshot, calendar);
}

void RecountClocks(const Chart& chart, Draft& snapshot, const WorkCalendar& calendar) {
  Clocks clocks = CountAgain(chart, *snapshot, *snapshot->pauses, calendar);
  snapshot.Edit<&Snapshot::timers>() = std::move(clocks.timers);
  snapshot.Edit<&Snapshot::dues>() = std::move(clocks.dues);
}

std::optional<Value> RecountData(const Chart& chart, const Snapshot& snapshot, const WorkCalendar& present,
                                 const WorkCalendar& next) {
  const Clocks clocks = CountAgain(chart, snapshot, *snapshot.pauses, next);
  std::vector<Value> moved;
  for (std::size_t i = 0; i < clocks.dues.size(); ++i) {
    const StateDue& from = snapshot.dues[i];
    const StateDue& to = clocks.dues[i];
    if (from.at != to.at || from.provisional != to.provisional)
      moved.push_back(Moved("due." + chart.states[At(to.state)].id, from.at, to.at, to.provisional));
  }
  for (std::size_t i = 0; i < clocks.timers.size(); ++i) {
    const Timer& from = snapshot.timers[i];
    const Timer& to = clocks.timers[i];
    if (to.counted && (from.due != to.due || from.provisional != to.provisional))
      moved.push_back(Moved(NameOf(chart, to), from.due, to.due, to.provisional));
  }
  if (moved.empty()) return std::nullopt;
  std::vector<Value> years;
  for (const int year : present.ChangedYears(next)) years.push_back(Value::Int(year));
  return Value::Map({{"edition", Value::Int(next.edition())},
                     {"years", Value::List(std::move(years))},
                     {"deadlines", Value::List(std::move(moved))}});
}

std::string NameOf(const Chart& chart, const Timer& timer) {
  const std::string state = timer.state == kNone ? "" : chart.states[At(timer.state)].id;
  switch (timer.kind) {
    case Timer::Kind::kAfter:
      return "after." + state + "." + std::to_string(timer.index);
    case Timer::Kind::kSend:
      return timer.send_id.empty() ? timer.event : timer.send_id;
    case Timer::Kind::kRemind:
      return "remind." + state;
    case Timer::Kind::kActivity:
      return chart.activities[At(timer.index)].id + "." + timer.event;
    case Timer::Kind::kOverdue:
      return "overdue." + state;
  }
  return {};
}

}  // namespace charter
