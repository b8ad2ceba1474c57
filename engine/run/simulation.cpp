#include "engine/run/simulation.h"

#include <algorithm>
#include <iterator>

#include "engine/run/cast.h"
#include "engine/run/parameters.h"
#include "engine/run/recount.h"

namespace charter {
namespace {

constexpr int kMaxTimers = 10'000;

Refusal TimeGoesBack(Timestamp now) {
  const std::string text = ToShanghaiString(now);
  return {Code::invalid_parameter,
          {"时间不能倒退，现在是 " + text, "time cannot go back; it is " + text},
          {},
          {},
          {}};
}

Refusal TooManyTimers() {
  return {Code::microstep_limit,
          {"这段时间内到期的定时超过 10000 个", "more than 10,000 timers fire within this time"},
          {"请缩短时间", "let less time pass at once"},
          {},
          {}};
}

}  // namespace

std::optional<Refusal> Simulation::Keep(Stepped stepped) {
  std::map<BudgetId, BudgetSums> budgets = budgets_;
  for (const Effect& effect : stepped.effects) {
    if (effect.kind != Effect::Kind::kLedger) continue;
    const auto budget = budgets.find(effect.posting.budget);
    if (budget == budgets.end() || !effect.posting.account.empty()) continue;
    if (auto refused = Enter(effect.posting, budget->second)) return refused;
  }
  budgets_ = std::move(budgets);
  snapshot_ = std::move(stepped.snapshot);
  std::move(stepped.effects.begin(), stepped.effects.end(), std::back_inserter(effects_));
  taken_.insert(taken_.end(), stepped.taken.begin(), stepped.taken.end());
  return std::nullopt;
}

std::optional<Refusal> Simulation::Start(ItemInfo item, Event create, Missing missing,
                                         const Value& overrides) {
  item_ = std::move(item);
  now_ = create.at;
  auto bound = BindParameters(*chart_, item_, create, *calendar_, *presets_, overrides);
  if (!bound) return bound.error();
  create.params = *std::move(bound);
  auto started = charter::Start(*chart_, item_, create, *calendar_, missing);
  if (!started) return started.error();
  return Keep(*std::move(started));
}

std::optional<Refusal> Simulation::Send(Event event) {
  if (auto refused = AdvanceTo(std::max(now_, event.at))) return refused;
  event.at = now_;
  Cast cast(people_, snapshot_.rev);
  event.facts = LookUp(NeedsOf(*chart_, snapshot_, event.name, event.data), cast);
  auto stepped = Step(*chart_, item_, snapshot_, event, *calendar_);
  if (!stepped) return stepped.error();
  return Keep(*std::move(stepped));
}

std::optional<Refusal> Simulation::AdvanceTo(Timestamp to) {
  if (to < now_) return TimeGoesBack(now_);
  return FireDue(to);
}

std::optional<Refusal> Simulation::Advance(const Period& period) {
  const auto end = EndOf(period, now_, *calendar_);
  if (end) return AdvanceTo(end->at);
  return Refusal{
      Code::bad_period, {"期限超出可表示的日期", "the period ends past the year 9999"}, {}, {}, {}};
}

std::optional<Refusal> Simulation::Load(const WorkCalendar& calendar) {
  const auto data = RecountData(*chart_, snapshot_, *calendar_, calendar);
  calendar_ = &calendar;
  if (!data) return std::nullopt;
  Event event;
  event.name = kCalendarEvent;
  event.data = *data;
  return Send(std::move(event));
}

std::optional<Refusal> Simulation::FireDue(Timestamp to) {
  Simulation before = *this;
  for (int fired = 0;; ++fired) {
    const auto& timers = snapshot_.timers;
    // Of those due together, the one that was set first.
    const auto next = std::min_element(timers.begin(), timers.end(),
                                       [](const Timer& a, const Timer& b) { return a.due < b.due; });
    if (snapshot_.status != Status::kActive || next == timers.end() || next->due > to) break;
    if (fired == kMaxTimers) {
      *this = std::move(before);
      return TooManyTimers();
    }
    Event event;
    event.source = Event::Source::kTimer;
    event.name = kTimerEvent;
    event.timer = next->id;
    event.at = std::max(next->due, now_);
    auto stepped = Step(*chart_, item_, snapshot_, event, *calendar_);
    auto refused = stepped ? Keep(*std::move(stepped)) : std::optional(std::move(stepped.error()));
    if (refused) {
      snapshot_ = Faulted(snapshot_, event.at, refused->message.en);
      now_ = to;
      return refused;
    }
  }
  now_ = to;
  return std::nullopt;
}

}  // namespace charter
