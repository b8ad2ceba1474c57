// Refusals as use cases make them.
#pragma once

#include <string>
#include <vector>

#include "engine/data/refusal.h"

namespace charter {

tl::unexpected<Refusal> Refused(Code code, Text message, Text hint = {},
                                std::vector<std::string> details = {});
// One member of what was sent is at fault.
Refusal InvalidInput(std::string pointer, std::string keyword, Text message);

}  // namespace charter
