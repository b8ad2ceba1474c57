// Events: which ones and why not, one to an item, one to many; each of them tried first, if wanted.
#include <cstdint>
#include <limits>

#include "api/counters.h"
#include "api/fields.h"
#include "api/idempotency.h"
#include "api/json_writer.h"
#include "api/parameters.h"
#include "api/resources/event_json.h"
#include "api/resources/item_json.h"
#include "api/resources/parts.h"

namespace charter::api {
namespace {

constexpr int kChangesShown = 20;

Answer Explain(const Parts& parts, const Call& call) {
  const auto explanation = parts.service.Explain(*call.caller, ItemId(call.Path("id")));
  if (!explanation) return tl::unexpected(ProblemOf(explanation.error()));
  return JsonResponse(ExplanationJson(*explanation, call.language));
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

// Two ways in of the service: to do it, and to try it.
using Do = Outcome<ItemView> (Service::*)(const Caller&, const SendCommand&, const AnswerTo<ItemView>&);
using Try = Outcome<Rehearsal> (Service::*)(const Caller&, const SendCommand&);

Answer Carry(const Parts& parts, const Call& call, const SendCommand& command, Do do_it, Try try_it) {
  const auto refused = [&](const Refusal& refusal) {
    return tl::unexpected(refusal.code == Code::stale_revision ? Stale(parts, call, refusal, command)
                                                               : ProblemOf(refusal));
  };
  if (call.IsDryRun()) {
    const auto rehearsal = (parts.service.*try_it)(*call.caller, command);
    if (!rehearsal) return refused(rehearsal.error());
    return JsonResponse(RehearsalJson(*rehearsal, call.language));
  }
  const auto render = [&](const ItemView& item) { return ItemResponse(item, call.language); };
  const auto view = (parts.service.*do_it)(*call.caller, command, Kept<ItemView>(call, render));
  parts.events.Add(view ? std::nullopt : std::optional(view.error().code));
  if (!view) return refused(view.error());
  return render(*view);
}

Answer SendEvent(const Parts& parts, const Call& call) {
  const SendCommand command{ItemId(call.Path("id")), TextOf(call.body, "event"), MemberOf(call.body, "input"),
                            call.expected_rev};
  return Carry(parts, call, command, &Service::Send, &Service::Rehearse);
}

Answer ChangeFields(const Parts& parts, const Call& call) {
  const SendCommand command{ItemId(call.Path("id")), "", call.body, call.expected_rev};
  return Carry(parts, call, command, &Service::ChangeFields, &Service::RehearseFields);
}

Problem Misfit(FieldError error) {
  Problem problem;
  problem.code = Code::input_invalid;
  problem.detail = {"请求体有误", "The body does not fit this address."};
  problem.fields.push_back(std::move(error));
  return problem;
}

std::vector<BulkItem> ReadItems(const Value& list) {
  std::vector<BulkItem> items;
  for (const Value& each : list.AsList()) {
    BulkItem& item = items.emplace_back();
    item.id = ItemId(TextOf(each, "id"));
    if (const Value rev = MemberOf(each, "rev"); rev.is(Kind::kInt)) item.rev = rev.AsInt();
  }
  return items;
}

// The items that a list with these filters shows now, each at the revision it has now.
tl::expected<std::vector<BulkItem>, Problem> FindItems(const Parts& parts, const Call& call,
                                                       const Value& filter) {
  Call listing = call;
  listing.query = filter;
  auto query = ReadItemQuery(parts, listing);
  if (!query) {
    Problem problem = Misfit({"/filter/org", "type", std::move(query.error().detail)});
    problem.hint = std::move(query.error().hint);
    return tl::unexpected(std::move(problem));
  }
  query->limit = static_cast<int>(kMostItems) + 1;
  std::vector<BulkItem> items;
  do {
    const auto page = parts.service.List(*call.caller, *query);
    for (const ItemRecord& row : page.rows) items.push_back({row.id, row.rev});
    query->after = page.next;
  } while (!query->after.empty() && items.size() <= kMostItems);
  return items;
}

Answer SendToMany(const Parts& parts, const Call& call) {
  const Value items = MemberOf(call.body, "items");
  const Value filter = MemberOf(call.body, "filter");
  if (items.is(Kind::kAbsent) == filter.is(Kind::kAbsent)) {
    return tl::unexpected(
        Misfit({"/items", "oneOf", {"items 与 filter 须给出且只给出一个", "give either items or filter"}}));
  }
  BulkCommand command;
  command.event = TextOf(call.body, "event");
  command.input = MemberOf(call.body, "input");
  command.all_or_nothing = TextOf(call.body, "mode") == "all_or_nothing";
  command.rehearsal = call.IsDryRun();
  if (filter.is(Kind::kAbsent)) {
    command.items = ReadItems(items);
  } else {
    auto found = FindItems(parts, call, filter);
    if (!found) return tl::unexpected(std::move(found.error()));
    command.items = *std::move(found);
  }

  const auto render = [&](const BulkOutcome& outcome) {
    JsonWriter json;
    json.BeginObject();
    if (command.rehearsal) json.Key("dry_run").Bool(true);
    json.Key("sent").Int(static_cast<std::int64_t>(outcome.items.size()) - outcome.refused);
    json.Key("refused").Int(outcome.refused);
    json.Key("items").Raw(BulkItemsJson(outcome, call.language));
    return JsonResponse(json.EndObject().Take());
  };
  const auto outcome = parts.service.SendToMany(*call.caller, command, Kept<BulkOutcome>(call, render));
  if (!outcome) return tl::unexpected(ProblemOf(outcome.error()));
  for (const BulkResult& item : outcome->items) {
    if (!command.rehearsal && (item.refused || outcome->done))
      parts.events.Add(item.refused ? std::optional(item.refused->code) : std::nullopt);
  }
  if (outcome->done) return render(*outcome);
  Problem problem;
  problem.code = Code::bulk_refused;
  const std::string count = std::to_string(outcome->refused);
  problem.detail = {count + " 个事项不能办理，全部未变",
                    count + (outcome->refused == 1 ? " item refuses" : " items refuse") +
                        " the event, so nothing was changed."};
  problem.hint = {"按 items 逐项处理后重试，或用 mode: each 先办理其余事项",
                  "Mend what `items` says, or send it with mode: each to the others."};
  problem.members.emplace_back("items", BulkItemsJson(*outcome, call.language));
  return tl::unexpected(std::move(problem));
}

std::vector<Field> OneEvent() {
  return {Required("event", FieldType::kString,
                   {"事件，见事项的 events", "The event, out of `events` of the item"}),
          Optional("input", FieldType::kObject,
                   {"提交内容，见该事件的 input", "Its input, as `input` of that event describes it"})};
}

BodyShape ManyEvents() {
  std::vector<Field> members = OneEvent();
  members.push_back(Required(OneOf("mode", {"each", "all_or_nothing"},
                                   {"each：不能办理的除外；all_or_nothing：全部办理或全部不办",
                                    "each: without those that refuse; all_or_nothing: to all or to none"})));
  members.push_back(ListOf("items",
                           {Required("id", FieldType::kString, {"事项", "The item"}),
                            NumberField("rev", 1, std::numeric_limits<std::int64_t>::max(),
                                        {"所依据的版本", "The revision that is meant"})},
                           {"事项，至多 200 个", "The items, 200 at most"}));
  members.push_back(ObjectField("filter", ItemFilters(),
                                {"或：筛选条件，同事项列表", "Or: what a list of items with these shows"}));
  return JsonBody(std::move(members));
}

}  // namespace

void AddEventRoutes(std::vector<Route>& routes, const Parts& parts) {
  routes.push_back(
      {.method = "GET",
       .path = "/v1/items/{id}/events",
       .name = "explainEvents",
       .summary = {"每项操作能否进行，不能的全部原因", "Of every event whether it may be sent, and why not"},
       .answers = {Gives("Explanation")},
       .refuses = {Code::item_not_found},
       .handler = With(parts, Explain)});
  const std::vector<Code> refuses =
      Also(EventRefusals(), {Code::item_not_found, Code::parent_not_open, Code::cascade_limit});
  routes.push_back(
      {.method = "POST",
       .path = "/v1/items/{id}/events",
       .name = "sendEvent",
       .summary = {"对事项进行一项操作，或试算", "Send an item an event, or try what it would do"},
       .if_match = IfMatch::kHonoured,
       .query = {DryRun()},
       .body = JsonBody(OneEvent()),
       .answers = {Gives("Item", {"ETag"}), Gives("Rehearsal")},
       .refuses = refuses,
       .handler = With(parts, SendEvent)});
  routes.push_back({.method = "PATCH",
                    .path = "/v1/items/{id}",
                    .name = "changeItem",
                    .summary = {"修改事项的字段（JSON Merge Patch），或试算",
                                "Change fields of an item by a JSON Merge Patch, or try what that would do"},
                    .if_match = IfMatch::kRequired,
                    .query = {DryRun()},
                    .body = PatchBody(),
                    .answers = {Gives("Item", {"ETag"}), Gives("Rehearsal")},
                    .refuses = Also(refuses, {Code::fields_not_open}),
                    .handler = With(parts, ChangeFields)});
  routes.push_back(
      {.method = "POST",
       .path = "/v1/items/events",
       .name = "sendEventToMany",
       .summary = {"对许多事项进行同一操作，或试算", "Send many items an event, or try what it would do"},
       .query = {DryRun()},
       .body = ManyEvents(),
       .answers = {Gives("BulkOutcome")},
       .refuses = {Code::unknown_event, Code::bulk_refused, Code::cascade_limit},
       .handler = With(parts, SendToMany)});
}

}  // namespace charter::api
