// Time zone files of the IANA database (RFC 8536).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace charter::expr {

// Seconds east of UTC in a zone at an instant, from the contents of its file; nothing where the file
// is not well-formed.
std::optional<std::int64_t> OffsetInZoneFile(std::string_view file, std::int64_t instant_seconds);

// The same from the POSIX rule at the end of such a file ("EST5EDT,M3.2.0,M11.1.0").
std::optional<std::int64_t> OffsetByRule(std::string_view rule, std::int64_t instant_seconds);

}  // namespace charter::expr
