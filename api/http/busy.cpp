#include "api/http/busy.h"

namespace charter::api {

Problem BusyProblem() {
  Problem problem;
  problem.code = Code::server_busy;
  problem.hint = {"请稍后再试", "Try again in a moment."};
  problem.headers.emplace_back("Retry-After", "1");
  return problem;
}

Response BusyResponse(Language language) { return Render(BusyProblem(), language); }

}  // namespace charter::api
