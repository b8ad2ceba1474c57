// The log of changes as it is told: to each no more than reading the item and its history would show.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/data/id.h"
#include "engine/data/time.h"
#include "engine/service/caller.h"

namespace charter {

// One event of one item, for all who may be told of it.
struct Change {
  std::int64_t position = 0;  // see ChangeLog
  ItemId item;
  std::string number;
  std::string workflow;
  std::string org_path;          // of the item, as it is now
  std::vector<PersonId> copied;  // who see it besides those with a role over it
  std::int64_t rev = 0;          // its own
  std::int64_t shown_rev = 0;    // as those are told who do not see every event
  std::string event;
  std::vector<std::string> states;  // active after it
  Timestamp at;
  std::string actor;    // canonical JSON as in the history; "" where nobody acted
  PersonId by;          // the actor's id
  bool sealed = false;  // others than he are not to know of it
  bool masked = false;  // others than he are not to know who acted
};

struct ChangeFilter {
  std::optional<std::string> workflow;
  std::optional<std::string> org_path;  // this organisation and below
  std::optional<ItemId> item;
};

// What one caller is told of a change.
struct ChangeView {
  std::int64_t rev = 0;
  bool shows_actor = true;
};

// Nothing where he may not see the item, or not that event of it, or where he has not asked for it.
std::optional<ChangeView> Tell(const Change& change, const Caller& caller, const ChangeFilter& filter);

}  // namespace charter
