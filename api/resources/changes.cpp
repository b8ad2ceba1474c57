// The log of changes: page by page, or as a stream that goes on.
#include "api/change_cursor.h"
#include "api/change_json.h"
#include "api/change_streams.h"
#include "api/fields.h"
#include "api/identity.h"
#include "api/json_writer.h"
#include "api/parameters.h"
#include "api/resources/parts.h"

namespace charter::api {
namespace {

constexpr const char* kEventStream = "text/event-stream";
constexpr int kPage = 500;
// Rows that one call goes through to find some for its caller.
constexpr int kMostLookedAt = 20'000;
constexpr int kFolded = 10'000;

Problem Gap() {
  Problem problem;
  problem.code = Code::stream_gap;
  problem.hint = {"重新读取所需事项，再从现在开始：GET /v1/changes",
                  "Read the items anew, after you have begun from now: GET /v1/changes."};
  return problem;
}

tl::expected<ChangeFilter, Problem> ReadFilter(const Parts& parts, const Call& call) {
  ChangeFilter filter;
  filter.workflow = FilterOf(call, "workflow");
  auto place = ReadPlace(parts, call);
  if (!place) return tl::unexpected(std::move(place.error()));
  filter.org_path = *std::move(place);
  if (const auto item = FilterOf(call, "item")) {
    filter.item = ItemId(*item);
    const auto view = parts.service.Get(*call.caller, *filter.item);
    if (!view) return tl::unexpected(ProblemOf(view.error()));
  }
  return filter;
}

// Where a browser comes back it names what it saw last in a header field, under the address of the first
// time.
std::optional<std::string> CursorOf(const Call& call) {
  const std::string* last = call.request.headers.Find("Last-Event-ID");
  if (last != nullptr && !last->empty()) return *last;
  return FilterOf(call, "after");
}

struct Beginning {
  std::int64_t position = 0;
  std::string key;
};

tl::expected<Beginning, Problem> Begin(const Parts& parts, const Call& call) {
  const TenantId& tenant = call.caller->tenant;
  const ChangeMark mark = parts.store.MarkOfChanges(tenant, NewChangeKey());
  const auto cursor = CursorOf(call);
  if (!cursor) return Beginning{mark.position, mark.key};
  const auto position = ReadChangeCursor(mark.key, tenant, *cursor);
  if (!position || *position < mark.dropped) return tl::unexpected(Gap());
  return Beginning{*position, mark.key};
}

bool WantsStream(const Call& call) {
  const std::string* accept = call.request.headers.Find("Accept");
  return accept != nullptr && accept->find(kEventStream) != std::string::npos;
}

Answer OpenStream(const Parts& parts, const Call& call, ChangeFilter filter, Beginning beginning) {
  const auto caller_now = [&identity = parts.identity,
                           headers = call.request.headers]() -> std::optional<Caller> {
    auto proof = identity.Look(headers);
    return proof ? std::optional(std::move(proof->caller)) : std::nullopt;
  };
  return parts.streams.Open(
      {*call.caller, std::move(filter), beginning.position, std::move(beginning.key), caller_now});
}

// Positions of what the caller is not told never show: the cursor is another text each time.
Answer ReadPage(const Parts& parts, const Call& call, const ChangeFilter& filter, Beginning beginning) {
  const TenantId& tenant = call.caller->tenant;
  const int limit = LimitOf(call);
  JsonWriter json;
  json.BeginObject().Key("items").BeginArray();
  bool all = !CursorOf(call);
  for (int told = 0, looked_at = 0; !all && looked_at < kMostLookedAt;) {
    const auto changes = parts.service.ChangesAfter(tenant, beginning.position, kPage);
    if (!changes) return tl::unexpected(Gap());
    all = changes->size() < static_cast<std::size_t>(kPage);
    looked_at += kPage;
    for (const Change& change : *changes) {
      beginning.position = change.position;
      const auto view = Tell(change, *call.caller, filter);
      if (!view) continue;
      WriteChange(json, change, *view);
      if (++told < limit) continue;
      all = true;
      break;
    }
  }
  const std::string next = WriteChangeCursor(beginning.key, tenant, beginning.position);
  Response response = JsonResponse(json.EndArray().Key("next").String(next).EndObject().Take());
  AddNextLink(response, call, next, "after");
  return response;
}

Answer Read(const Parts& parts, const Call& call) {
  auto filter = ReadFilter(parts, call);
  if (!filter) return tl::unexpected(std::move(filter.error()));
  // What was committed before this call is told by it.
  parts.service.FoldNotes(parts.real_time.Now(), kFolded);
  auto beginning = Begin(parts, call);
  if (!beginning) return tl::unexpected(std::move(beginning.error()));
  if (WantsStream(call)) return OpenStream(parts, call, *std::move(filter), *std::move(beginning));
  return ReadPage(parts, call, *filter, *std::move(beginning));
}

}  // namespace

void AddChangeRoutes(std::vector<Route>& routes, const Parts& parts) {
  routes.push_back(
      {.method = "GET",
       .path = "/v1/changes",
       .name = "readChanges",
       .summary = {"读取事项的变更；Accept: text/event-stream 则持续推送",
                   "Read what has happened to items; with Accept: text/event-stream, be told as it happens"},
       .query = {WorkflowFilter(), PlaceFilter(),
                 Optional("item", FieldType::kString, {"只要此事项的", "Only those of this item"}),
                 Optional(
                     "after", FieldType::kString,
                     {"上一页的 next 或最后的事件 id；缺省从现在开始",
                      "`next` of the page before, or the id of the last event; from now on if not given"}),
                 LimitField()},
       .answers = {GivesPage("Change"), GivesText(kEventStream)},
       .refuses = {Code::organization_not_found, Code::item_not_found, Code::stream_gap,
                   Code::too_many_requests, Code::server_busy},
       .handler = With(parts, Read)});
}

}  // namespace charter::api
