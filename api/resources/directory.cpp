// GET /v1/me: who the token speaks for. GET /v1/organizations: the tree as far as one may see it.
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
  for (const Grant& grant : caller.grants) {
    json.BeginObject().Key("role").String(grant.role).Key("org").String(grant.org.value);
    json.Key("path").String(grant.path).EndObject();
  }
  return JsonResponse(json.EndArray().EndObject().Take());
}

void WriteOrganization(JsonWriter& json, const Organization& organization, Language language) {
  json.BeginObject().Key("id").String(organization.id.value);
  json.Key("parent");
  organization.parent ? json.String(organization.parent->value) : json.Null();
  json.Key("kind").String(organization.kind).Key("name").String(organization.name.In(language));
  json.Key("names").Both(organization.name).Key("path").String(organization.path).EndObject();
}

Answer ListOrganizations(const Parts& parts, const Call& call) {
  OrganizationQuery query;
  query.limit = LimitOf(call);
  query.after = TextOf(call.query, "cursor");
  if (const auto parent = FilterOf(call, "parent")) query.parent = OrgId(*parent);
  const auto page = parts.service.ListOrganizations(*call.caller, query);
  return ListResponse(call, page, [&](JsonWriter& json, const Organization& organization) {
    WriteOrganization(json, organization, call.language);
  });
}

}  // namespace

void AddDirectoryRoutes(std::vector<Route>& routes, const Parts& parts) {
  routes.push_back({.method = "GET",
                    .path = "/v1/me",
                    .name = "getMe",
                    .summary = {"令牌代表谁，有哪些角色", "Whom the token speaks for, with which roles"},
                    .access = Access::kAccount,
                    .answers = {Gives("Me")},
                    .handler = ReadMe});
  routes.push_back({.method = "GET",
                    .path = "/v1/organizations",
                    .name = "listOrganizations",
                    .summary = {"列出可见的组织", "List the organisations one may see"},
                    .query = Paged({Optional("parent", FieldType::kString,
                                             {"只要直接下级", "Only those directly below this one"})}),
                    .answers = {GivesPage("Organization")},
                    .handler = With(parts, ListOrganizations)});
}

}  // namespace charter::api
