// What this program has allocated so far, in all of its threads.
#pragma once

#include <cstddef>

namespace charter {

struct Allocations {
  std::size_t blocks = 0;
  std::size_t bytes = 0;
};

Allocations Allocated();

}  // namespace charter
