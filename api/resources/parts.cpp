#include "api/resources/parts.h"

#include <algorithm>

#include "api/parameters.h"
#include "engine/data/utf8.h"

namespace charter::api {

Router MakeRouter(const Parts& parts) {
  std::vector<Route> routes;
  AddHealthRoutes(routes, parts);
  AddProblemRoutes(routes);
  AddDirectoryRoutes(routes, parts);
  AddWorkflowRoutes(routes, parts);
  AddItemRoutes(routes, parts);
  AddEventRoutes(routes, parts);
  AddBudgetRoutes(routes, parts);
  AddReportRoutes(routes, parts);
  AddTaskRoutes(routes, parts);
  AddCountRoutes(routes, parts);
  AddOutboxRoutes(routes, parts);
  AddClockRoutes(routes, parts);
  AddSessionRoutes(routes, parts);
  AddTokenRoutes(routes, parts);
  AddAccessRoutes(routes, parts);
  return Router(std::move(routes));
}

std::optional<std::string> Filter(const Call& call, std::string_view name) {
  const std::string* text = call.target.FindQuery(name);
  return text == nullptr ? std::nullopt : std::optional(*text);
}

tl::expected<std::optional<std::string>, Problem> ReadPlace(const Parts& parts, const Call& call) {
  const auto org = Filter(call, "org");
  if (!org) return std::nullopt;
  const auto organization = parts.directory.FindOrganization(call.caller->tenant, OrgId(*org));
  if (organization) return organization->path;
  Problem problem;
  problem.code = Code::organization_not_found;
  problem.detail = {"没有组织 " + *org, "There is no organisation " + *org + "."};
  problem.hint = {"组织见 GET /v1/organizations", "GET /v1/organizations lists them."};
  return tl::unexpected(std::move(problem));
}

tl::expected<std::optional<std::string>, Problem> ReadText(const Call& call) {
  constexpr std::size_t kMostCharacters = 64;
  auto text = Filter(call, "q");
  if (!text || (!text->empty() && CountCharacters(*text) <= kMostCharacters)) return text;
  return tl::unexpected(InvalidParameter(
      {"参数 q 应为 1 至 64 个字", "The parameter q must have 1 to 64 characters."},
      {"例如标题中的几个字或编号的开头", "Such as a few words of the title, or how the number begins."}));
}

tl::expected<std::optional<Timestamp>, Problem> ReadOverdue(const Parts& parts, const Call& call) {
  const auto text = Filter(call, "overdue");
  if (!text) return std::nullopt;
  if (*text == "true") return parts.clock.Now();
  return tl::unexpected(
      InvalidParameter({"参数 overdue 只能为 true", "The parameter overdue can only be true."},
                       {"不需要时去掉此参数", "Leave it out to list all."}));
}

tl::expected<ItemQuery, Problem> ReadItemQuery(const Parts& parts, const Call& call) {
  auto query = ReadListQuery<ItemQuery>(parts, call);
  if (!query) return query;
  query->status = Filter(call, "status");
  if (const auto parent = Filter(call, "parent")) query->parent = ItemId(*parent);
  static const std::vector<std::string> kStatuses{"active", "suspended", "ended", "faulted"};
  if (query->status && std::find(kStatuses.begin(), kStatuses.end(), *query->status) == kStatuses.end()) {
    return tl::unexpected(InvalidParameter(
        {"没有状态 " + *query->status, "There is no status " + *query->status + "."},
        {"可用：active, suspended, ended, faulted", "It is one of active, suspended, ended and faulted."}));
  }
  return query;
}

tl::expected<bool, Problem> ReadDryRun(const Call& call) {
  const auto text = Filter(call, "dry_run");
  if (!text || *text == "true" || *text == "false") return IsDryRun(call.target);
  return tl::unexpected(
      InvalidParameter({"参数 dry_run 只能为 true 或 false", "The parameter dry_run is true or false."}));
}

Response JsonResponse(std::string body, int status) {
  Response response;
  response.status = status;
  response.headers.Add("Content-Type", "application/json");
  response.body = std::move(body);
  return response;
}

void AddNextLink(Response& response, const Call& call, const std::string& cursor) {
  if (cursor.empty()) return;
  std::string target;
  for (const std::string& segment : call.target.segments) target += "/" + PercentEncode(segment);
  char separator = '?';
  for (const auto& [name, value] : call.target.query) {
    if (name == "cursor") continue;
    target += separator + PercentEncode(name) + "=" + PercentEncode(value);
    separator = '&';
  }
  target += separator + std::string("cursor=") + PercentEncode(cursor);
  response.headers.Add("Link", "<" + target + ">; rel=\"next\"");
}

}  // namespace charter::api
