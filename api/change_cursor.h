// Positions in the log of changes as clients are given them. From the position itself they could tell how
// much happens that they may not see, so it is enciphered, anew each time.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/data/id.h"

namespace charter::api {

// A key for a tenant that has none: 32 random bytes in hex.
std::string NewChangeKey();

// 64 characters of base64url. `key` is the tenant's (ChangeMark::key).
std::string WriteChangeCursor(const std::string& key, const TenantId& tenant, std::int64_t position);
// The inverse; nothing for what was not written with this key for this tenant.
std::optional<std::int64_t> ReadChangeCursor(const std::string& key, const TenantId& tenant,
                                             std::string_view cursor);

}  // namespace charter::api
