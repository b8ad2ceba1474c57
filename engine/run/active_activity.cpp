#include "engine/run/active_activity.h"

#include <algorithm>

#include "engine/expr/fault.h"
#include "engine/run/objection.h"

namespace charter {
namespace {

std::size_t At(std::int32_t index) { return static_cast<std::size_t>(index); }

}  // namespace

bool GoesOn(const Chart& chart, const Snapshot& snapshot, ActivityIndex index) {
  const Activity& activity = chart.activities[At(index)];
  return activity.rules != nullptr && snapshot.active.Has(activity.state) &&
         At(index) < snapshot.activities.size() && !snapshot.activities[At(index)].is(Kind::kAbsent) &&
         (At(index) >= snapshot.results.size() || snapshot.results[At(index)].is(Kind::kAbsent));
}

std::shared_ptr<const ActivityRules> RulesOf(const Chart& chart, const Snapshot& snapshot,
                                             ActivityIndex index) {
  const Activity& activity = chart.activities[At(index)];
  if (!activity.parametric || !snapshot.params) return activity.rules;
  return activity.kind->make(
      {activity.id, FillIn(activity.settings, chart.parameters, snapshot.params.get()), &chart.sheets});
}

std::optional<FoundAct> FindAct(const Chart& chart, const Snapshot& snapshot, std::string_view event) {
  const auto dot = event.find('.');
  if (dot == std::string_view::npos || snapshot.activities.empty()) return std::nullopt;
  for (std::size_t i = 0; i < chart.activities.size(); ++i) {
    const auto index = static_cast<ActivityIndex>(i);
    if (chart.activities[i].id != event.substr(0, dot) || !GoesOn(chart, snapshot, index)) continue;
    for (const auto& form : chart.activities[i].rules->forms()) {
      if (form.verb == event.substr(dot + 1)) return FoundAct{index, &form};
    }
  }
  return std::nullopt;
}

const ActivityExpression* ItemSurroundings::Find(std::string_view key) const {
  const auto found = std::find_if(activity_.expressions.begin(), activity_.expressions.end(),
                                  [&](const ActivityExpression& e) { return e.key == key; });
  return found == activity_.expressions.end() ? nullptr : &*found;
}

bool ItemSurroundings::Has(std::string_view key) const { return Find(key) != nullptr; }

Outcome<Value> ItemSurroundings::Evaluate(std::string_view key, const Value& named) {
  const ActivityExpression& expression = *Find(key);
  activation_.SetNamed(&named, &expression.members);
  EvalResult result = expression.program.Run(activation_);
  activation_.SetNamed(nullptr, nullptr);
  if (result) return std::move(*result);
  const Text why = expr::InWords(result.error().code, result.error().message);
  const std::string& source = expression.program.source();
  return tl::unexpected(Refusal{
      Code::guard_failed,
      {"活动 " + activity_.id + " 的 " + std::string(key) + " 无法计算：" + source + "（" + why.zh + "）",
       "`" + std::string(key) + "` of activity `" + activity_.id + "` cannot be evaluated: `" + source +
           "`: " + why.en},
      {},
      {},
      {source}});
}

Outcome<Deadline> ItemSurroundings::EndOf(const Period& period) {
  const auto end = charter::EndOf(period, snapshot_.at, calendar_);
  if (end) return *end;
  return tl::unexpected(
      Refusal{Code::action_failed,
              {"期限超出可表示的日期", "the period `" + period.ToString() + "` ends past the year 9999"},
              {},
              {},
              {}});
}

std::optional<Refusal> LacksRoleFor(const Chart& chart, const FoundAct& act, const Actor& actor) {
  const bool may = act.form->by.empty() ? !actor.IsOnlooker() : HoldsAny(actor, act.form->by);
  if (may) return std::nullopt;
  return WrongRole(chart, act.form->by);
}

std::optional<Refusal> ForbiddenBy(const Chart& chart, const Snapshot& snapshot, const FoundAct& act,
                                   const Actor& actor, Surroundings& item) {
  return RulesOf(chart, snapshot, act.activity)
      ->WhyNot(act.form->verb, snapshot.activities[At(act.activity)], actor, item);
}

std::optional<Refusal> WhyNotAct(const Chart& chart, const Snapshot& snapshot, const FoundAct& act,
                                 const Actor& actor, Surroundings& item) {
  auto lacks = LacksRoleFor(chart, act, actor);
  return lacks ? std::move(lacks) : ForbiddenBy(chart, snapshot, act, actor, item);
}

}  // namespace charter
