// Roles that people lend to others for a time (委托).
#include "api/fields.h"
#include "api/idempotency.h"
#include "api/json_writer.h"
#include "api/parameters.h"
#include "api/resources/parts.h"

namespace charter::api {
namespace {

Answer ListOwn(const Parts& parts, const Call& call) {
  const Lending lending = TextOf(call.query, "side") == "received" ? Lending::kReceived : Lending::kGiven;
  return ListResponse(call,
                      parts.administration.ListOwnDelegations(*call.caller, lending,
                                                              TextOf(call.query, "cursor"), LimitOf(call)),
                      WriteDelegation);
}

Answer List(const Parts& parts, const Call& call) {
  const auto place = ReadPlace(parts, call);
  if (!place) return tl::unexpected(place.error());
  return ListResponse(
      call,
      parts.administration.ListDelegations(*call.caller, *place, TextOf(call.query, "cursor"), LimitOf(call)),
      WriteDelegation);
}

Answer Make(const Parts& parts, const Call& call) {
  const AccessRecord record = Traced(parts, call);
  DelegationWish wish;
  // One id for it and for its line in the record of access.
  wish.id = record.id;
  wish.to = PersonId(TextOf(call.body, "to"));
  wish.role = TextOf(call.body, "role");
  wish.org = OrgId(TextOf(call.body, "org"));
  wish.from = TimeOf(call.body, "from");
  wish.until = MemberOf(call.body, "until").AsTimestamp();
  wish.reason = TextOf(call.body, "reason");
  const auto render = [&](const DelegationView& made) {
    JsonWriter json;
    WriteDelegation(json, made);
    Response response = JsonResponse(json.Take(), 201);
    response.headers.Add("Location", "/v1/me/delegations/" + made.delegation.id);
    return response;
  };
  const auto made =
      parts.administration.Delegate(*call.caller, wish, record, Kept<DelegationView>(call, render));
  if (!made) return tl::unexpected(ProblemOf(made.error()));
  return render(*made);
}

Answer End(const Parts& parts, const Call& call) {
  const auto ended = parts.administration.EndDelegation(*call.caller, call.Path("id"), Traced(parts, call));
  if (!ended) return tl::unexpected(ProblemOf(ended.error()));
  return NoContent();
}

}  // namespace

void AddDelegationRoutes(std::vector<Route>& routes, const Parts& parts) {
  Field side = OneOf("side", {"given", "received"},
                     {"委出的或受托的；缺省为委出的", "Those given, or those received"});
  side.schema.default_value = Value::String("given");
  routes.push_back({.method = "GET",
                    .path = "/v1/me/delegations",
                    .name = "listOwnDelegations",
                    .summary = {"本人委出或受托的角色", "The roles that one lends, or has been lent"},
                    .query = Paged({std::move(side)}),
                    .answers = {GivesPage("Delegation")},
                    .handler = With(parts, ListOwn)});
  routes.push_back(
      {.method = "POST",
       .path = "/v1/me/delegations",
       .name = "delegate",
       .summary = {"把本人的角色在一段时间内委托他人", "Lend a role of one's own to somebody for a time"},
       .body = JsonBody(
           {Required(TextField("to", 1, 64, {"受托人", "To whom"})),
            Required(TextField("role", 1, 64, {"角色", "The role"})),
            Required(TextField("org", 1, 64, {"在哪个组织及其下级", "Where, and below"})),
            Optional("from", FieldType::kTimestamp, {"开始；缺省为立即", "From when; now"}),
            Required("until", FieldType::kTimestamp, {"结束，最长 366 天", "When it ends; 366 days at most"}),
            Required(TextField("reason", 1, 500, {"理由", "Why"}))}),
       .answers = {GivesNew("Delegation")},
       .refuses = {Code::person_not_found, Code::organization_not_found, Code::delegation_refused},
       .handler = With(parts, Make)});
  routes.push_back({.method = "DELETE",
                    .path = "/v1/me/delegations/{id}",
                    .name = "endDelegation",
                    .summary = {"收回或交回委托", "Take a role back, or give it back"},
                    .answers = {GivesNothing()},
                    .refuses = {Code::no_such_resource},
                    .handler = With(parts, End),
                    .takes_key = false});
  routes.push_back({.method = "GET",
                    .path = "/v1/delegations",
                    .name = "listDelegations",
                    .summary = {"所管辖组织的委托，供管理员和审计员查看",
                                "What is lent at one's places, for administrators and auditors"},
                    .query = Paged({PlaceFilter()}),
                    .answers = {GivesPage("Delegation")},
                    .refuses = {Code::organization_not_found},
                    .handler = With(parts, List)});
}

}  // namespace charter::api
