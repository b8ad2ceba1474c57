// An item played through in simulated time, without store or server.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "engine/chart/preset.h"
#include "engine/run/step.h"

namespace charter {

// A value: a copy is the item as it was, for going back to. Used in one thread; the chart, the calendar
// and the presets must outlive it.
class Simulation {
 public:
  Simulation(const Chart& chart, const WorkCalendar& calendar, const Presets& presets = Presets::None())
      : chart_(&chart), calendar_(&calendar), presets_(&presets) {}

  // A budget with so much in its pool. One that is not set has no bounds; what the item enters for another
  // item's money is not checked.
  void SetBudget(const BudgetId& id, std::int64_t fen) { budgets_[id] = {fen, {}}; }

  // Creates the item: `create.data` are its fields, `create.at` is the time from now on. Refused, there
  // is no item. Called once, before all else. `overrides` as BindParameters takes them.
  std::optional<Refusal> Start(ItemInfo item, Event create, Missing missing = Missing::kRefused,
                               const Value& overrides = {});

  // Lets the time pass to `event.at` (an earlier one counts as now), then takes the event. Refused, the
  // event has changed nothing; the time has passed all the same.
  std::optional<Refusal> Send(Event event);

  // Fires what becomes due up to then, in order of time. Refused: time would go back or more than 10,000
  // timers fire (nothing has changed then), or a timer cannot be carried out: the item is at fault.
  std::optional<Refusal> AdvanceTo(Timestamp to);
  // As a workflow counts: "5 workdays" end at midnight.
  std::optional<Refusal> Advance(const Period& period);

  // Whom events may name; roles as over the item. Nobody unless set.
  void SetPeople(std::vector<Actor> people) { people_ = std::move(people); }
  // A newer edition of the work calendar is loaded: the item goes over to it as on a server. It must outlive
  // the simulation.
  std::optional<Refusal> Load(const WorkCalendar& calendar);

  // Puts a value into a field, as no event could; it must conform to the field's schema.
  void Set(std::size_t field, Value value) { snapshot_.data[field] = std::move(value); }

  [[nodiscard]] const Chart& chart() const { return *chart_; }
  [[nodiscard]] const WorkCalendar& calendar() const { return *calendar_; }
  [[nodiscard]] const ItemInfo& item() const { return item_; }
  [[nodiscard]] const Snapshot& snapshot() const { return snapshot_; }
  [[nodiscard]] Timestamp now() const { return now_; }

  // What has been caused and taken since it was last asked for.
  std::vector<Effect> TakeEffects() { return std::exchange(effects_, {}); }
  std::vector<TransitionIndex> TakeTransitions() { return std::exchange(taken_, {}); }

 private:
  // Refused where a budget does not bear what the step enters; nothing has changed then.
  std::optional<Refusal> Keep(Stepped stepped);
  std::optional<Refusal> FireDue(Timestamp to);

  const Chart* chart_;
  const WorkCalendar* calendar_;
  const Presets* presets_;
  ItemInfo item_;
  Snapshot snapshot_;
  Timestamp now_;
  std::map<BudgetId, BudgetSums> budgets_;
  std::vector<Effect> effects_;
  std::vector<TransitionIndex> taken_;
  std::vector<Actor> people_;
};

}  // namespace charter
