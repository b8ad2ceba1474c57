#include "api/resources/parts.h"

namespace charter::api {

Router MakeRouter(const Parts& parts) {
  std::vector<Route> routes;
  AddHealthRoutes(routes, parts);
  AddProblemRoutes(routes);
  AddDirectoryRoutes(routes, parts);
  AddWorkflowRoutes(routes, parts);
  AddItemRoutes(routes, parts);
  AddBudgetRoutes(routes, parts);
  AddReportRoutes(routes, parts);
  AddTaskRoutes(routes, parts);
  AddClockRoutes(routes, parts);
  return Router(std::move(routes));
}

Response JsonResponse(std::string body, int status) {
  Response response;
  response.status = status;
  response.headers.Add("Content-Type", "application/json");
  response.body = std::move(body);
  return response;
}

void AddNextLink(Response& response, const Call& call, const std::string& cursor) {
  if (cursor.empty()) return;
  std::string target;
  for (const std::string& segment : call.target.segments) target += "/" + PercentEncode(segment);
  char separator = '?';
  for (const auto& [name, value] : call.target.query) {
    if (name == "cursor") continue;
    target += separator + PercentEncode(name) + "=" + PercentEncode(value);
    separator = '&';
  }
  target += separator + std::string("cursor=") + PercentEncode(cursor);
  response.headers.Add("Link", "<" + target + ">; rel=\"next\"");
}

}  // namespace charter::api
