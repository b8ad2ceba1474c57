// GET /v1/me: who the token speaks for, what he holds, and what is lent to him.
#include "api/fields.h"
#include "api/json_writer.h"
#include "api/parameters.h"
#include "api/resources/parts.h"

namespace charter::api {
namespace {

Answer ReadMe(const Call& call) {
  const Caller& caller = *call.caller;
  JsonWriter json;
  json.BeginObject();
  json.Key("id").String(caller.person.id.value).Key("name").String(caller.person.name);
  json.Key("org").String(caller.person.org.value);
  json.Key("grants").BeginArray();
  for (const Grant& grant : caller.grants) WriteGrant(json, grant);
  json.EndArray().Key("lent").BeginArray();
  for (const Lent& lent : caller.lent) {
    json.BeginObject().Key("by");
    WritePerson(json, lent.by);
    json.Key("grant");
    WriteGrant(json, lent.grant);
    json.EndObject();
  }
  return JsonResponse(json.EndArray().EndObject().Take());
}

}  // namespace

void AddDirectoryRoutes(std::vector<Route>& routes, const Parts& /*parts*/) {
  routes.push_back({.method = "GET",
                    .path = "/v1/me",
                    .name = "getMe",
                    .summary = {"令牌代表谁，有哪些角色", "Whom the token speaks for, with which roles"},
                    .access = Access::kAccount,
                    .answers = {Gives("Me")},
                    .handler = ReadMe});
}

}  // namespace charter::api
