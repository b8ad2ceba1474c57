// GET /v1/items/{id}/activities[/{activity}]: what people do in an item's activities, and what came of it.
#include "api/fields.h"
#include "api/json_writer.h"
#include "api/resources/item_json.h"
#include "api/resources/parts.h"

namespace charter::api {
namespace {

Answer List(const Parts& parts, const Call& call) {
  const auto item = parts.service.Get(*call.caller, ItemId(call.Path("id")));
  if (!item) return tl::unexpected(ProblemOf(item.error()));
  JsonWriter json;
  json.BeginObject().Key("items").BeginArray();
  for (const ActivityView& activity : item->activities) WriteActivity(json, activity, call.language);
  return JsonResponse(json.EndArray().EndObject().Take());
}

Answer Read(const Parts& parts, const Call& call) {
  const auto item = parts.service.Get(*call.caller, ItemId(call.Path("id")));
  if (!item) return tl::unexpected(ProblemOf(item.error()));
  const std::string& id = call.Path("activity");
  for (const ActivityView& activity : item->activities) {
    if (activity.id != id) continue;
    JsonWriter json;
    WriteActivity(json, activity, call.language);
    return JsonResponse(json.Take());
  }
  Problem problem;
  problem.code = Code::no_such_resource;
  problem.detail = {"没有活动“" + id + "”，或尚未开始",
                    "There is no activity `" + id + "`, or it has not begun."};
  return tl::unexpected(std::move(problem));
}

}  // namespace

void AddActivityRoutes(std::vector<Route>& routes, const Parts& parts) {
  routes.push_back(
      {.method = "GET",
       .path = "/v1/items/{id}/activities",
       .name = "listActivities",
       .summary = {"列出事项的活动及结果", "List the activities of an item and what came of them"},
       .answers = {GivesList("Activity")},
       .refuses = {Code::item_not_found},
       .handler = With(parts, List)});
  routes.push_back({.method = "GET",
                    .path = "/v1/items/{id}/activities/{activity}",
                    .name = "getActivity",
                    .summary = {"查看一项活动", "Read one activity"},
                    .answers = {Gives("Activity")},
                    .refuses = {Code::item_not_found, Code::no_such_resource},
                    .handler = With(parts, Read)});
}

}  // namespace charter::api
