// How many items are in which state, kept as the work is done.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/data/id.h"

namespace charter {

struct CountQuery {
  std::vector<std::string> places;  // paths of organisations, each counted with all below it
  std::optional<std::string> workflow;
};

// An item in several states at once counts in each; one that has ended counts in its final state.
struct StateCount {
  std::string workflow;
  std::string state;
  std::int64_t items = 0;  // at least 1
  auto operator<=>(const StateCount&) const = default;
};

class Counts {
 public:
  virtual ~Counts() = default;

  // Exact at any time; by workflow and state. A place within another one of the query is counted once.
  [[nodiscard]] virtual std::vector<StateCount> CountItems(const TenantId& tenant,
                                                           const CountQuery& query) = 0;
};

}  // namespace charter
