// Which version of a workflow a new item runs on.
#pragma once

#include <optional>
#include <vector>

#include "engine/ports/records.h"

namespace charter {

// The newest of these that is not retired.
std::optional<int> NewestInUse(const std::vector<DefinitionRecord>& versions);

}  // namespace charter
