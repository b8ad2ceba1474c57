// Budgets: set up, read, list, raise or lower the pool, read the ledger.
#include "api/fields.h"
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

// The same words in both languages, or each in its own.
Text TitleOf(const Value& body) {
  const Value title = MemberOf(body, "title");
  if (title.is(Kind::kString)) return {std::string(title.AsString()), std::string(title.AsString())};
  if (title.is(Kind::kMap)) return {TextOf(title, "zh"), TextOf(title, "en")};
  return {};
}

Answer Create(const Parts& parts, const Call& call) {
  BudgetCommand command;
  command.id = BudgetId(TextOf(call.body, "id"));
  command.title = TitleOf(call.body);
  command.year = static_cast<int>(MemberOf(call.body, "year").AsInt());
  command.org = OrgId(TextOf(call.body, "org"));
  command.pool = MemberOf(call.body, "pool").AsDecimal();
  command.note = TextOf(call.body, "note");
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
  const auto render = [&](const BudgetRecord& changed) { return BudgetResponse(changed, call.language); };
  const auto budget = parts.service.ChangeBudget(
      *call.caller, BudgetId(call.Path("id")), MemberOf(call.body, "by").AsDecimal(),
      TextOf(call.body, "reason"), Kept<BudgetRecord>(call, render));
  if (!budget) return tl::unexpected(ProblemOf(budget.error()));
  return render(*budget);
}

Answer Read(const Parts& parts, const Call& call) {
  const auto budget = parts.service.GetBudget(*call.caller, BudgetId(call.Path("id")));
  if (!budget) return tl::unexpected(ProblemOf(budget.error()));
  return BudgetResponse(*budget, call.language);
}

Answer List(const Parts& parts, const Call& call) {
  return ListResponse(
      call, parts.service.ListBudgets(*call.caller, TextOf(call.query, "cursor"), LimitOf(call)),
      [&](JsonWriter& json, const BudgetRecord& budget) { WriteBudget(json, budget, call.language); });
}

Answer ReadLedger(const Parts& parts, const Call& call) {
  const auto page =
      parts.service.Ledger(*call.caller, BudgetId(call.Path("id")), NumberedAfter(call), LimitOf(call));
  if (!page) return tl::unexpected(ProblemOf(page.error()));
  return ListResponse(call, *page, [&](JsonWriter& json, const LedgerRecord& entry) {
    WriteEntry(json, entry, call.language);
  });
}

}  // namespace

void AddBudgetRoutes(std::vector<Route>& routes, const Parts& parts) {
  routes.push_back({.method = "GET",
                    .path = "/v1/budgets",
                    .name = "listBudgets",
                    .summary = {"列出预算", "List the budgets"},
                    .query = Paged(),
                    .answers = {GivesPage("Budget")},
                    .handler = With(parts, List)});
  routes.push_back(
      {.method = "POST",
       .path = "/v1/budgets",
       .name = "createBudget",
       .summary = {"设立预算", "Set up a budget"},
       .body = JsonBody(
           {Required("id", FieldType::kString, {"编号：字母、数字、- _ .", "Letters, digits, - _ ."}),
            Required("title", FieldType::kAny,
                     {"名称：{zh, en} 或一段文字", "Its title: {zh, en}, or one text for both"}),
            Required(NumberField("year", 1, 9999, {"年度", "The year"})),
            Optional("org", FieldType::kString, {"组织；缺省为本人所在组织", "Whose; the caller's own"}),
            Required("pool", FieldType::kMoney, {"总额（元）", "The pool in yuan"}),
            Optional("note", FieldType::kString, {"说明", "A note"})}),
       .answers = {GivesNew("Budget")},
       .refuses = {Code::organization_not_found, Code::not_permitted, Code::budget_exists},
       .handler = With(parts, Create)});
  routes.push_back({.method = "GET",
                    .path = "/v1/budgets/{id}",
                    .name = "getBudget",
                    .summary = {"查看预算", "Read a budget"},
                    .answers = {Gives("Budget")},
                    .refuses = {Code::budget_not_found},
                    .handler = With(parts, Read)});
  routes.push_back({.method = "POST",
                    .path = "/v1/budgets/{id}/changes",
                    .name = "changeBudget",
                    .summary = {"追加或调减预算总额", "Raise or lower the pool of a budget"},
                    .body = JsonBody({Required("by", FieldType::kMoney,
                                               {"金额（元），负数为调减", "Yuan; below 0 lowers it"}),
                                      Required("reason", FieldType::kString, {"理由", "Why"})}),
                    .answers = {Gives("Budget")},
                    .refuses = {Code::budget_not_found, Code::not_permitted, Code::budget_exceeded},
                    .handler = With(parts, Change)});
  routes.push_back({.method = "GET",
                    .path = "/v1/budgets/{id}/entries",
                    .name = "listBudgetEntries",
                    .summary = {"逐笔查看预算台账", "Read the ledger of a budget, line by line"},
                    .query = PagedByNumber(),
                    .answers = {GivesPage("LedgerEntry")},
                    .refuses = {Code::budget_not_found},
                    .handler = With(parts, ReadLedger)});
}

}  // namespace charter::api
