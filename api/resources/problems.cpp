// GET /problems and /problems/{name}: what the `type` of a problem leads to.
#include <array>

#include "api/json_writer.h"
#include "api/parameters.h"
#include "api/resources/parts.h"
#include "engine/data/schema.h"

namespace charter::api {
namespace {

constexpr std::array kAllCodes{
#define CHARTER_CODE(number, name, english, chinese) Code::name,
    CHARTER_CODES(CHARTER_CODE)
#undef CHARTER_CODE
};

void WriteCode(JsonWriter& json, Code code, Language language) {
  const CodeInfo& info = InfoOf(code);
  const Text title{std::string(info.zh), std::string(info.en)};
  json.BeginObject().Key("type").String("/problems/" + std::string(info.name));
  json.Key("code").String(Label(code)).Key("status").Int(StatusOf(code));
  json.Key("title").String(title.In(language)).Key("titles").Both(title).EndObject();
}

Answer ReadOne(const Call& call) {
  const std::string& wanted = call.Path("name");
  std::vector<std::string> names;
  for (const Code code : kAllCodes) {
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
  routes.push_back({"GET", "/problems", Access::kAnyone, {}, [](const Call& call) -> Answer {
                      JsonWriter json;
                      json.BeginObject().Key("items").BeginArray();
                      for (const Code code : kAllCodes) WriteCode(json, code, call.language);
                      return JsonResponse(json.EndArray().EndObject().Take());
                    }});
  routes.push_back({"GET", "/problems/{name}", Access::kAnyone, {}, ReadOne});
}

}  // namespace charter::api
