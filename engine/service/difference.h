// What a check of stored items finds.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/data/id.h"

namespace charter {

// The first thing of an item that is not as it must be.
struct Difference {
  ItemId item;
  std::string number;    // "" where the item itself is gone
  std::int64_t rev = 0;  // 0: of no revision in particular
  std::string field;     // of the history row or the item; "" where it cannot be told
  std::string what;      // one sentence, with what was expected and what was found
};

// "revision 3, to: expected [a], found [b]"; without the item.
std::string ToString(const Difference& difference);

struct VerifiedItems {
  std::int64_t items = 0;
  std::int64_t revisions = 0;
  std::vector<Difference> differences;
};

}  // namespace charter
