// GET /v1/counts: how many items are in which state, at a place and below.
#include "api/json_writer.h"
#include "api/resources/parts.h"

namespace charter::api {
namespace {

Answer List(const Parts& parts, const Call& call) {
  const auto place = ReadPlace(parts, call);
  if (!place) return tl::unexpected(place.error());
  const auto counts = parts.service.Counts(*call.caller, *place, Filter(call, "workflow"));
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
  routes.push_back({"GET", "/v1/counts", Access::kPerson, {"org", "workflow"}, [parts](const Call& call) {
                      return List(parts, call);
                    }});
}

}  // namespace charter::api
