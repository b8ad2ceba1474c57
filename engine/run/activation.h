// The names of an expression, filled in from an item and the event it takes.
#pragma once

#include <string_view>
#include <utility>
#include <vector>

#include <boost/container/small_vector.hpp>

#include "engine/data/calendar.h"
#include "engine/expr/environment.h"
#include "engine/run/snapshot.h"

namespace charter {

// Refers to everything it is built from; lives for one step, in one thread. `now` is the snapshot's time.
class ItemActivation : public Activation {
 public:
  ItemActivation(const Chart& chart, const ItemInfo& item, const Snapshot& snapshot, const Event& event,
                 const WorkCalendar& calendar);

  // The event that expressions see from now on; both must outlive its use.
  void SetEvent(std::string_view name, const Value& data);
  // The conformed input of the transition whose expressions run next; null for none.
  void SetInput(const std::vector<Field>* fields, const std::vector<Value>* values);
  // What an expression of an activity calls "reviewer", "candidate", ...: a record with these members, or any
  // value without them. Null for none. Both must outlive its use.
  void SetNamed(const Value* named, const std::vector<std::string>* members);
  // The element that an action with `each` is at, in the slot of its name; null when it is over.
  void SetEach(int slot, const Value* element);
  // Whom rules see as the actor from now on; null: who sent the event. Must outlive its use.
  void SetActor(const Actor* actor);
  // As whom rules are to be asked besides: those for whom the actor acts, and who made the item for one of
  // them.
  [[nodiscard]] std::vector<Actor> OthersBound() const;
  // Forgets what was built from the snapshot, after it has changed.
  void Refresh();
  [[nodiscard]] const ItemInfo& item() const { return item_; }

  // Whether an expression has asked the calendar for days of a year that is not published, since they were
  // last forgotten.
  [[nodiscard]] bool asked_unpublished() const { return asked_unpublished_; }
  void ForgetDays() { asked_unpublished_ = false; }

  [[nodiscard]] const Value& Get(int slot) const override;
  // The items under this one, as expressions see them.
  [[nodiscard]] Value ChildrenList() const;
  [[nodiscard]] EvalResult Call(int number, std::span<const Value> arguments) const override;

 private:
  [[nodiscard]] Value Build(int slot) const;
  [[nodiscard]] Value DataRecord() const;
  [[nodiscard]] Value InputRecord() const;
  [[nodiscard]] Value ActorMember(int member) const;
  [[nodiscard]] Value ItemMember(int member) const;
  [[nodiscard]] Value ParentRecord() const;
  [[nodiscard]] Value LedgerRecord() const;
  [[nodiscard]] Value ResultsRecord() const;
  [[nodiscard]] Value ParametersRecord() const;
  [[nodiscard]] Value Result(std::size_t activity) const;

  const Chart& chart_;
  const ItemInfo& item_;
  const Snapshot& snapshot_;
  const Event& event_;
  const WorkCalendar& calendar_;
  // Those that count days.
  [[nodiscard]] EvalResult CallCalendar(HostFunction function, std::span<const Value> arguments) const;

  mutable bool asked_unpublished_ = false;
  std::string_view name_;
  const Value* payload_ = nullptr;
  const std::vector<Field>* input_fields_ = nullptr;
  const std::vector<Value>* input_ = nullptr;
  const Value* named_ = nullptr;
  const std::vector<std::string>* members_ = nullptr;
  const Actor* actor_ = nullptr;
  int each_slot_ = kNone;
  const Value* each_ = nullptr;
  // What is not kept as a Value is built when first read: slot and value, of the few that are.
  mutable boost::container::small_vector<std::pair<int, Value>, 4> built_;
};

}  // namespace charter
