// The OpenAPI document of all routes.
#pragma once

#include <vector>

#include "api/http/route.h"
#include "api/openapi/components.h"

namespace charter::api::openapi {

// OpenAPI 3.1, with its texts in the language.
Json DocumentOf(const std::vector<Route>& routes, Language language);

}  // namespace charter::api::openapi
