// Seals as lines of JSON, for keeping elsewhere.
#pragma once

#include <string>
#include <vector>

#include "engine/service/sealing.h"

namespace charter::api {

// Without a line's end.
std::string WriteSeal(const TenantId& tenant, const SealRecord& seal);

// All lines of a file that are not empty. Throws Failure(invalid_parameter) that names file and line.
std::vector<KeptSeal> ReadSeals(const std::string& path);

}  // namespace charter::api
