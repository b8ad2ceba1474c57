// People, and the roles given to them.
#include "api/fields.h"
#include "api/idempotency.h"
#include "api/json_writer.h"
#include "api/parameters.h"
#include "api/resources/parts.h"

namespace charter::api {
namespace {

void WriteView(JsonWriter& json, const PersonView& view) {
  json.BeginObject().Key("id").String(view.person.id.value).Key("name").String(view.person.name);
  json.Key("org").String(view.person.org.value).Key("roles").BeginArray();
  for (const Grant& grant : view.roles) {
    json.BeginObject().Key("role").String(grant.role).Key("org").String(grant.org.value).EndObject();
  }
  json.EndArray().EndObject();
}

Response PersonResponse(const PersonView& view, int status = 200) {
  JsonWriter json;
  WriteView(json, view);
  return JsonResponse(json.Take(), status);
}

Answer List(const Parts& parts, const Call& call) {
  auto place = ReadPlace(parts, call);
  if (!place) return tl::unexpected(std::move(place.error()));
  PeopleFilter filter;
  filter.org_path = *std::move(place);
  filter.text = FilterOf(call, "q").value_or("");
  filter.after = TextOf(call.query, "cursor");
  filter.limit = LimitOf(call);
  return ListResponse(call, parts.administration.ListPeople(*call.caller, filter), WriteView);
}

Answer Read(const Parts& parts, const Call& call) {
  const auto found = parts.administration.GetPerson(*call.caller, PersonId(call.Path("id")));
  if (!found) return tl::unexpected(ProblemOf(found.error()));
  return PersonResponse(*found);
}

Answer Add(const Parts& parts, const Call& call) {
  const Person wanted{PersonId(TextOf(call.body, "id")), TextOf(call.body, "name"),
                      OrgId(TextOf(call.body, "org"))};
  const auto render = [&](const PersonView& made) {
    Response response = PersonResponse(made, 201);
    response.headers.Add("Location", "/v1/people/" + made.person.id.value);
    return response;
  };
  const auto made = parts.administration.AddPerson(*call.caller, wanted, Traced(parts, call),
                                                   Kept<PersonView>(call, render));
  if (!made) return tl::unexpected(ProblemOf(made.error()));
  return render(*made);
}

Answer Change(const Parts& parts, const Call& call) {
  PersonEdit edit;
  if (MemberOf(call.body, "name").is(Kind::kString)) edit.name = TextOf(call.body, "name");
  if (MemberOf(call.body, "org").is(Kind::kString)) edit.org = OrgId(TextOf(call.body, "org"));
  const auto changed =
      parts.administration.ChangePerson(*call.caller, PersonId(call.Path("id")), edit, Traced(parts, call));
  if (!changed) return tl::unexpected(ProblemOf(changed.error()));
  return PersonResponse(*changed);
}

Answer ListGrants(const Parts& parts, const Call& call) {
  const auto grants = parts.administration.ListGrants(*call.caller, PersonId(call.Path("id")));
  if (!grants) return tl::unexpected(ProblemOf(grants.error()));
  return ListResponse(call, Page<Grant>{*grants, ""}, WriteGrant);
}

Answer Give(const Parts& parts, const Call& call) {
  const Grant wanted{TextOf(call.body, "role"),
                     OrgId(TextOf(call.body, "org")),
                     {},
                     TimeOf(call.body, "from"),
                     TimeOf(call.body, "until")};
  const auto render = [&](const Grant& given) {
    JsonWriter json;
    WriteGrant(json, given);
    Response response = JsonResponse(json.Take(), 201);
    response.headers.Add("Location", "/v1/people/" + call.Path("id") + "/grants");
    return response;
  };
  const auto given = parts.administration.Give(*call.caller, PersonId(call.Path("id")), wanted,
                                               Traced(parts, call), Kept<Grant>(call, render));
  if (!given) return tl::unexpected(ProblemOf(given.error()));
  return render(*given);
}

Answer Take(const Parts& parts, const Call& call) {
  const auto taken =
      parts.administration.Take(*call.caller, PersonId(call.Path("id")), TextOf(call.query, "role"),
                                OrgId(TextOf(call.query, "org")), Traced(parts, call));
  if (!taken) return tl::unexpected(ProblemOf(taken.error()));
  return NoContent();
}

}  // namespace

void AddPeopleRoutes(std::vector<Route>& routes, const Parts& parts) {
  const Field role = Required(TextField("role", 1, 64, {"角色", "The role"}));
  const Field org = Required(TextField("org", 1, 64, {"在哪个组织及其下级", "Where, and below"}));
  routes.push_back({.method = "GET",
                    .path = "/v1/people",
                    .name = "listPeople",
                    .summary = {"列出可见的人员及其角色", "List the people one may see, with their roles"},
                    .query = Paged({PlaceFilter(), TextFilter()}),
                    .answers = {GivesPage("Person")},
                    .refuses = {Code::organization_not_found},
                    .handler = With(parts, List)});
  routes.push_back(
      {.method = "POST",
       .path = "/v1/people",
       .name = "addPerson",
       .summary = {"增加人员", "Add a person"},
       .body =
           JsonBody({Required(TextField("id", 1, 64, {"编号：字母、数字、- _ .", "Letters, digits, - _ ."})),
                     Required(TextField("name", 1, 100, {"姓名", "The name"})),
                     Required(TextField("org", 1, 64, {"所属组织", "The organisation"}))}),
       .answers = {GivesNew("Person")},
       .refuses = {Code::not_permitted, Code::organization_not_found},
       .handler = With(parts, Add)});
  routes.push_back({.method = "GET",
                    .path = "/v1/people/{id}",
                    .name = "getPerson",
                    .summary = {"查看人员", "Read a person"},
                    .answers = {Gives("Person")},
                    .refuses = {Code::no_such_resource},
                    .handler = With(parts, Read)});
  routes.push_back({.method = "PATCH",
                    .path = "/v1/people/{id}",
                    .name = "changePerson",
                    .summary = {"更改姓名或所属组织", "Change a person's name or organisation"},
                    .body = JsonBody({TextField("name", 1, 100, {"姓名", "The name"}),
                                      TextField("org", 1, 64, {"所属组织", "The organisation"})}),
                    .answers = {Gives("Person")},
                    .refuses = {Code::no_such_resource, Code::not_permitted, Code::organization_not_found},
                    .handler = With(parts, Change),
                    .takes_key = false});
  routes.push_back({.method = "GET",
                    .path = "/v1/people/{id}/grants",
                    .name = "listGrants",
                    .summary = {"查看所授角色及其起止", "The roles given to a person, and their times"},
                    .answers = {GivesPage("Grant")},
                    .refuses = {Code::no_such_resource, Code::not_permitted},
                    .handler = With(parts, ListGrants)});
  routes.push_back(
      {.method = "POST",
       .path = "/v1/people/{id}/grants",
       .name = "giveRole",
       .summary = {"授予角色，或更改其起止", "Give a role, or change its times"},
       .body = JsonBody({role, org,
                         Optional("from", FieldType::kTimestamp, {"开始；缺省为立即", "From when; now"}),
                         Optional("until", FieldType::kTimestamp,
                                  {"结束；缺省为长期", "When it ends; not by itself if not given"})}),
       .answers = {GivesNew("Grant")},
       .refuses = {Code::no_such_resource, Code::not_permitted, Code::organization_not_found},
       .handler = With(parts, Give)});
  routes.push_back({.method = "DELETE",
                    .path = "/v1/people/{id}/grants",
                    .name = "takeRole",
                    .summary = {"取消角色", "Take a role away"},
                    .query = {role, org},
                    .answers = {GivesNothing()},
                    .refuses = {Code::no_such_resource, Code::not_permitted, Code::organization_not_found},
                    .handler = With(parts, Take),
                    .takes_key = false});
}

}  // namespace charter::api
