// Items: create, read, list, read the history.
#include "api/idempotency.h"
#include "api/json_writer.h"
#include "api/parameters.h"
#include "api/resources/item_json.h"
#include "api/resources/parts.h"

namespace charter::api {
namespace {

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

Answer List(const Parts& parts, const Call& call) {
  auto query = ReadItemQuery(parts, call);
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

Answer ReadTimeline(const Parts& parts, const Call& call) {
  const auto limit = ReadLimit(call.target);
  if (!limit) return tl::unexpected(limit.error());
  const auto after = ReadNumber(call.target, "cursor", 0, 0);
  if (!after) return tl::unexpected(after.error());
  const auto page = parts.service.Timeline(*call.caller, ItemId(call.Path("id")), *after, *limit);
  if (!page) return tl::unexpected(ProblemOf(page.error()));
  return ListResponse(call, *page, [&](JsonWriter& json, const TimelineEntry& entry) {
    json.BeginObject().Key("rev").Int(entry.rev).Key("at").Time(entry.at).Key("event").String(entry.event);
    WriteTitle(json, entry.what, call.language);
    json.Key("who").String(entry.who).Key("remark").String(entry.remark);
    json.Key("text").String(entry.text.In(call.language)).Key("texts").Both(entry.text).EndObject();
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
  routes.push_back(
      {"GET", "/v1/items/{id}/history", Access::kPerson, {"limit", "cursor"}, [parts](const Call& call) {
         return ReadHistory(parts, call);
       }});
  routes.push_back(
      {"GET", "/v1/items/{id}/timeline", Access::kPerson, {"limit", "cursor"}, [parts](const Call& call) {
         return ReadTimeline(parts, call);
       }});
}

}  // namespace charter::api
