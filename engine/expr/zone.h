// Time zones as expressions name them.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "engine/data/time.h"

namespace charter::expr {

// Seconds east of UTC at an instant: "UTC", "+08:00", "-05:30", "08:00", or a name of the IANA
// database ("Asia/Shanghai") where the system has it. Nothing for any other text.
std::optional<std::int64_t> ZoneOffset(std::string_view zone, Timestamp instant);

}  // namespace charter::expr
