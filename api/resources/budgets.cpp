// Budgets: set up, read, list, raise or lower the pool, read the ledger.
#include "api/idempotency.h"
#include "api/json_writer.h"
#include "api/parameters.h"
#include "api/resources/parts.h"

namespace charter::api {
namespace {

JsonWriter& Yuan(JsonWriter& json, std::string_view name, std::int64_t fen) {
  return json.Key(name).String(YuanOf(fen).ToString());
}

void WriteBudget(JsonWriter& json, const BudgetRecord& budget, Language language) {
  json.BeginObject().Key("id").String(budget.id.value);
  json.Key("title").String(budget.title.In(language)).Key("titles").Both(budget.title);
  json.Key("year").Int(budget.year).Key("org").String(budget.org.value);
  Yuan(json, "pool", budget.sums.pool);
  Yuan(json, "left", budget.sums.pool - budget.sums.all.reserved);
  for (const auto& [name, sum] : kLedgerSums) Yuan(json, name, budget.sums.all.*sum);
  json.Key("entries").Int(budget.entries);
  json.Key("created_by").String(budget.created_by.value).Key("created_at").Time(budget.created_at);
  json.EndObject();
}

void WriteEntry(JsonWriter& json, const LedgerRecord& entry, Language language) {
  const auto id = [&](std::string_view name, const std::string& value) {
    json.Key(name);
    value.empty() ? json.Null() : json.String(value);
  };
  const Text title = TitleOf(entry.posting.kind);
  json.BeginObject().Key("seq").Int(entry.seq).Key("kind").String(NameOf(entry.posting.kind));
  json.Key("title").String(title.In(language)).Key("titles").Both(title);
  Yuan(json, "amount", entry.posting.fen);
  id("account", entry.posting.account.value);
  id("item", entry.item.value);
  json.Key("rev");
  entry.item.empty() ? json.Null() : json.Int(entry.rev);
  json.Key("note").String(entry.posting.note);
  id("actor", entry.actor.value);
  json.Key("at").Time(entry.at).EndObject();
}

Response BudgetResponse(const BudgetRecord& budget, Language language, int status = 200) {
  JsonWriter json;
  WriteBudget(json, budget, language);
  return JsonResponse(json.Take(), status);
}

// Money comes as a number or, as it is told, as text; what is neither becomes an amount that is refused.
Decimal MoneyOf(const Value& body, std::string_view name) {
  const Value* value = body.Find(name);
  if (value == nullptr) return {};
  if (value->is(Kind::kInt)) return {value->AsInt(), 0};
  if (value->is(Kind::kDecimal)) return value->AsDecimal();
  if (value->is(Kind::kString)) return Decimal::Parse(value->AsString()).value_or(Decimal());
  return {};
}

Text TitleOf(const Value& body) {
  const Value* title = body.Find("title");
  if (title == nullptr) return {};
  if (title->is(Kind::kString)) return {std::string(title->AsString()), std::string(title->AsString())};
  if (title->is(Kind::kMap)) return {TextOf(*title, "zh"), TextOf(*title, "en")};
  return {};
}

Answer Create(const Parts& parts, const Call& call) {
  const auto body = ReadBody(call.request, {{"id", Kind::kString, true},
                                            {"title", Kind::kAbsent, true},
                                            {"year", Kind::kInt, true},
                                            {"org", Kind::kString},
                                            {"pool", Kind::kAbsent, true},
                                            {"note", Kind::kString}});
  if (!body) return tl::unexpected(body.error());
  BudgetCommand command;
  command.id = BudgetId(TextOf(*body, "id"));
  command.title = TitleOf(*body);
  const std::int64_t year = body->Find("year")->AsInt();
  command.year = year > 0 && year < 10'000 ? static_cast<int>(year) : 0;
  command.org = OrgId(TextOf(*body, "org"));
  command.pool = MoneyOf(*body, "pool");
  command.note = TextOf(*body, "note");
  const auto render = [&](const BudgetRecord& made) {
    Response response = BudgetResponse(made, call.language, 201);
    response.headers.Add("Location", "/v1/budgets/" + made.id.value);
    return response;
  };
  const auto budget = parts.service.CreateBudget(*call.caller, command, Kept<BudgetRecord>(call, render));
  if (!budget) return tl::unexpected(ProblemOf(budget.error()));
  return render(*budget);
}

Answer Change(const Parts& parts, const Call& call) {
  const auto body = ReadBody(call.request, {{"by", Kind::kAbsent, true}, {"reason", Kind::kString, true}});
  if (!body) return tl::unexpected(body.error());
  const auto render = [&](const BudgetRecord& changed) { return BudgetResponse(changed, call.language); };
  const auto budget =
      parts.service.ChangeBudget(*call.caller, BudgetId(call.Path("id")), MoneyOf(*body, "by"),
                                 TextOf(*body, "reason"), Kept<BudgetRecord>(call, render));
  if (!budget) return tl::unexpected(ProblemOf(budget.error()));
  return render(*budget);
}

Answer Read(const Parts& parts, const Call& call) {
  const auto budget = parts.service.GetBudget(*call.caller, BudgetId(call.Path("id")));
  if (!budget) return tl::unexpected(ProblemOf(budget.error()));
  return BudgetResponse(*budget, call.language);
}

Answer List(const Parts& parts, const Call& call) {
  const auto limit = ReadLimit(call.target);
  if (!limit) return tl::unexpected(limit.error());
  const std::string* cursor = call.target.FindQuery("cursor");
  return ListResponse(
      call, parts.service.ListBudgets(*call.caller, cursor == nullptr ? "" : *cursor, *limit),
      [&](JsonWriter& json, const BudgetRecord& budget) { WriteBudget(json, budget, call.language); });
}

Answer ReadLedger(const Parts& parts, const Call& call) {
  const auto limit = ReadLimit(call.target);
  if (!limit) return tl::unexpected(limit.error());
  const auto after = ReadNumber(call.target, "cursor", 0, 0);
  if (!after) return tl::unexpected(after.error());
  const auto page = parts.service.Ledger(*call.caller, BudgetId(call.Path("id")), *after, *limit);
  if (!page) return tl::unexpected(ProblemOf(page.error()));
  return ListResponse(call, *page, [&](JsonWriter& json, const LedgerRecord& entry) {
    WriteEntry(json, entry, call.language);
  });
}

}  // namespace

void AddBudgetRoutes(std::vector<Route>& routes, const Parts& parts) {
  routes.push_back({"GET", "/v1/budgets", Access::kPerson, {"limit", "cursor"}, [parts](const Call& call) {
                      return List(parts, call);
                    }});
  routes.push_back({"POST", "/v1/budgets", Access::kPerson, {}, [parts](const Call& call) {
                      return Create(parts, call);
                    }});
  routes.push_back({"GET", "/v1/budgets/{id}", Access::kPerson, {}, [parts](const Call& call) {
                      return Read(parts, call);
                    }});
  routes.push_back({"POST", "/v1/budgets/{id}/changes", Access::kPerson, {}, [parts](const Call& call) {
                      return Change(parts, call);
                    }});
  routes.push_back(
      {"GET", "/v1/budgets/{id}/entries", Access::kPerson, {"limit", "cursor"}, [parts](const Call& call) {
         return ReadLedger(parts, call);
       }});
}

}  // namespace charter::api
