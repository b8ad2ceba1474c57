// Workflows: check a file, publish it, list what is published, read one.
#include "api/diagnostic_json.h"
#include "api/fields.h"
#include "api/idempotency.h"
#include "api/json_writer.h"
#include "api/parameters.h"
#include "api/resources/change_json.h"
#include "api/resources/parts.h"
#include "api/resources/workflow_json.h"
#include "engine/data/json.h"

namespace charter::api {
namespace {

constexpr const char* kYaml = "application/yaml";

void WriteTitles(JsonWriter& json, std::string_view name,
                 const std::vector<std::pair<std::string, Text>>& titles, Language language) {
  json.Key(name).BeginArray();
  for (const auto& [id, title] : titles) {
    json.BeginObject().Key("id").String(id).Key("title").String(title.In(language));
    json.Key("titles").Both(title).EndObject();
  }
  json.EndArray();
}

std::string WorkflowJson(const WorkflowView& view, Language language) {
  JsonWriter json;
  json.BeginObject();
  WriteHead(json, view, language);
  WriteTitles(json, "roles", view.roles, language);
  WriteTitles(json, "states", view.states, language);
  return json.Key("data").Raw(view.data_schema).EndObject().Take();
}

std::string ListJson(const std::vector<WorkflowView>& views, Language language) {
  JsonWriter json;
  json.BeginObject().Key("items").BeginArray();
  for (const WorkflowView& view : views) WriteWorkflowRow(json, view, language);
  return json.EndArray().EndObject().Take();
}

std::string PublishedJson(const Published& published, const std::vector<Diagnostic>& diagnostics,
                          Language language) {
  JsonWriter json;
  json.BeginObject().Key("id").String(published.record.workflow);
  json.Key("version").Int(published.record.version).Key("created").Bool(published.created);
  json.Key("published_at").Time(published.record.published_at);
  json.Key("warnings").BeginArray();
  for (const Diagnostic& diagnostic : diagnostics) Write(json, diagnostic, language);
  return json.EndArray().EndObject().Take();
}

Answer Publish(const Parts& parts, const Call& call) {
  std::vector<Diagnostic> diagnostics;
  const auto render = [&](const Published& what) {
    Response response =
        JsonResponse(PublishedJson(what, diagnostics, call.language), what.created ? 201 : 200);
    response.headers.Add("Location", "/v1/workflows/" + what.record.workflow +
                                         "?version=" + std::to_string(what.record.version));
    return response;
  };
  const auto published =
      parts.service.Publish(*call.caller, call.request.body, diagnostics, Kept<Published>(call, render));
  if (!published) {
    Problem problem = ProblemOf(published.error());
    problem.diagnostics = std::move(diagnostics);
    return tl::unexpected(std::move(problem));
  }
  return render(*published);
}

std::string_view NameOf(CheckedWorkflow::Known known) {
  switch (known) {
    case CheckedWorkflow::Known::kNew:
      return "new";
    case CheckedWorkflow::Known::kSame:
      return "published";
    case CheckedWorkflow::Known::kOther:
      break;
  }
  return "taken";
}

std::string CheckedJson(const CheckedWorkflow& checked, Language language) {
  JsonWriter json;
  json.BeginObject().Key("publishable").Bool(checked.publishable).Key("id");
  const bool told = !checked.workflow.empty();
  told ? json.String(checked.workflow) : json.Null();
  json.Key("version");
  told ? json.Int(checked.version) : json.Null();
  json.Key("title").String(checked.title.In(language)).Key("titles").Both(checked.title);
  json.Key("known").String(NameOf(checked.known)).Key("diagnostics").BeginArray();
  for (const Diagnostic& diagnostic : checked.diagnostics) Write(json, diagnostic, language);
  json.EndArray().Key("newest");
  checked.newest > 0 ? json.Int(checked.newest) : json.Null();
  json.Key("changes");
  WriteChanges(json, checked.changes, language);
  return json.EndObject().Take();
}

Answer Check(const Parts& parts, const Call& call) {
  const auto checked = parts.service.Check(*call.caller, call.request.body);
  if (!checked) return tl::unexpected(ProblemOf(checked.error()));
  return JsonResponse(CheckedJson(*checked, call.language));
}

Answer List(const Parts& parts, const Call& call) {
  return JsonResponse(ListJson(parts.service.ListWorkflows(*call.caller), call.language));
}

Answer Read(const Parts& parts, const Call& call) {
  const auto view = parts.service.GetWorkflow(*call.caller, call.Path("id"), VersionOf(call, "version"));
  if (!view) return tl::unexpected(ProblemOf(view.error()));
  const std::string* accept = call.request.headers.Find("Accept");
  if (accept != nullptr && accept->find("yaml") != std::string::npos) {
    Response source;
    source.headers.Add("Content-Type", kYaml);
    source.body = view->record.source;
    return source;
  }
  return JsonResponse(WorkflowJson(*view, call.language));
}

}  // namespace

void AddWorkflowRoutes(std::vector<Route>& routes, const Parts& parts) {
  routes.push_back({.method = "GET",
                    .path = "/v1/workflows",
                    .name = "listWorkflows",
                    .summary = {"列出已发布的流程", "List the published workflows"},
                    .answers = {GivesList("WorkflowRow")},
                    .handler = With(parts, List)});
  routes.push_back({.method = "POST",
                    .path = "/v1/workflows",
                    .name = "publishWorkflow",
                    .summary = {"检查并发布流程文件", "Check a workflow file and publish it"},
                    .body = TextBody(kYaml),
                    .answers = {GivesNew("PublishedWorkflow"), Gives("PublishedWorkflow", {"Location"})},
                    .refuses = {Code::not_permitted, Code::definition_invalid, Code::version_exists},
                    .handler = With(parts, Publish)});
  routes.push_back({.method = "POST",
                    .path = "/v1/workflows/check",
                    .name = "checkWorkflow",
                    .summary = {"检查流程文件而不发布：错误、提醒、与最新版本的差异",
                                "Check a workflow file without publishing it: mistakes, warnings, and what "
                                "it changes"},
                    .body = TextBody(kYaml),
                    .answers = {Gives("CheckedWorkflow")},
                    .refuses = {Code::not_permitted},
                    .handler = With(parts, Check),
                    .takes_key = false});
  routes.push_back(
      {.method = "GET",
       .path = "/v1/workflows/{id}",
       .name = "getWorkflow",
       .summary = {"查看流程：字段、角色、状态；或其 YAML 原文",
                   "Read a workflow: fields, roles, states; or its YAML with Accept: application/yaml"},
       .query = {VersionField("version", {"版本；缺省为最新", "The newest if not given"})},
       .answers = {Gives("Workflow"), GivesText(kYaml)},
       .refuses = {Code::workflow_not_found},
       .handler = With(parts, Read)});
}

}  // namespace charter::api
