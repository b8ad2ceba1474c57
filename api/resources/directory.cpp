// GET /v1/me: who the token speaks for. GET /v1/organizations: the tree as far as one may see it.
#include "api/json_writer.h"
#include "api/parameters.h"
#include "api/resources/parts.h"

namespace charter::api {
namespace {

std::string MeJson(const Caller& caller) {
  JsonWriter json;
  json.BeginObject();
  json.Key("id").String(caller.person.id.value).Key("name").String(caller.person.name);
  json.Key("org").String(caller.person.org.value);
  json.Key("grants").BeginArray();
  for (const Grant& grant : caller.grants) {
    json.BeginObject().Key("role").String(grant.role).Key("org").String(grant.org.value);
    json.Key("path").String(grant.path).EndObject();
  }
  return json.EndArray().EndObject().Take();
}

void WriteOrganization(JsonWriter& json, const Organization& organization, Language language) {
  json.BeginObject().Key("id").String(organization.id.value);
  json.Key("parent");
  organization.parent ? json.String(organization.parent->value) : json.Null();
  json.Key("kind").String(organization.kind).Key("name").String(organization.name.In(language));
  json.Key("names").Both(organization.name).Key("path").String(organization.path).EndObject();
}

Answer ListOrganizations(const Parts& parts, const Call& call) {
  const auto limit = ReadLimit(call.target);
  if (!limit) return tl::unexpected(limit.error());
  OrganizationQuery query;
  query.limit = *limit;
  query.after = Filter(call, "cursor").value_or("");
  if (const auto parent = Filter(call, "parent")) query.parent = OrgId(*parent);
  const auto page = parts.service.ListOrganizations(*call.caller, query);
  return ListResponse(call, page, [&](JsonWriter& json, const Organization& organization) {
    WriteOrganization(json, organization, call.language);
  });
}

}  // namespace

void AddDirectoryRoutes(std::vector<Route>& routes, const Parts& parts) {
  routes.push_back({"GET", "/v1/me", Access::kAccount, {}, [](const Call& call) -> Answer {
                      return JsonResponse(MeJson(*call.caller));
                    }});
  routes.push_back(
      {"GET", "/v1/organizations", Access::kPerson, {"parent", "limit", "cursor"}, [parts](const Call& call) {
         return ListOrganizations(parts, call);
       }});
}

}  // namespace charter::api
