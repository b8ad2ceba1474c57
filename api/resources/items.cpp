// Items: create, read, list, send an event, read the history.
#include <algorithm>

#include "api/idempotency.h"
#include "api/json_writer.h"
#include "api/parameters.h"
#include "api/resources/item_json.h"
#include "api/resources/parts.h"

namespace charter::api {
namespace {

constexpr int kChangesShown = 20;

Response ItemResponse(const ItemView& view, Language language, int status = 200) {
  Response response = JsonResponse(ItemJson(view, language), status);
  response.headers.Add("ETag", "\"" + std::to_string(view.record.rev) + "\"");
  return response;
}

Value ValueOf(const Value& body, std::string_view name) {
  const Value* value = body.Find(name);
  return value == nullptr || value->is(Kind::kNull) ? Value() : *value;
}

Answer Create(const Parts& parts, const Call& call) {
  const auto body = ReadBody(call.request, {{"workflow", Kind::kString, true},
                                            {"version", Kind::kInt},
                                            {"org", Kind::kString},
                                            {"parent", Kind::kString},
                                            {"data", Kind::kMap},
                                            {"overrides", Kind::kMap}});
  if (!body) return tl::unexpected(body.error());
  CreateCommand command;
  command.workflow = TextOf(*body, "workflow");
  const Value version = ValueOf(*body, "version");
  if (version.is(Kind::kInt)) {
    if (version.AsInt() < 1 || version.AsInt() > 1'000'000'000) {
      return tl::unexpected(
          InvalidParameter({"version 应为不小于 1 的整数", "version must be a whole number from 1."}));
    }
    command.version = static_cast<int>(version.AsInt());
  }
  command.org = OrgId(TextOf(*body, "org"));
  if (std::string parent = TextOf(*body, "parent"); !parent.empty())
    command.parent = ItemId(std::move(parent));
  command.data = ValueOf(*body, "data");
  command.overrides = ValueOf(*body, "overrides");

  const auto render = [&](const ItemView& view) {
    Response response = ItemResponse(view, call.language, 201);
    response.headers.Add("Location", "/v1/items/" + view.record.id.value);
    return response;
  };
  const auto view = parts.service.Create(*call.caller, command, Kept<ItemView>(call, render));
  if (!view) return tl::unexpected(ProblemOf(view.error()));
  return render(*view);
}

Answer Read(const Parts& parts, const Call& call) {
  const auto view = parts.service.Get(*call.caller, ItemId(call.Path("id")));
  if (!view) return tl::unexpected(ProblemOf(view.error()));
  return ItemResponse(*view, call.language);
}

// Whoever lost the race is told the present revision and what happened since the one he knew.
Problem Stale(const Parts& parts, const Call& call, const Refusal& refusal, const SendCommand& command) {
  Problem problem = ProblemOf(refusal);
  const auto view = parts.service.Get(*call.caller, command.item);
  if (!view) return problem;
  problem.members.emplace_back("rev", std::to_string(view->record.rev));
  problem.headers.emplace_back("ETag", "\"" + std::to_string(view->record.rev) + "\"");
  const auto history =
      parts.service.History(*call.caller, command.item, command.expected_rev.value_or(0), kChangesShown);
  if (!history) return problem;
  JsonWriter changes;
  changes.BeginArray();
  for (const HistoryRecord& row : history->rows) WriteHistoryRow(changes, row, false);
  problem.members.emplace_back("changes", changes.EndArray().Take());
  return problem;
}

Answer SendEvent(const Parts& parts, const Call& call) {
  const auto expected = ReadIfMatch(call.request.headers);
  if (!expected) return tl::unexpected(expected.error());
  const auto body = ReadBody(call.request, {{"event", Kind::kString, true}, {"input", Kind::kMap}});
  if (!body) return tl::unexpected(body.error());
  SendCommand command;
  command.item = ItemId(call.Path("id"));
  command.event = TextOf(*body, "event");
  command.input = ValueOf(*body, "input");
  command.expected_rev = *expected;
  const auto render = [&](const ItemView& item) { return ItemResponse(item, call.language); };
  const auto view = parts.service.Send(*call.caller, command, Kept<ItemView>(call, render));
  if (view) return render(*view);
  if (view.error().code == Code::stale_revision) {
    return tl::unexpected(Stale(parts, call, view.error(), command));
  }
  return tl::unexpected(ProblemOf(view.error()));
}

tl::expected<ItemQuery, Problem> ReadQuery(const Parts& parts, const Call& call) {
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

Answer List(const Parts& parts, const Call& call) {
  auto query = ReadQuery(parts, call);
  if (!query) return tl::unexpected(query.error());
  const auto page = parts.service.List(*call.caller, *std::move(query));
  return ListResponse(call, page, WriteItemRow);
}

Answer ReadHistory(const Parts& parts, const Call& call) {
  const auto limit = ReadLimit(call.target);
  if (!limit) return tl::unexpected(limit.error());
  const auto after = ReadNumber(call.target, "cursor", 0, 0);
  if (!after) return tl::unexpected(after.error());
  const ItemId id(call.Path("id"));
  const auto page = parts.service.History(*call.caller, id, *after, *limit);
  if (!page) return tl::unexpected(ProblemOf(page.error()));
  const auto item = parts.store.FindItem(call.caller->tenant, id);
  const bool audits = item && (Holds(*call.caller, kAuditor, item->org_path) ||
                               Holds(*call.caller, kAdministrator, item->org_path));
  return ListResponse(call, *page, [audits](JsonWriter& json, const HistoryRecord& row) {
    WriteHistoryRow(json, row, audits);
  });
}

}  // namespace

void AddItemRoutes(std::vector<Route>& routes, const Parts& parts) {
  routes.push_back({"GET",
                    "/v1/items",
                    Access::kPerson,
                    {"workflow", "state", "status", "org", "parent", "q", "overdue", "limit", "cursor"},
                    [parts](const Call& call) { return List(parts, call); }});
  routes.push_back(
      {"POST", "/v1/items", Access::kPerson, {}, [parts](const Call& call) { return Create(parts, call); }});
  routes.push_back({"GET", "/v1/items/{id}", Access::kPerson, {}, [parts](const Call& call) {
                      return Read(parts, call);
                    }});
  routes.push_back({"POST", "/v1/items/{id}/events", Access::kPerson, {}, [parts](const Call& call) {
                      return SendEvent(parts, call);
                    }});
  routes.push_back(
      {"GET", "/v1/items/{id}/history", Access::kPerson, {"limit", "cursor"}, [parts](const Call& call) {
         return ReadHistory(parts, call);
       }});
}

}  // namespace charter::api
