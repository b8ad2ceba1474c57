// What must be looked up before an event can be carried out, so that the step itself asks nobody.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/activity/activity.h"
#include "engine/run/snapshot.h"

namespace charter {

// What the event needs to be known besides its data; all empty for most.
FactsNeeded NeedsOf(const Chart& chart, const Snapshot& snapshot, std::string_view event, const Value& data);

// Where it is looked up: a directory, or the people of a scenario. Roles are those over the item.
class People {
 public:
  virtual ~People() = default;
  virtual std::optional<Actor> Find(const PersonId& id) = 0;
  // Each once, by id.
  virtual std::vector<Actor> HoldersOf(const std::vector<std::string>& roles) = 0;
  // How many tasks are open for each, in the same order.
  virtual std::vector<std::int64_t> LoadsOf(const std::vector<PersonId>& people) = 0;
  // 16 hexadecimal digits.
  virtual std::string Seed() = 0;
};

// For Event::facts; kAbsent where nothing is needed.
Value LookUp(const FactsNeeded& needed, People& people);

}  // namespace charter
