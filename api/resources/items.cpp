// Items: create, read, list, read the history.
#include "api/fields.h"
#include "api/idempotency.h"
#include "api/json_writer.h"
#include "api/parameters.h"
#include "api/resources/item_json.h"
#include "api/resources/parts.h"

namespace charter::api {
namespace {

Answer Create(const Parts& parts, const Call& call) {
  CreateCommand command;
  command.workflow = TextOf(call.body, "workflow");
  if (const Value version = MemberOf(call.body, "version"); version.is(Kind::kInt)) {
    command.version = static_cast<int>(version.AsInt());
  }
  command.org = OrgId(TextOf(call.body, "org"));
  if (std::string parent = TextOf(call.body, "parent"); !parent.empty())
    command.parent = ItemId(std::move(parent));
  command.data = MemberOf(call.body, "data");
  command.overrides = MemberOf(call.body, "overrides");

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
  if (!query) return tl::unexpected(std::move(query.error()));
  const auto page = parts.service.List(*call.caller, *std::move(query));
  return ListResponse(call, page, WriteItemRow);
}

Answer ReadHistory(const Parts& parts, const Call& call) {
  const ItemId id(call.Path("id"));
  const auto page = parts.service.History(*call.caller, id, NumberedAfter(call), LimitOf(call));
  if (!page) return tl::unexpected(ProblemOf(page.error()));
  const auto item = parts.store.FindItem(call.caller->tenant, id);
  const bool audits = item && (Holds(*call.caller, kAuditor, item->org_path) ||
                               Holds(*call.caller, kAdministrator, item->org_path));
  return ListResponse(call, *page, [audits](JsonWriter& json, const HistoryRecord& row) {
    WriteHistoryRow(json, row, audits);
  });
}

Answer ReadTimeline(const Parts& parts, const Call& call) {
  const auto page =
      parts.service.Timeline(*call.caller, ItemId(call.Path("id")), NumberedAfter(call), LimitOf(call));
  if (!page) return tl::unexpected(ProblemOf(page.error()));
  return ListResponse(call, *page, [&](JsonWriter& json, const TimelineEntry& entry) {
    json.BeginObject().Key("rev").Int(entry.rev).Key("at").Time(entry.at).Key("event").String(entry.event);
    WriteTitle(json, entry.what, call.language);
    json.Key("who").String(entry.who).Key("remark").String(entry.remark);
    json.Key("text").String(entry.text.In(call.language)).Key("texts").Both(entry.text).EndObject();
  });
}

BodyShape NewItem() {
  return JsonBody(
      {Required("workflow", FieldType::kString, {"流程", "The workflow that it runs on"}),
       NumberField("version", 1, 1'000'000'000, {"版本；缺省为最新", "Its version; the newest"}),
       Optional("org", FieldType::kString, {"组织；缺省为本人所在组织", "Whose it is; the caller's own"}),
       Optional("parent", FieldType::kString, {"上级事项", "The item above it"}),
       Optional("data", FieldType::kObject,
                {"字段，见 getWorkflow 的 data", "Its fields, as `data` of getWorkflow describes them"}),
       Optional("overrides", FieldType::kObject,
                {"没有预设的法律参数：{参数: {value, article}}",
                 "Parameters of the law that no preset gives: {parameter: {value, article}}"})});
}

}  // namespace

void AddItemRoutes(std::vector<Route>& routes, const Parts& parts) {
  routes.push_back({.method = "GET",
                    .path = "/v1/items",
                    .name = "listItems",
                    .summary = {"列出事项，新的在前", "List items, the newest first"},
                    .query = Paged(ItemFilters()),
                    .answers = {GivesPage("ItemRow")},
                    .refuses = {Code::organization_not_found},
                    .handler = With(parts, List)});
  routes.push_back(
      {.method = "POST",
       .path = "/v1/items",
       .name = "createItem",
       .summary = {"新建事项", "Create an item"},
       .body = NewItem(),
       .answers = {GivesNew("Item", {"ETag"})},
       .refuses = Also(EventRefusals(), {Code::workflow_not_found, Code::workflow_retired,
                                         Code::organization_not_found, Code::not_permitted,
                                         Code::parent_not_open, Code::item_not_found, Code::cascade_limit}),
       .handler = With(parts, Create)});
  routes.push_back({.method = "GET",
                    .path = "/v1/items/{id}",
                    .name = "getItem",
                    .summary = {"查看事项", "Read an item"},
                    .answers = {Gives("Item", {"ETag"})},
                    .refuses = {Code::item_not_found},
                    .handler = With(parts, Read)});
  routes.push_back({.method = "GET",
                    .path = "/v1/items/{id}/history",
                    .name = "listHistory",
                    .summary = {"查看事项的经过", "Read what happened to an item"},
                    .query = PagedByNumber(),
                    .answers = {GivesPage("HistoryRow")},
                    .refuses = {Code::item_not_found},
                    .handler = With(parts, ReadHistory)});
  routes.push_back({.method = "GET",
                    .path = "/v1/items/{id}/timeline",
                    .name = "readTimeline",
                    .summary = {"查看事项的经过，以句子叙述", "Read what happened to an item, in sentences"},
                    .query = PagedByNumber(),
                    .answers = {GivesPage("TimelineEntry")},
                    .refuses = {Code::item_not_found},
                    .handler = With(parts, ReadTimeline)});
}

}  // namespace charter::api
