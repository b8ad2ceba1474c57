// The one refusal that says nothing about the request: there is too much to do.
#pragma once

#include "api/problem.h"

namespace charter::api {

// server_busy, with Retry-After.
Problem BusyProblem();
Response BusyResponse(Language language);

}  // namespace charter::api
