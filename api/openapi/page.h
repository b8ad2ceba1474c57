// The OpenAPI document as a page for people: one file of HTML that needs nothing else and runs no scripts.
#pragma once

#include <string>

#include "api/openapi/components.h"

namespace charter::api::openapi {

// `document`: as DocumentOf makes it, in the same language.
std::string PageOf(const Json& document, Language language);

}  // namespace charter::api::openapi
