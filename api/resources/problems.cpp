// GET /problems and /problems/{name}: what the `type` of a problem leads to.
#include "api/json_writer.h"
#include "api/parameters.h"
#include "api/resources/parts.h"
#include "engine/data/schema.h"

namespace charter::api {
namespace {

void WriteCode(JsonWriter& json, Code code, Language language) {
  const CodeInfo& info = InfoOf(code);
  const Text title{std::string(info.zh), std::string(info.en)};
  json.BeginObject().Key("type").String("/problems/" + std::string(info.name));
  json.Key("code").String(Label(code)).Key("status").Int(StatusOf(code));
  json.Key("title").String(title.In(language)).Key("titles").Both(title).EndObject();
}

Answer List(const Call& call) {
  JsonWriter json;
  json.BeginObject().Key("items").BeginArray();
  for (const Code code : AllCodes()) WriteCode(json, code, call.language);
  return JsonResponse(json.EndArray().EndObject().Take());
}

Answer ReadOne(const Call& call) {
  const std::string& wanted = call.Path("name");
  std::vector<std::string> names;
  for (const Code code : AllCodes()) {
    names.emplace_back(InfoOf(code).name);
    if (names.back() != wanted) continue;
    JsonWriter json;
    WriteCode(json, code, call.language);
    return JsonResponse(json.Take());
  }
  Problem problem;
  problem.code = Code::no_such_resource;
  problem.detail = {"没有错误类型 " + wanted, "There is no problem type " + wanted + "."};
  if (const auto near = Nearest(wanted, names))
    problem.hint = {"是否想写 " + *near + "？", "Did you mean " + *near + "?"};
  return tl::unexpected(std::move(problem));
}

}  // namespace

void AddProblemRoutes(std::vector<Route>& routes) {
  routes.push_back({.method = "GET",
                    .path = "/problems",
                    .name = "listProblems",
                    .summary = {"列出所有错误类型", "List the types of problems"},
                    .access = Access::kAnyone,
                    .answers = {GivesList("ProblemType")},
                    .handler = List});
  routes.push_back({.method = "GET",
                    .path = "/problems/{name}",
                    .name = "getProblem",
                    .summary = {"查看一种错误", "What the `type` of a problem means"},
                    .access = Access::kAnyone,
                    .answers = {Gives("ProblemType")},
                    .refuses = {Code::no_such_resource},
                    .handler = ReadOne});
}

}  // namespace charter::api
