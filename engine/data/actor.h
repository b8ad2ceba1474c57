// A person who acts.
#pragma once

#include <string>
#include <vector>

#include "engine/data/id.h"

namespace charter {

// A person with the roles that hold over an item, settled before the step: the history keeps them,
// so that a replay needs no directory.
struct Actor {
  PersonId id;
  std::string name;
  OrgId org;
  std::vector<std::string> roles;  // sorted
};

}  // namespace charter
