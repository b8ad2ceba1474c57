#include "api/resources/parts.h"

#include "api/access_trail.h"
#include "api/conventions.h"
#include "api/gate.h"
#include "api/parameters.h"

namespace charter::api {

Router MakeRouter(const Parts& parts) {
  std::vector<Route> routes;
  AddHealthRoutes(routes, parts);
  AddProblemRoutes(routes);
  AddDirectoryRoutes(routes, parts);
  AddWorkflowRoutes(routes, parts);
  AddWorkflowVersionRoutes(routes, parts);
  AddDiagramRoutes(routes, parts);
  AddPresetRoutes(routes, parts);
  AddCalendarRoutes(routes, parts);
  AddItemRoutes(routes, parts);
  AddEventRoutes(routes, parts);
  AddActivityRoutes(routes, parts);
  AddSearchRoutes(routes, parts);
  AddBudgetRoutes(routes, parts);
  AddItemFieldRoutes(routes, parts);
  AddPersonalDataRoutes(routes, parts);
  AddReportRoutes(routes, parts);
  AddTaskRoutes(routes, parts);
  AddCountRoutes(routes, parts);
  AddOutboxRoutes(routes, parts);
  AddChangeRoutes(routes, parts);
  AddWebhookRoutes(routes, parts);
  AddClockRoutes(routes, parts);
  AddSessionRoutes(routes, parts);
  AddTokenRoutes(routes, parts);
  AddAccessRoutes(routes, parts);
  AddCommentRoutes(routes, parts);
  AddOrganizationRoutes(routes, parts);
  AddPeopleRoutes(routes, parts);
  AddDelegationRoutes(routes, parts);
  AddAccountRoutes(routes, parts);
  AddFileRoutes(routes, parts);
  AddMetricsRoutes(routes, parts);
  for (Route& route : routes) OfferFields(route);
  // Last, since they tell of all.
  AddDocumentationRoutes(routes);
  return Router(std::move(routes));
}

Handler With(const Parts& parts, Answer (*handle)(const Parts&, const Call&)) {
  return [parts, handle](const Call& call) { return handle(parts, call); };
}

std::vector<Code> EventRefusals() {
  std::vector<Code> codes;
  for (const Code code : AllCodes()) {
    if (code >= Code::unknown_event && code < Code::stale_revision) codes.push_back(code);
  }
  codes.insert(codes.end(), {Code::file_type_refused, Code::file_too_large});
  return codes;
}

std::vector<Code> Also(std::vector<Code> codes, std::initializer_list<Code> more) {
  codes.insert(codes.end(), more);
  return codes;
}

int LimitOf(const Call& call) {
  const Value limit = MemberOf(call.query, "limit");
  return limit.is(Kind::kInt) ? static_cast<int>(limit.AsInt()) : kDefaultLimit;
}

std::int64_t NumberedAfter(const Call& call) { return MemberOf(call.query, "cursor").AsInt(); }

std::optional<std::string> FilterOf(const Call& call, std::string_view name) {
  const Value value = MemberOf(call.query, name);
  return value.is(Kind::kString) ? std::optional(std::string(value.AsString())) : std::nullopt;
}

tl::expected<std::optional<std::string>, Problem> ReadPlace(const Parts& parts, const Call& call) {
  const auto org = FilterOf(call, "org");
  if (!org) return std::nullopt;
  const auto organization = parts.directory.FindOrganization(call.caller->tenant, OrgId(*org));
  if (organization) return organization->path;
  Problem problem;
  problem.code = Code::organization_not_found;
  problem.detail = {"没有组织 " + *org, "There is no organisation " + *org + "."};
  problem.hint = {"组织见 GET /v1/organizations", "GET /v1/organizations lists them."};
  return tl::unexpected(std::move(problem));
}

std::optional<Timestamp> OverdueAt(const Parts& parts, const Call& call) {
  return MemberOf(call.query, "overdue").is(Kind::kBool) ? std::optional(parts.clock.Now()) : std::nullopt;
}

tl::expected<ItemQuery, Problem> ReadItemQuery(const Parts& parts, const Call& call) {
  auto query = ReadListQuery<ItemQuery>(parts, call);
  if (!query) return query;
  query->status = FilterOf(call, "status");
  if (const auto parent = FilterOf(call, "parent")) query->parent = ItemId(*parent);
  return query;
}

AccessRecord Traced(const Parts& parts, const Call& call) {
  return parts.trail.Make("", parts.gate.AddressOf(call.request));
}

void WritePerson(JsonWriter& json, const Person& person) {
  json.BeginObject().Key("id").String(person.id.value).Key("name").String(person.name);
  json.Key("org").String(person.org.value).EndObject();
}

void WriteGrant(JsonWriter& json, const Grant& grant) {
  json.BeginObject().Key("role").String(grant.role).Key("org").String(grant.org.value);
  json.Key("path").String(grant.path).Key("from").Time(grant.from).Key("until").Time(grant.until);
  json.EndObject();
}

void WriteDelegation(JsonWriter& json, const DelegationView& view) {
  const Delegation& lent = view.delegation;
  json.BeginObject().Key("id").String(lent.id).Key("by");
  WritePerson(json, view.by);
  json.Key("to");
  WritePerson(json, view.to);
  json.Key("grant");
  WriteGrant(json, lent.grant);
  json.Key("reason").String(lent.reason).Key("made_at").Time(lent.made_at).EndObject();
}

void WriteComment(JsonWriter& json, const CommentRecord& comment) {
  json.BeginObject().Key("id").String(comment.id).Key("at").Time(comment.at);
  json.Key("person").String(comment.person.value).Key("name").String(comment.name);
  json.Key("roles").Strings(comment.roles).Key("to").Strings(comment.to);
  json.Key("text").String(comment.text).EndObject();
}

std::optional<Timestamp> TimeOf(const Value& object, std::string_view name) {
  const Value time = MemberOf(object, name);
  return time.is(Kind::kTimestamp) ? std::optional(time.AsTimestamp()) : std::nullopt;
}

Response NoContent() {
  Response response;
  response.status = 204;
  return response;
}

Response JsonResponse(std::string body, int status) {
  Response response;
  response.status = status;
  response.headers.Add("Content-Type", "application/json");
  response.body = std::move(body);
  return response;
}

void AddNextLink(Response& response, const Call& call, const std::string& cursor, std::string_view name) {
  if (cursor.empty()) return;
  std::string target;
  for (const std::string& segment : call.target.segments) target += "/" + PercentEncode(segment);
  char separator = '?';
  for (const auto& [parameter, value] : call.target.query) {
    if (parameter == name) continue;
    target += separator + PercentEncode(parameter) + "=" + PercentEncode(value);
    separator = '&';
  }
  target += separator + std::string(name) + "=" + PercentEncode(cursor);
  response.headers.Add("Link", "<" + target + ">; rel=\"next\"");
}

}  // namespace charter::api
