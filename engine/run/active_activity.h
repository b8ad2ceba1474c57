// The activities of an item as it stands, and what they see of it.
#pragma once

#include <memory>
#include <optional>
#include <string_view>

#include "engine/activity/activity.h"
#include "engine/run/activation.h"

namespace charter {

// An activity that goes on: its state is active, it has started and is not complete.
bool GoesOn(const Chart& chart, const Snapshot& snapshot, ActivityIndex index);

// The rules of an activity as they hold for this item: the chart's own, or made anew with its parameters.
std::shared_ptr<const ActivityRules> RulesOf(const Chart& chart, const Snapshot& snapshot,
                                             ActivityIndex index);

struct FoundAct {
  ActivityIndex activity = kNone;
  const ActivityForm* form = nullptr;
};

// What `<id>.<verb>` stands for, if the activity of that id goes on.
std::optional<FoundAct> FindAct(const Chart& chart, const Snapshot& snapshot, std::string_view event);

// Refers to all that it is built from.
class ItemSurroundings : public Surroundings {
 public:
  ItemSurroundings(const Activity& activity, ItemActivation& activation, const Snapshot& snapshot,
                   const WorkCalendar& calendar)
      : activity_(activity), activation_(activation), snapshot_(snapshot), calendar_(calendar) {}

  [[nodiscard]] Timestamp Now() const override { return snapshot_.at; }
  [[nodiscard]] const OrgId& Org() const override { return activation_.item().org; }
  [[nodiscard]] bool Has(std::string_view key) const override;
  Outcome<Value> Evaluate(std::string_view key, const Value& named) override;
  [[nodiscard]] Value Children() const override { return activation_.ChildrenList(); }
  Outcome<Deadline> EndOf(const Period& period) override;

 private:
  [[nodiscard]] const ActivityExpression* Find(std::string_view key) const;

  const Activity& activity_;
  ItemActivation& activation_;
  const Snapshot& snapshot_;
  const WorkCalendar& calendar_;
};

// That it is for people with another role; nothing for those who hold it.
std::optional<Refusal> LacksRoleFor(const Chart& chart, const FoundAct& act, const Actor& actor);
// What the activity itself has against it, as far as is known before the input is there.
std::optional<Refusal> ForbiddenBy(const Chart& chart, const Snapshot& snapshot, const FoundAct& act,
                                   const Actor& actor, Surroundings& item);
// Why this person may not do it: the first of these two.
std::optional<Refusal> WhyNotAct(const Chart& chart, const Snapshot& snapshot, const FoundAct& act,
                                 const Actor& actor, Surroundings& item);

}  // namespace charter
