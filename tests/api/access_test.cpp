// Method by resource by person: every cell of what the API answers to whom, those that are refused included.
#include <gmock/gmock.h>

#include <array>
#include <map>

#include "tests/support/test_server.h"

namespace charter::test {
namespace {

using nlohmann::json;
using testing::HasSubstr;

constexpr const char* kPosting = R"yaml(workflow: posting
version: 1
title: {zh: 公示, en: Posting}
number: "GS-{year}-{seq:3}"
label: data.name
roles:
  worker: {title: {zh: 职工, en: Worker}}
  head: {title: {zh: 负责人, en: Head}}
create: {by: worker}
life_cycle: {copy: {by: worker}, suspend: {by: head}, resume: {by: head}}
data:
  name: {type: string, required: true, title: {zh: 名称, en: Name}}
  phone: {type: string, required: true, read: [head], title: {zh: 电话, en: Phone}}
  form: {type: file, title: {zh: 表, en: Form}}
initial: draft
states:
  draft:
    title: {zh: 草稿, en: Draft}
    on: {submit: {by: worker, target: shown, title: {zh: 提交, en: Submit}}}
  shown:
    title: {zh: 公示中, en: Shown}
    edit: {by: head, fields: name}
    on: {send_back: {by: head, target: draft, guard: "data.phone != ''", title: {zh: 退回, en: Send back}}}
    invoke: [{id: notice, type: notice, for: 5 workdays, decide: head, done: [{target: closed}]}]
  closed: {type: final, title: {zh: 已结束, en: Closed}}
)yaml";

constexpr const char* kPhone = "13800001111";

// Who asks. The item is of the mill, made by its worker, and copied to the reader, who works elsewhere.
constexpr std::array<const char*, 8> kPeople{"nobody", "worker",  "head",    "other",
                                             "reader", "finance", "auditor", "administrator"};
using Statuses = std::array<int, kPeople.size()>;

struct Cell {
  std::string target;  // "ITEM" stands for the item's id
  std::string body;
  Statuses expected;
};

constexpr Statuses kAll{200, 200, 200, 200, 200, 200, 200, 200};
constexpr Statuses kSignedIn{401, 200, 200, 200, 200, 200, 200, 200};
// Those whose place lies at the item's or above it, whatever their role there, and who had a copy.
constexpr Statuses kWhoSeeTheItem{401, 200, 200, 404, 200, 200, 200, 200};
constexpr Statuses kWhoSeeTheBudget{401, 404, 404, 404, 404, 200, 200, 200};
// What the worker of the item has brought is his alone.
constexpr Statuses kWorker{401, 200, 404, 404, 404, 404, 404, 404};
constexpr Statuses kAdministrators{401, 403, 403, 403, 403, 403, 403, 200};
constexpr Statuses kNoWebhook{401, 403, 403, 403, 403, 403, 403, 404};

// By the route, as the router has it.
const std::map<std::string, Cell>& Rows() {
  static const std::string budget = R"("title":"x","year":2026,"org":"city","pool":"5.00"})";
  static const std::map<std::string, Cell> rows{
      {"GET /health", {"/health", "", kAll}},
      {"GET /ready", {"/ready", "", kAll}},
      // For those who have its own token, whoever they are.
      {"GET /metrics", {"/metrics", "", {401, 401, 401, 401, 401, 401, 401, 401}}},
      {"GET /v1/version", {"/v1/version", "", kAll}},
      {"GET /openapi.json", {"/openapi.json", "", kAll}},
      {"GET /docs", {"/docs", "", kAll}},
      {"GET /problems", {"/problems", "", kAll}},
      {"GET /problems/{name}", {"/problems/guard_not_met", "", kAll}},
      {"GET /v1/me", {"/v1/me", "", kSignedIn}},
      {"GET /v1/me/tokens", {"/v1/me/tokens", "", kSignedIn}},
      {"POST /v1/me/tokens",
       {"/v1/me/tokens", R"({"title":"t","scope":"read"})", {401, 201, 201, 201, 201, 201, 201, 201}}},
      {"DELETE /v1/me/tokens/{id}", {"/v1/me/tokens/nothing", "", {401, 404, 404, 404, 404, 404, 404, 404}}},
      // Those of this test have no password here, and come without a session.
      {"POST /v1/me/password",
       {"/v1/me/password",
        R"({"present":"x","new":"correct horse"})",
        {401, 409, 409, 409, 409, 409, 409, 409}}},
      {"POST /v1/sessions",
       {"/v1/sessions", R"({"name":"x","password":"y"})", {401, 401, 401, 401, 401, 401, 401, 401}}},
      {"DELETE /v1/sessions/current", {"/v1/sessions/current", "", {401, 404, 404, 404, 404, 404, 404, 404}}},
      {"GET /v1/audit", {"/v1/audit", "", {401, 403, 403, 403, 403, 403, 200, 200}}},
      {"GET /v1/me/data", {"/v1/me/data", "", kSignedIn}},
      {"GET /v1/people/{id}/data", {"/v1/people/other/data", "", kAdministrators}},
      {"POST /v1/people/{id}/erase", {"/v1/people/finance/erase", R"({"reason":"left"})", kAdministrators}},
      {"GET /v1/erasures", {"/v1/erasures", "", {401, 403, 403, 403, 403, 403, 200, 200}}},
      {"GET /v1/organizations", {"/v1/organizations", "", kSignedIn}},
      {"GET /v1/organizations/{id}",
       {"/v1/organizations/taihu", "", {401, 404, 200, 404, 404, 200, 200, 200}}},
      {"POST /v1/organizations",
       {"/v1/organizations",
        R"({"id":"lab","parent":"mill","kind":"branch","names":{"zh":"x"}})",
        {401, 403, 403, 422, 422, 403, 403, 201}}},
      {"PATCH /v1/organizations/{id}",
       {"/v1/organizations/mill", R"({"kind":"branch"})", {401, 403, 403, 404, 404, 403, 403, 200}}},
      {"GET /v1/organizations/{id}/holders",
       {"/v1/organizations/mill/holders?role=head", "", {401, 200, 200, 404, 404, 200, 200, 200}}},
      {"GET /v1/people", {"/v1/people", "", kSignedIn}},
      {"POST /v1/people",
       {"/v1/people", R"({"id":"new","name":"x","org":"mill"})", {401, 403, 403, 422, 422, 403, 403, 201}}},
      {"GET /v1/people/{id}", {"/v1/people/worker", "", {401, 200, 200, 404, 404, 200, 200, 200}}},
      {"PATCH /v1/people/{id}",
       {"/v1/people/worker", R"({"name":"y"})", {401, 403, 403, 404, 404, 403, 403, 200}}},
      {"GET /v1/people/{id}/grants",
       {"/v1/people/worker/grants", "", {401, 200, 403, 404, 404, 403, 200, 200}}},
      {"POST /v1/people/{id}/grants",
       {"/v1/people/worker/grants",
        R"({"role":"head","org":"taihu"})",
        {401, 422, 403, 404, 404, 403, 403, 201}}},
      {"DELETE /v1/people/{id}/grants",
       {"/v1/people/worker/grants?role=worker&org=mill", "", {401, 204, 403, 404, 404, 403, 403, 204}}},
      {"GET /v1/me/delegations", {"/v1/me/delegations", "", kSignedIn}},
      {"POST /v1/me/delegations",
       {"/v1/me/delegations",
        R"({"to":"worker","role":"head","org":"taihu","until":"2026-02-01T00:00:00+08:00","reason":"x"})",
        {401, 422, 201, 422, 422, 422, 422, 422}}},
      {"DELETE /v1/me/delegations/{id}",
       {"/v1/me/delegations/nothing", "", {401, 404, 404, 404, 404, 404, 404, 404}}},
      {"GET /v1/delegations", {"/v1/delegations", "", kSignedIn}},
      {"GET /v1/accounts", {"/v1/accounts", "", kAdministrators}},
      {"POST /v1/accounts",
       {"/v1/accounts", R"({"person":"worker"})", {401, 403, 403, 403, 403, 403, 403, 201}}},
      {"POST /v1/accounts/{name}/reset",
       {"/v1/accounts/nobody/reset", "{}", {401, 403, 403, 403, 403, 403, 403, 404}}},
      {"POST /v1/accounts/{name}/lock",
       {"/v1/accounts/nobody/lock", "{}", {401, 403, 403, 403, 403, 403, 403, 404}}},
      {"POST /v1/accounts/{name}/unlock",
       {"/v1/accounts/nobody/unlock", "{}", {401, 403, 403, 403, 403, 403, 403, 404}}},
      {"GET /v1/workflows", {"/v1/workflows", "", kSignedIn}},
      {"GET /v1/workflows/{id}", {"/v1/workflows/posting", "", kSignedIn}},
      {"POST /v1/workflows", {"/v1/workflows", "YAML", {401, 403, 403, 403, 403, 403, 403, 201}}},
      {"POST /v1/workflows/check", {"/v1/workflows/check", "YAML", kAdministrators}},
      {"GET /v1/workflows/{id}/versions", {"/v1/workflows/posting/versions", "", kSignedIn}},
      {"GET /v1/workflows/{id}/diff", {"/v1/workflows/posting/diff?from=1", "", kSignedIn}},
      {"GET /v1/workflows/{id}/diagram", {"/v1/workflows/posting/diagram?item=ITEM", "", kWhoSeeTheItem}},
      {"POST /v1/workflows/{id}/retire",
       {"/v1/workflows/posting/retire", R"({"reason":"x"})", kAdministrators}},
      {"POST /v1/workflows/{id}/reopen",
       {"/v1/workflows/posting/reopen", R"({"reason":"x"})", kAdministrators}},
      {"GET /v1/presets", {"/v1/presets", "", kSignedIn}},
      {"GET /v1/presets/{id}", {"/v1/presets/nowhere", "", {401, 404, 404, 404, 404, 404, 404, 404}}},
      {"GET /v1/calendars/years", {"/v1/calendars/years", "", kSignedIn}},
      {"GET /v1/calendars/years/{year}", {"/v1/calendars/years/2026", "", kSignedIn}},
      {"GET /v1/calendars/deadline", {"/v1/calendars/deadline?from=2026-01-05&term=5%20days", "", kSignedIn}},
      {"GET /v1/items", {"/v1/items", "", kSignedIn}},
      {"POST /v1/items",
       {"/v1/items",
        R"({"workflow":"posting","data":{"name":"n","phone":"1"}})",
        {401, 201, 403, 201, 201, 403, 403, 403}}},
      {"GET /v1/items/{id}", {"/v1/items/ITEM", "", kWhoSeeTheItem}},
      {"GET /v1/items/{id}/activities", {"/v1/items/ITEM/activities", "", kWhoSeeTheItem}},
      {"GET /v1/items/{id}/activities/{activity}", {"/v1/items/ITEM/activities/notice", "", kWhoSeeTheItem}},
      {"GET /v1/search", {"/v1/search?q=%E5%A4%9C%E6%A0%A1", "", kSignedIn}},
      {"GET /v1/items/{id}/fields/{name}", {"/v1/items/ITEM/fields/name", "", kWhoSeeTheItem}},
      {"GET /v1/items/{id}/history", {"/v1/items/ITEM/history", "", kWhoSeeTheItem}},
      {"GET /v1/items/{id}/timeline", {"/v1/items/ITEM/timeline", "", kWhoSeeTheItem}},
      {"GET /v1/items/{id}/reports/{report}", {"/v1/items/ITEM/reports/notice", "", kWhoSeeTheItem}},
      // Its name is open to the head.
      {"PATCH /v1/items/{id}",
       {"/v1/items/ITEM", R"({"name":"x"})", {401, 403, 200, 404, 403, 403, 403, 403}}},
      {"GET /v1/items/{id}/files/{sha256}", {"/v1/items/ITEM/files/FILE", "", kWhoSeeTheItem}},
      {"GET /v1/items/{id}/events", {"/v1/items/ITEM/events", "", kWhoSeeTheItem}},
      {"POST /v1/items/{id}/events",
       {"/v1/items/ITEM/events", R"({"event":"send_back"})", {401, 403, 200, 404, 403, 403, 403, 403}}},
      {"POST /v1/items/events",
       {"/v1/items/events",
        R"({"event":"send_back","mode":"all_or_nothing","items":[{"id":"ITEM"}]})",
        {401, 409, 200, 409, 409, 409, 409, 409}}},
      {"GET /v1/items/{id}/comments", {"/v1/items/ITEM/comments", "", kWhoSeeTheItem}},
      {"POST /v1/items/{id}/comments",
       {"/v1/items/ITEM/comments", R"({"text":"x"})", {401, 201, 201, 404, 201, 201, 201, 201}}},
      // An auditor changes nothing.
      {"POST /v1/files", {"/v1/files?name=a", "text", {401, 201, 201, 201, 201, 201, 403, 201}}},
      {"GET /v1/files/{sha256}", {"/v1/files/FILE", "", kWorker}},
      {"POST /v1/uploads",
       {"/v1/uploads", R"({"name":"a","size":4})", {401, 201, 201, 201, 201, 201, 403, 201}}},
      {"GET /v1/uploads/{id}", {"/v1/uploads/UPLOAD", "", kWorker}},
      {"PUT /v1/uploads/{id}/parts/{part}",
       {"/v1/uploads/UPLOAD/parts/1", "text", {401, 204, 404, 404, 404, 404, 404, 404}}},
      {"POST /v1/uploads/{id}/finish",
       {"/v1/uploads/UPLOAD/finish", "", {401, 422, 404, 404, 404, 404, 404, 404}}},
      {"DELETE /v1/uploads/{id}", {"/v1/uploads/UPLOAD", "", {401, 204, 404, 404, 404, 404, 404, 404}}},
      {"GET /v1/tasks", {"/v1/tasks", "", kSignedIn}},
      {"GET /v1/changes", {"/v1/changes", "", kSignedIn}},
      {"GET /v1/counts", {"/v1/counts", "", kSignedIn}},
      {"GET /v1/budgets", {"/v1/budgets", "", kSignedIn}},
      {"POST /v1/budgets",
       {"/v1/budgets", R"({"id":"new",)" + budget, {401, 422, 422, 422, 422, 201, 403, 201}}},
      {"GET /v1/budgets/{id}", {"/v1/budgets/fund", "", kWhoSeeTheBudget}},
      {"GET /v1/budgets/{id}/entries", {"/v1/budgets/fund/entries", "", kWhoSeeTheBudget}},
      {"POST /v1/budgets/{id}/changes",
       {"/v1/budgets/fund/changes",
        R"({"by":"1.00","reason":"more"})",
        {401, 404, 404, 404, 404, 200, 403, 200}}},
      {"GET /v1/outbox", {"/v1/outbox", "", kAdministrators}},
      {"POST /v1/outbox/retry", {"/v1/outbox/retry", "{}", kAdministrators}},
      {"POST /v1/outbox/{id}/retry",
       {"/v1/outbox/a_1_0/retry", "{}", {401, 403, 403, 403, 403, 403, 403, 404}}},
      {"POST /v1/outbox/{id}/drop",
       {"/v1/outbox/a_1_0/drop", R"({"reason":"x"})", {401, 403, 403, 403, 403, 403, 403, 404}}},
      {"GET /v1/webhooks", {"/v1/webhooks", "", kAdministrators}},
      {"POST /v1/webhooks",
       {"/v1/webhooks", R"({"url":"https://example.org/x"})", {401, 403, 403, 403, 403, 403, 403, 201}}},
      {"GET /v1/webhooks/{id}", {"/v1/webhooks/none", "", kNoWebhook}},
      {"PATCH /v1/webhooks/{id}", {"/v1/webhooks/none", R"({"paused":true})", kNoWebhook}},
      {"DELETE /v1/webhooks/{id}", {"/v1/webhooks/none", "", kNoWebhook}},
      {"POST /v1/webhooks/{id}/secret", {"/v1/webhooks/none/secret", "", kNoWebhook}},
      {"POST /v1/webhooks/{id}/test", {"/v1/webhooks/none/test", "", kNoWebhook}},
      {"GET /v1/webhooks/{id}/deliveries", {"/v1/webhooks/none/deliveries", "", kNoWebhook}},
      {"POST /v1/webhooks/{id}/deliveries/{delivery}/retry",
       {"/v1/webhooks/none/deliveries/a_1/retry", "", kNoWebhook}},
      {"GET /v1/clock", {"/v1/clock", "", kSignedIn}},
      {"POST /v1/clock", {"/v1/clock", R"({"advance":"PT1H"})", kAdministrators}},
  };
  return rows;
}

class World {
 public:
  World() {
    server.PublishText(kPosting);
    Join("worker", "mill", "worker");
    Join("head", "taihu", "head");
    Join("other", "shops", "worker");
    Join("reader", "shops", "worker");
    Join("finance", "city", "finance");
    Join("auditor", "city", "auditor");
    Join("administrator", "city", "administrator");
    const Reply fund = Of("finance").Post(
        "/v1/budgets",
        json{{"id", "fund"}, {"title", "x"}, {"year", 2026}, {"org", "city"}, {"pool", "9.00"}}.dump());
    EXPECT_EQ(fund.status, 201) << fund.body;
    const Reply kept = Of("worker").Post("/v1/files?name=form.txt", "form");
    EXPECT_EQ(kept.status, 201) << kept.body;
    const json form = json::parse(kept.body);
    file = form["sha256"];
    const Reply begun = Of("worker").Post("/v1/uploads", json{{"name", "a.txt"}, {"size", 4}}.dump());
    EXPECT_EQ(begun.status, 201) << begun.body;
    upload = json::parse(begun.body)["id"];
    item = Of("worker").Create("posting", {{"name", "夜校"}, {"phone", kPhone}, {"form", form["ref"]}});
    for (const auto& [event, input] : {std::pair<std::string, json>{"item.copy", {{"to", {"reader"}}}},
                                       std::pair<std::string, json>{"submit", nullptr}}) {
      const Reply sent = Of("worker").SendEvent(item, event, input);
      EXPECT_EQ(sent.status, 200) << sent.body;
    }
  }

  Session& Of(const std::string& person) { return people_.at(person); }
  Reply Ask(const std::string& person, const std::string& method, const std::string& target,
            const std::string& body) {
    std::vector<api::NamedText> headers;
    if (body.starts_with("workflow:")) headers.emplace_back("Content-Type", "application/yaml");
    if (person != "nobody") headers.emplace_back("Authorization", "Bearer " + tokens_.at(person));
    headers.emplace_back("Accept-Language", "en");
    if (method == "PATCH") headers.emplace_back("If-Match", "*");
    return HttpClient(server.port()).Send(method, target, headers, body);
  }
  [[nodiscard]] std::string Filled(std::string text) const {
    if (text == "YAML") {
      text = kPosting;
      return text.replace(text.find("version: 1"), 10, "version: 2");
    }
    for (const auto& [name, value] : {std::pair<std::string, std::string>{"ITEM", item},
                                      std::pair<std::string, std::string>{"FILE", file},
                                      std::pair<std::string, std::string>{"UPLOAD", upload}}) {
      if (const auto at = text.find(name); at != std::string::npos) text.replace(at, name.size(), value);
    }
    return text;
  }

  TestServer server;
  std::string item;
  std::string file;
  std::string upload;

 private:
  void Join(const std::string& person, const std::string& org, const std::string& role) {
    people_.emplace(person, server.Person(person, org, {role}));
    const Timestamp now = server.server().wall_clock().Now();
    tokens_.emplace(person, server.server().identity().Issue(TenantId("city"), PersonId(person),
                                                             {now.seconds + 3600, 0}));
  }
  std::map<std::string, Session> people_;
  std::map<std::string, std::string> tokens_;
};

TEST(Access, IsAnsweredForEveryRouteAndEveryKindOfPersonAsTheTableSays) {
  World reads;
  std::size_t seen = 0;
  for (const api::Route& route : reads.server.server().application().router().routes()) {
    const std::string name = route.method + " " + route.path;
    SCOPED_TRACE(name);
    const auto row = Rows().find(name);
    if (row == Rows().end()) {
      ADD_FAILURE() << "a route that the table of access does not have: say who may use it";
      continue;
    }
    ++seen;
    for (std::size_t i = 0; i < kPeople.size(); ++i) {
      // What one person's write does must not decide what the next is answered.
      const std::unique_ptr<World> own = route.IsSafe() ? nullptr : std::make_unique<World>();
      World& world = own ? *own : reads;
      const Cell& cell = row->second;
      const Reply reply =
          world.Ask(kPeople[i], route.method, world.Filled(cell.target), world.Filled(cell.body));
      EXPECT_EQ(reply.status, cell.expected[i]) << kPeople[i] << " " << reply.body;
      // Nobody learns from a refusal that there is such an item.
      if (reply.status != 404 || cell.target.find("ITEM") == std::string::npos) continue;
      std::string none = cell.target;
      none.replace(none.find("ITEM"), 4, "nothing");
      std::string body = world.Ask(kPeople[i], route.method, none, cell.body).body;
      if (const auto at = body.find("nothing"); at != std::string::npos) body.replace(at, 7, world.item);
      EXPECT_EQ(reply.body, body);
    }
  }
  EXPECT_EQ(seen, Rows().size()) << "the table has rows of routes that are gone";
}

TEST(Access, IsGivenByNoOtherMethod) {
  World world;
  for (const api::Route& route : world.server.server().application().router().routes()) {
    const auto row = Rows().find(route.method + " " + route.path);
    if (row == Rows().end()) continue;
    for (const std::string& method : {std::string("PUT"), std::string("PATCH"), std::string("DELETE")}) {
      const std::string target = world.Filled(row->second.target);
      const auto& router = world.server.server().application().router();
      if (router.Find(method, api::ParseTarget(target)->segments).route != nullptr) continue;
      const Reply reply = HttpClient(world.server.port()).Send(method, target);
      EXPECT_EQ(reply.status, 405) << method << " " << route.path << " " << reply.body;
      EXPECT_THAT(reply.Header("Allow"), HasSubstr(route.method)) << route.path;
    }
  }
}

// Lists, counts, search and tasks show no more than reading the items would.
TEST(Access, ShowsEachPersonHisOwnInEveryList) {
  World world;
  struct Expected {
    const char* person;
    std::size_t items;
    std::size_t tasks;
    std::size_t organizations;
  };
  for (const auto& [person, items, tasks, organizations] :
       {Expected{"worker", 1, 0, 1}, Expected{"head", 1, 1, 2}, Expected{"other", 0, 0, 1},
        Expected{"reader", 0, 0, 1}, Expected{"finance", 1, 0, 5}, Expected{"auditor", 1, 0, 5},
        Expected{"administrator", 1, 0, 5}}) {
    SCOPED_TRACE(person);
    const auto rows = [&](const char* target, const char* list = "items") {
      return json::parse(world.Of(person).Get(target).body)[list];
    };
    EXPECT_EQ(rows("/v1/items").size(), items);
    EXPECT_EQ(rows("/v1/items?q=%E5%A4%9C%E6%A0%A1").size(), items);
    EXPECT_EQ(rows("/v1/items?org=mill").size(), items);
    EXPECT_EQ(rows("/v1/tasks").size(), tasks);
    EXPECT_EQ(rows("/v1/organizations").size(), organizations);
    std::size_t counted = 0;
    for (const json& row : rows("/v1/counts")) counted += row["items"].get<std::size_t>();
    EXPECT_EQ(counted, items);
    const json body{{"event", "submit"}, {"mode", "each"}, {"filter", {{"workflow", "posting"}}}};
    const Reply bulk = world.Of(person).Post("/v1/items/events?dry_run=true", body.dump());
    EXPECT_EQ(bulk.status, items == 0 ? 422 : 200) << "a filter finds what a list shows";
  }
}

// A field with `read` shows to its readers and to auditors, and to nobody else at any address.
TEST(Access, ShowsAFieldToItsReadersAlone) {
  World world;
  for (const char* person : kPeople) {
    SCOPED_TRACE(person);
    std::string all;
    for (const auto& [name, cell] : Rows()) {
      if (!name.starts_with("GET ")) continue;
      all += world.Ask(person, "GET", world.Filled(cell.target), "").body;
    }
    for (const char* query : {"/v1/items?q=13800001111", "/v1/items/ITEM/history?limit=200",
                              "/v1/items/ITEM/reports/notice?format=csv"})
      all += world.Ask(person, "GET", world.Filled(query), "").body;
    for (const char* event : {"send_back", "submit", "item.copy", "item.suspend"}) {
      all += world
                 .Ask(person, "POST", world.Filled("/v1/items/ITEM/events?dry_run=true"),
                      json{{"event", event}}.dump())
                 .body;
    }
    const bool reads = std::string_view(person) == "head" || std::string_view(person) == "auditor";
    EXPECT_EQ(all.find(kPhone) != std::string::npos, reads);
  }
}

}  // namespace
}  // namespace charter::test
