// Events: which ones and why not, one to an item, one to many; each of them tried first, if wanted.
#include <algorithm>
#include <array>

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

Answer SendEvent(const Parts& parts, const Call& call) {
  const auto dry_run = ReadDryRun(call);
  if (!dry_run) return tl::unexpected(dry_run.error());
  const auto expected = ReadIfMatch(call.request.headers);
  if (!expected) return tl::unexpected(expected.error());
  const auto body = ReadBody(call.request, {{"event", Kind::kString, true}, {"input", Kind::kMap}});
  if (!body) return tl::unexpected(body.error());
  SendCommand command;
  command.item = ItemId(call.Path("id"));
  command.event = TextOf(*body, "event");
  command.input = ValueOf(*body, "input");
  command.expected_rev = *expected;
  const auto refused = [&](const Refusal& refusal) {
    return tl::unexpected(refusal.code == Code::stale_revision ? Stale(parts, call, refusal, command)
                                                               : ProblemOf(refusal));
  };
  if (*dry_run) {
    const auto rehearsal = parts.service.Rehearse(*call.caller, command);
    if (!rehearsal) return refused(rehearsal.error());
    return JsonResponse(RehearsalJson(*rehearsal, call.language));
  }
  const auto render = [&](const ItemView& item) { return ItemResponse(item, call.language); };
  const auto view = parts.service.Send(*call.caller, command, Kept<ItemView>(call, render));
  if (!view) return refused(view.error());
  return render(*view);
}

Problem Misfit(std::vector<FieldError> fields) {
  Problem problem;
  problem.code = Code::input_invalid;
  problem.detail = {"请求体有误", "The body does not fit this address."};
  problem.fields = std::move(fields);
  return problem;
}

// [{"id": ..., "rev": 7}]
tl::expected<std::vector<BulkItem>, Problem> ReadItems(const Value& list) {
  std::vector<BulkItem> items;
  std::vector<FieldError> errors;
  const auto& all = list.AsList();
  for (std::size_t i = 0; i < all.size() && errors.size() < kMostItems; ++i) {
    const std::string pointer = "/items/" + std::to_string(i);
    const Value* id = all[i].is(Kind::kMap) ? all[i].Find("id") : nullptr;
    const Value* rev = all[i].is(Kind::kMap) ? all[i].Find("rev") : nullptr;
    const std::size_t members = 1U + (rev != nullptr ? 1U : 0U);
    if (id == nullptr || !id->is(Kind::kString) || (rev != nullptr && !rev->is(Kind::kInt)) ||
        all[i].AsMap().size() != members) {
      errors.push_back({pointer,
                        "type",
                        {"应为 {\"id\": ..., \"rev\": 版本号}", "must be {\"id\": ..., \"rev\": number}"}});
      continue;
    }
    BulkItem& item = items.emplace_back();
    item.id = ItemId(std::string(id->AsString()));
    if (rev != nullptr) item.rev = rev->AsInt();
  }
  if (!errors.empty()) return tl::unexpected(Misfit(std::move(errors)));
  return items;
}

// {"workflow": ..., "state": ..., ...}: the items that a list with these filters shows now, each at the
// revision it has now.
tl::expected<std::vector<BulkItem>, Problem> FindItems(const Parts& parts, const Call& call,
                                                       const Value& filter) {
  constexpr std::array<std::string_view, 7> kNames{"workflow", "state", "status", "org",
                                                   "parent",   "q",     "overdue"};
  std::vector<FieldError> errors;
  Target list;
  for (const auto& [name, value] : filter.AsMap()) {
    const std::string text(name.AsString());
    if (std::find(kNames.begin(), kNames.end(), text) == kNames.end() || !value.is(Kind::kString)) {
      errors.push_back({"/filter/" + text, "type", {"没有此筛选条件", "is no filter of items"}});
    } else {
      list.query.emplace_back(text, value.AsString());
    }
  }
  if (!errors.empty()) return tl::unexpected(Misfit(std::move(errors)));
  auto query = ReadItemQuery(
      parts, {.request = call.request, .target = list, .caller = call.caller, .language = call.language});
  if (!query) {
    Problem problem = Misfit({{"/filter", "type", std::move(query.error().detail)}});
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
  const auto dry_run = ReadDryRun(call);
  if (!dry_run) return tl::unexpected(dry_run.error());
  const auto body = ReadBody(call.request, {{"event", Kind::kString, true},
                                            {"input", Kind::kMap},
                                            {"items", Kind::kList},
                                            {"filter", Kind::kMap},
                                            {"mode", Kind::kString, true}});
  if (!body) return tl::unexpected(body.error());
  const std::string mode = TextOf(*body, "mode");
  const Value items = ValueOf(*body, "items");
  const Value filter = ValueOf(*body, "filter");
  std::vector<FieldError> errors;
  if (mode != "all_or_nothing" && mode != "each")
    errors.push_back({"/mode", "enum", {"应为 all_or_nothing 或 each", "must be all_or_nothing or each"}});
  if (items.is(Kind::kAbsent) == filter.is(Kind::kAbsent))
    errors.push_back(
        {"/items", "oneOf", {"items 与 filter 须给出且只给出一个", "give either items or filter"}});
  if (!errors.empty()) return tl::unexpected(Misfit(std::move(errors)));

  BulkCommand command;
  command.event = TextOf(*body, "event");
  command.input = ValueOf(*body, "input");
  command.all_or_nothing = mode == "all_or_nothing";
  command.rehearsal = *dry_run;
  auto found = items.is(Kind::kAbsent) ? FindItems(parts, call, filter) : ReadItems(items);
  if (!found) return tl::unexpected(std::move(found.error()));
  command.items = *std::move(found);

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

}  // namespace

void AddEventRoutes(std::vector<Route>& routes, const Parts& parts) {
  routes.push_back({"GET", "/v1/items/{id}/events", Access::kPerson, {}, [parts](const Call& call) {
                      return Explain(parts, call);
                    }});
  routes.push_back({"POST", "/v1/items/{id}/events", Access::kPerson, {"dry_run"}, [parts](const Call& call) {
                      return SendEvent(parts, call);
                    }});
  routes.push_back({"POST", "/v1/items/events", Access::kPerson, {"dry_run"}, [parts](const Call& call) {
                      return SendToMany(parts, call);
                    }});
}

}  // namespace charter::api
