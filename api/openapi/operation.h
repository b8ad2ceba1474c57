// One route as an operation of the OpenAPI document.
#pragma once

#include "api/http/route.h"
#include "api/openapi/components.h"

namespace charter::api::openapi {

// {"operationId", "summary", "parameters", "requestBody", "responses", ...}, with texts as {"zh", "en"}.
Json OperationOf(const Route& route);

// The part of the address after which operations are put together: "items".
std::string TagOf(const Route& route);

}  // namespace charter::api::openapi
