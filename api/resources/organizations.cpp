// Organisations: the tree as far as one may see it, one of it, who holds a role over it; added and renamed.
#include "api/fields.h"
#include "api/idempotency.h"
#include "api/json_writer.h"
#include "api/parameters.h"
#include "api/resources/parts.h"

namespace charter::api {
namespace {

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

Response OrganizationResponse(const Organization& organization, Language language, int status = 200) {
  JsonWriter json;
  WriteOrganization(json, organization, language);
  return JsonResponse(json.Take(), status);
}

Answer Read(const Parts& parts, const Call& call) {
  const auto found = parts.administration.GetOrganization(*call.caller, OrgId(call.Path("id")));
  if (!found) return tl::unexpected(ProblemOf(found.error()));
  return OrganizationResponse(*found, call.language);
}

Answer Add(const Parts& parts, const Call& call) {
  Organization wanted;
  wanted.id = OrgId(TextOf(call.body, "id"));
  wanted.parent = OrgId(TextOf(call.body, "parent"));
  wanted.kind = TextOf(call.body, "kind");
  const Value names = MemberOf(call.body, "names");
  wanted.name = {TextOf(names, "zh"), TextOf(names, "en")};
  const auto render = [&](const Organization& made) {
    Response response = OrganizationResponse(made, call.language, 201);
    response.headers.Add("Location", "/v1/organizations/" + made.id.value);
    return response;
  };
  const auto made = parts.administration.AddOrganization(*call.caller, wanted, Traced(parts, call),
                                                         Kept<Organization>(call, render));
  if (!made) return tl::unexpected(ProblemOf(made.error()));
  return render(*made);
}

Answer Change(const Parts& parts, const Call& call) {
  OrganizationEdit edit;
  const auto given = [](const Value& object, std::string_view name) {
    const Value text = MemberOf(object, name);
    return text.is(Kind::kString) ? std::optional(std::string(text.AsString())) : std::nullopt;
  };
  edit.kind = given(call.body, "kind");
  if (const Value names = MemberOf(call.body, "names"); names.is(Kind::kMap)) {
    edit.zh = given(names, "zh");
    edit.en = given(names, "en");
  }
  if (const auto parent = given(call.body, "parent")) edit.parent = OrgId(*parent);
  const auto changed = parts.administration.ChangeOrganization(*call.caller, OrgId(call.Path("id")), edit,
                                                               Traced(parts, call));
  if (!changed) return tl::unexpected(ProblemOf(changed.error()));
  return OrganizationResponse(*changed, call.language);
}

void WriteHolder(JsonWriter& json, const Holder& holder) {
  json.BeginObject().Key("person");
  WritePerson(json, holder.person);
  json.Key("grant");
  WriteGrant(json, holder.grant);
  json.Key("on_behalf_of");
  holder.on_behalf_of ? WritePerson(json, *holder.on_behalf_of) : void(json.Null());
  json.EndObject();
}

Answer ListHolders(const Parts& parts, const Call& call) {
  const auto page =
      parts.administration.ListHolders(*call.caller, OrgId(call.Path("id")), TextOf(call.query, "role"),
                                       TextOf(call.query, "cursor"), LimitOf(call));
  if (!page) return tl::unexpected(ProblemOf(page.error()));
  return ListResponse(call, *page, WriteHolder);
}

Field Names() {
  return ObjectField("names",
                     {TextField("zh", 1, 100, {"中文名称", "Its Chinese name"}),
                      TextField("en", 0, 100, {"英文名称", "Its English name"})},
                     {"名称", "Its names"});
}

}  // namespace

void AddOrganizationRoutes(std::vector<Route>& routes, const Parts& parts) {
  routes.push_back({.method = "GET",
                    .path = "/v1/organizations",
                    .name = "listOrganizations",
                    .summary = {"列出可见的组织", "List the organisations one may see"},
                    .query = Paged({Optional("parent", FieldType::kString,
                                             {"只要直接下级", "Only those directly below this one"})}),
                    .answers = {GivesPage("Organization")},
                    .handler = With(parts, ListOrganizations)});
  routes.push_back({.method = "GET",
                    .path = "/v1/organizations/{id}",
                    .name = "getOrganization",
                    .summary = {"查看组织", "Read an organisation"},
                    .answers = {Gives("Organization")},
                    .refuses = {Code::no_such_resource},
                    .handler = With(parts, Read)});
  routes.push_back(
      {.method = "POST",
       .path = "/v1/organizations",
       .name = "addOrganization",
       .summary = {"增设组织", "Add an organisation"},
       .body =
           JsonBody({Required(TextField("id", 1, 64, {"编号：字母、数字、- _ .", "Letters, digits, - _ ."})),
                     Required(TextField("parent", 1, 64, {"上级组织", "Below which one"})),
                     Required(TextField("kind", 1, 64,
                                        {"种类，如 grassroots_union", "Its kind, like grassroots_union"})),
                     Required(Names())}),
       .answers = {GivesNew("Organization")},
       .refuses = {Code::not_permitted, Code::organization_not_found},
       .handler = With(parts, Add)});
  routes.push_back({.method = "PATCH",
                    .path = "/v1/organizations/{id}",
                    .name = "changeOrganization",
                    .summary = {"更改组织的名称或种类", "Change the names or the kind of an organisation"},
                    .body = JsonBody({TextField("kind", 1, 64, {"种类", "Its kind"}), Names(),
                                      TextField("parent", 1, 64,
                                                {"上级组织；不能改为另一个", "Its parent, which stays"})}),
                    .answers = {Gives("Organization")},
                    .refuses = {Code::no_such_resource, Code::not_permitted, Code::organization_in_use},
                    .handler = With(parts, Change),
                    .takes_key = false});
  routes.push_back(
      {.method = "GET",
       .path = "/v1/organizations/{id}/holders",
       .name = "listHolders",
       .summary = {"现在谁能以某角色办理此组织的事项", "Who may act with a role over the organisation now"},
       .query = Paged({Required(TextField("role", 1, 64, {"角色", "The role"}))}),
       .answers = {GivesPage("Holder")},
       .refuses = {Code::no_such_resource},
       .handler = With(parts, ListHolders)});
}

}  // namespace charter::api
