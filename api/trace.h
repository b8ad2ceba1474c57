// Which trace of a caller's a request belongs to (https://www.w3.org/TR/trace-context/).
#pragma once

#include <optional>
#include <string>

#include "api/http/message.h"

namespace charter::api {

// The trace-id of `traceparent`: 32 digits of hex. Nothing where there is none, more than one, or no valid
// one.
std::optional<std::string> TraceOf(const Headers& headers);

}  // namespace charter::api
