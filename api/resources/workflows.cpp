// Workflows: publish a file, list what is published, read one.
#include "api/diagnostic_json.h"
#include "api/fields.h"
#include "api/idempotency.h"
#include "api/json_writer.h"
#include "api/parameters.h"
#include "api/resources/parts.h"
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

void WriteHead(JsonWriter& json, const WorkflowView& view, Language language) {
  json.Key("id").String(view.record.workflow).Key("version").Int(view.record.version);
  json.Key("title").String(view.title.In(language)).Key("titles").Both(view.title);
  json.Key("published_by").String(view.record.published_by.value);
  json.Key("published_at").Time(view.record.published_at);
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
  for (const WorkflowView& view : views) {
    json.BeginObject();
    WriteHead(json, view, language);
    json.EndObject();
  }
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

// The version that is asked for; 0: the newest.
int VersionOf(const Call& call) {
  const Value version = MemberOf(call.query, "version");
  return version.is(Kind::kInt) ? static_cast<int>(version.AsInt()) : 0;
}

Answer List(const Parts& parts, const Call& call) {
  return JsonResponse(ListJson(parts.service.ListWorkflows(*call.caller), call.language));
}

Answer Read(const Parts& parts, const Call& call) {
  const auto view = parts.service.GetWorkflow(*call.caller, call.Path("id"), VersionOf(call));
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
  const Field version =
      NumberField("version", 1, 1'000'000'000, {"版本；缺省为最新", "The newest if not given"});
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
  routes.push_back(
      {.method = "GET",
       .path = "/v1/workflows/{id}",
       .name = "getWorkflow",
       .summary = {"查看流程：字段、角色、状态；或其 YAML 原文",
                   "Read a workflow: fields, roles, states; or its YAML with Accept: application/yaml"},
       .query = {version},
       .answers = {Gives("Workflow"), GivesText(kYaml)},
       .refuses = {Code::workflow_not_found},
       .handler = With(parts, Read)});
}

}  // namespace charter::api
