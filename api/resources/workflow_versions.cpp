// Versions of a workflow: listed, compared, taken out of use and back.
#include "api/fields.h"
#include "api/idempotency.h"
#include "api/json_writer.h"
#include "api/parameters.h"
#include "api/resources/change_json.h"
#include "api/resources/parts.h"
#include "api/resources/workflow_json.h"

namespace charter::api {
namespace {

constexpr std::size_t kLongestReason = 1000;

Response VersionsResponse(const std::vector<WorkflowView>& views, Language language) {
  JsonWriter json;
  json.BeginObject().Key("items").BeginArray();
  for (const WorkflowView& view : views) WriteWorkflowRow(json, view, language);
  return JsonResponse(json.EndArray().EndObject().Take());
}

Answer List(const Parts& parts, const Call& call) {
  const auto views = parts.service.ListVersions(*call.caller, call.Path("id"));
  if (!views) return tl::unexpected(ProblemOf(views.error()));
  return VersionsResponse(*views, call.language);
}

std::string DifferenceJson(const WorkflowDifference& difference, Language language) {
  static const Text under_way{
      "已在办理的事项仍按其开始时的版本办理，不受影响；只有新建的事项适用新版本。",
      "Items under way stay on the version they began with, and none of this touches them; only new items "
      "follow the new version."};
  JsonWriter json;
  json.BeginObject().Key("from");
  WriteWorkflowRow(json, difference.from, language);
  json.Key("to");
  WriteWorkflowRow(json, difference.to, language);
  json.Key("under_way").String(under_way.In(language)).Key("changes");
  WriteChanges(json, difference.changes, language);
  json.Key("text");
  difference.text ? json.String(*difference.text) : json.Null();
  return json.EndObject().Take();
}

Answer ReadDifference(const Parts& parts, const Call& call) {
  const auto difference = parts.service.CompareVersions(*call.caller, call.Path("id"),
                                                        VersionOf(call, "from"), VersionOf(call, "to"));
  if (!difference) return tl::unexpected(ProblemOf(difference.error()));
  return JsonResponse(DifferenceJson(*difference, call.language));
}

Answer SetRetired(const Parts& parts, const Call& call, bool retired) {
  const Value version = MemberOf(call.body, "version");
  const RetireCommand command{call.Path("id"), version.is(Kind::kInt) ? static_cast<int>(version.AsInt()) : 0,
                              retired, TextOf(call.body, "reason")};
  using Views = std::vector<WorkflowView>;
  const auto render = [&](const Views& views) { return VersionsResponse(views, call.language); };
  const auto views = parts.service.Retire(*call.caller, command, Kept<Views>(call, render));
  if (!views) return tl::unexpected(ProblemOf(views.error()));
  return render(*views);
}

Answer Retire(const Parts& parts, const Call& call) { return SetRetired(parts, call, true); }
Answer Reopen(const Parts& parts, const Call& call) { return SetRetired(parts, call, false); }

}  // namespace

void AddWorkflowVersionRoutes(std::vector<Route>& routes, const Parts& parts) {
  const BodyShape body =
      JsonBody({VersionField("version", {"只此版本；缺省为全部版本", "This version only; all if not given"}),
                Required(TextField("reason", 1, kLongestReason, {"理由", "Why"}))});
  const std::vector<Code> refuses{Code::workflow_not_found, Code::not_permitted};
  routes.push_back({.method = "GET",
                    .path = "/v1/workflows/{id}/versions",
                    .name = "listWorkflowVersions",
                    .summary = {"列出流程的各版本：何人何时发布，是否停用",
                                "List the versions of a workflow: who published each when, and whether it is "
                                "retired"},
                    .answers = {GivesList("WorkflowRow")},
                    .refuses = {Code::workflow_not_found},
                    .handler = With(parts, List)});
  routes.push_back(
      {.method = "GET",
       .path = "/v1/workflows/{id}/diff",
       .name = "compareWorkflowVersions",
       .summary = {"比较流程的两个版本：状态、事件、角色、字段、期限、活动的增删改，以及原文差异",
                   "What changed from one version to another: states, events, roles, fields, deadlines, "
                   "activities, and the text"},
       .query = {VersionField("from",
                              {"从此版本；缺省为 to 的前一版本", "From; the one before `to` if not given"}),
                 VersionField("to", {"到此版本；缺省为最新", "To; the newest if not given"})},
       .answers = {Gives("WorkflowDifference")},
       .refuses = {Code::workflow_not_found},
       .handler = With(parts, ReadDifference)});
  routes.push_back({.method = "POST",
                    .path = "/v1/workflows/{id}/retire",
                    .name = "retireWorkflow",
                    .summary = {"停用流程：不再受理新事项，已在办理的照常进行",
                                "Retire a workflow: it takes no new items, those under way go on"},
                    .body = body,
                    .answers = {GivesList("WorkflowRow")},
                    .refuses = refuses,
                    .handler = With(parts, Retire)});
  routes.push_back({.method = "POST",
                    .path = "/v1/workflows/{id}/reopen",
                    .name = "reopenWorkflow",
                    .summary = {"重新启用已停用的流程", "Let a retired workflow take new items again"},
                    .body = body,
                    .answers = {GivesList("WorkflowRow")},
                    .refuses = refuses,
                    .handler = With(parts, Reopen)});
}

}  // namespace charter::api
