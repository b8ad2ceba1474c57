// GET /v1/counts: how many items are in which state, at a place and below.
#include "api/fields.h"
#include "api/json_writer.h"
#include "api/resources/parts.h"

namespace charter::api {
namespace {

Answer List(const Parts& parts, const Call& call) {
  const auto place = ReadPlace(parts, call);
  if (!place) return tl::unexpected(place.error());
  const auto counts = parts.service.Counts(*call.caller, *place, FilterOf(call, "workflow"));
  JsonWriter json;
  json.BeginObject().Key("items").BeginArray();
  for (const StateCount& count : counts) {
    json.BeginObject().Key("workflow").String(count.workflow).Key("state").String(count.state);
    json.Key("items").Int(count.items).EndObject();
  }
  return JsonResponse(json.EndArray().EndObject().Take());
}

}  // namespace

void AddCountRoutes(std::vector<Route>& routes, const Parts& parts) {
  routes.push_back({.method = "GET",
                    .path = "/v1/counts",
                    .name = "countItems",
                    .summary = {"各流程各状态的事项数", "How many items are in which state"},
                    .query = {PlaceFilter(), WorkflowFilter()},
                    .answers = {GivesList("StateCount")},
                    .refuses = {Code::organization_not_found},
                    .handler = With(parts, List)});
}

}  // namespace charter::api
