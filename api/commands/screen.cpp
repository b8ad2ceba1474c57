#include "api/commands/screen.h"

#include <algorithm>

namespace charter::api {
namespace {

std::size_t At(std::int32_t index) { return static_cast<std::size_t>(index); }

}  // namespace

std::string ClockText(Timestamp time) {
  std::string text = ToShanghaiString(time);
  if (text.substr(11, 8) == "00:00:00") return ToString(Date{DayOf(time).days - 1}) + " 24:00";
  text[10] = ' ';
  return text.substr(0, text.substr(17, 2) == "00" ? 16 : 19);
}

void Screen::ShowPlace(const Simulation& simulation, const std::optional<Actor>& actor) {
  const Snapshot& snapshot = simulation.snapshot();
  for (const auto atom : ActiveAtoms(simulation.chart(), snapshot)) {
    const StateDue* due = DueOf(simulation.chart(), snapshot, atom);
    talk_.Say("  ● " + PathOf(simulation.chart(), atom) +
              (due == nullptr ? "" : talk_.In({"  期限 ", "  due "}) + ClockText(due->at)));
  }
  talk_.Say("    " + ClockText(simulation.now()) +
            (actor ? talk_.In({"，身份 ", ", as "}) + actor->name : std::string()));
  if (snapshot.status == Status::kEnded) talk_.Say(Text{"    事项已结束", "    the item has ended"});
  if (snapshot.status == Status::kSuspended) talk_.Say(Text{"    事项已暂停", "    the item is suspended"});
  if (snapshot.status == Status::kFaulted)
    talk_.Say(talk_.In({"    事项出错：", "    the item is at fault: "}) + *snapshot.fault);
}

std::string Screen::PathOf(const Chart& chart, StateIndex index) const {
  const State& state = chart.states[At(index)];
  const std::string own = talk_.Named(state.title, state.id);
  return state.parent > 0 ? PathOf(chart, state.parent) + " › " + own : own;
}

void Screen::ShowTimers(const Simulation& simulation) {
  if (simulation.snapshot().status != Status::kActive) return;
  std::vector<Timer> timers = simulation.snapshot().timers;
  std::stable_sort(timers.begin(), timers.end(),
                   [](const Timer& a, const Timer& b) { return a.due < b.due; });
  for (const Timer& timer : timers)
    talk_.Say("  ◷ " + ClockText(timer.due) + "  " + TimerText(simulation.chart(), timer));
}

std::string Screen::TimerText(const Chart& chart, const Timer& timer) const {
  if (timer.kind == Timer::Kind::kSend) return timer.event;
  const State& from = chart.states[At(timer.state)];
  if (timer.kind == Timer::Kind::kRemind)
    return talk_.In({"催办 ", "reminder: "}) + talk_.Named(from.title, from.id);
  if (timer.kind == Timer::Kind::kOverdue)
    return talk_.In({"逾期 ", "overdue: "}) + talk_.Named(from.title, from.id);
  const Timeout& timeout = from.after[At(timer.index)];
  std::string targets;
  for (const auto target : chart.transitions[At(timeout.transition)].targets) {
    const State& state = chart.states[At(target)];
    targets += (targets.empty() ? "→ " : ", ") + talk_.Named(state.title, state.id);
  }
  return targets.empty() ? chart.transitions[At(timeout.transition)].event : targets;
}

void Screen::ShowMap(const Simulation& simulation) {
  const Chart& chart = simulation.chart();
  const Snapshot& snapshot = simulation.snapshot();
  for (std::size_t i = 1; i < chart.states.size(); ++i) {
    const State& state = chart.states[i];
    const auto index = static_cast<StateIndex>(i);
    const std::string indent(static_cast<std::size_t>(std::max(0, state.depth - 1)) * 2, ' ');
    const char* mark = state.kind == State::Kind::kFinal ? "◎ " : "○ ";
    if (snapshot.active.Has(index) || snapshot.ended_in == index) mark = "● ";
    talk_.Say("  " + indent + mark + talk_.Named(state.title, state.id));
  }
}

void Screen::ShowData(const Simulation& simulation) {
  const Chart& chart = simulation.chart();
  for (std::size_t i = 0; i < chart.data.size(); ++i) {
    std::string value;
    AppendJson(value, chart.data[i].schema, simulation.snapshot().data[i]);
    talk_.Say("  " + talk_.Named(chart.data[i].title, chart.data[i].name) + ": " + value);
  }
  if (chart.data.empty()) talk_.Say(Text{"此流程没有字段", "the workflow has no fields"});
}

}  // namespace charter::api
