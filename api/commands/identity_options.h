// The options of `charter serve` that say who may come in, and how often.
#pragma once

#include <vector>

#include "api/charter_server.h"
#include "api/command_line.h"

namespace charter::api {

std::vector<Option> IdentityOptions();

// `home`: the tenant where none is named. Throws Failure(invalid_parameter).
void ReadIdentityOptions(const Arguments& arguments, const TenantId& home, CharterServerOptions& options);

}  // namespace charter::api
