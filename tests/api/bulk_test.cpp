// One event to many items at once.
#include <gmock/gmock.h>

#include "tests/api/any_store.h"
#include "tests/support/test_server.h"

namespace charter::test {
namespace {

using nlohmann::json;
using testing::HasSubstr;

class Bulk : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override { server.Publish("tests/api/leave_request.yaml"); }

  std::string Leave(int days = 3) {
    return worker.Create("leave_request", {{"reason", "x"}, {"days", days}});
  }
  static json Of(const std::vector<std::string>& ids) {
    json items = json::array();
    for (const auto& id : ids) items.push_back({{"id", id}});
    return items;
  }
  static Reply Send(Session& who, const std::string& event, const json& more, const std::string& query = "",
                    std::vector<api::NamedText> headers = {}) {
    json body{{"event", event}};
    body.update(more);
    return who.Post("/v1/items/events" + query, body.dump(), std::move(headers));
  }
  static std::vector<int> Statuses(const json& answer) {
    std::vector<int> statuses;
    for (const json& item : answer["items"]) statuses.push_back(item["status"]);
    return statuses;
  }

  AnyStore store{GetParam()};
  TestServer server{store.url()};
  Session worker = server.Person("wang", "mill", {"worker"});
  Session head = server.Person("li", "taihu", {"head"});
};

INSTANTIATE_TEST_SUITE_P(Over, Bulk, kStoreKinds, NameOfKind);

TEST_P(Bulk, SendsAnEventToEachAndSaysOfEachWhatBecameOfIt) {
  const std::string good = Leave();
  const std::string longer = Leave(20);
  const Reply reply = Send(worker, "submit", {{"mode", "each"}, {"items", Of({good, longer, "nothing"})}});
  ASSERT_EQ(reply.status, 200) << reply.body;
  const json answer = json::parse(reply.body);
  EXPECT_EQ(answer["sent"], 1);
  EXPECT_EQ(answer["refused"], 2);
  EXPECT_EQ(Statuses(answer), (std::vector{200, 409, 404}));
  EXPECT_EQ(answer["items"][0]["states"], json({"submitted"}));
  EXPECT_EQ(answer["items"][0]["rev"], 2);
  EXPECT_EQ(answer["items"][1]["problem"]["code"], "CH2004");
  EXPECT_EQ(worker.Item(good)["rev"], 2);
  EXPECT_EQ(worker.Item(longer)["rev"], 1);
  EXPECT_EQ(json::parse(head.Get("/v1/tasks").body)["items"].size(), 1U);
}

TEST_P(Bulk, AllOrNothingChangesNothingWhereOneRefuses) {
  const std::string good = Leave();
  const std::string longer = Leave(20);
  const json both{{"mode", "all_or_nothing"}, {"items", Of({good, longer})}};
  const Reply refused = Send(worker, "submit", both);
  EXPECT_EQ(refused.status, 409) << refused.body;
  const json problem = json::parse(refused.body);
  EXPECT_EQ(problem["code"], "CH3130");
  EXPECT_EQ(problem["items"][1]["problem"]["code"], "CH2004");
  EXPECT_EQ(worker.Item(good)["rev"], 1);
  const Reply sent = Send(worker, "submit", {{"mode", "all_or_nothing"}, {"items", Of({good, Leave()})}});
  EXPECT_EQ(sent.status, 200) << sent.body;
  EXPECT_EQ(json::parse(sent.body)["sent"], 2);
  EXPECT_EQ(worker.Item(good)["rev"], 2);
  EXPECT_EQ(server.server().service().Verify(TenantId("city"), ItemId(good)), std::nullopt);
}

TEST_P(Bulk, HoldsEachItemToTheRevisionThatWasSeen) {
  const std::string id = Leave();
  const json seen{{"mode", "each"}, {"items", {{{"id", id}, {"rev", 1}}}}};
  EXPECT_EQ(json::parse(Send(worker, "submit", seen).body)["sent"], 1);
  const json again = json::parse(Send(worker, "submit", seen).body);
  EXPECT_EQ(Statuses(again), (std::vector{412}));
}

TEST_P(Bulk, FindsItsItemsByAFilter) {
  const std::string one = Leave();
  const std::string two = Leave();
  worker.SendEvent(one, "submit");
  const json filter{{"workflow", "leave_request"}, {"state", "draft"}, {"org", "mill"}};
  const json previewed =
      json::parse(Send(worker, "submit", {{"mode", "each"}, {"filter", filter}}, "?dry_run=true").body);
  EXPECT_EQ(previewed["dry_run"], true);
  ASSERT_EQ(previewed["items"].size(), 1U);
  EXPECT_EQ(previewed["items"][0]["id"], two);
  EXPECT_EQ(previewed["items"][0]["states"], json({"submitted"}));
  EXPECT_EQ(previewed["items"][0]["from_rev"], 1);
  EXPECT_EQ(worker.Item(two)["rev"], 1);
  EXPECT_EQ(json::parse(Send(worker, "submit", {{"mode", "each"}, {"filter", filter}}).body)["sent"], 1);
  EXPECT_EQ(worker.Item(two)["rev"], 2);
}

TEST_P(Bulk, IsSentOnceUnderItsKey) {
  const json body{{"mode", "each"}, {"items", Of({Leave(), Leave(20)})}};
  const Reply first = Send(worker, "submit", body, "", {{"Idempotency-Key", "k"}});
  const Reply again = Send(worker, "submit", body, "", {{"Idempotency-Key", "k"}});
  EXPECT_EQ(again.body, first.body);
  EXPECT_EQ(again.Header("Idempotency-Replayed"), "true");
}

TEST_P(Bulk, TakesNeitherNoneNorTooManyNorTheSameTwice) {
  const std::string id = Leave();
  std::vector<std::string> many;
  for (int i = 0; i <= 200; ++i) many.push_back("i" + std::to_string(i));
  for (const json& wrong :
       {json{{"mode", "each"}, {"items", json::array()}}, json{{"mode", "each"}, {"items", Of(many)}},
        json{{"mode", "each"}, {"items", Of({id, id})}}, json{{"mode", "some"}, {"items", Of({id})}},
        json{{"mode", "each"}}, json{{"items", Of({id})}},
        json{{"mode", "each"}, {"items", Of({id})}, {"filter", {{"state", "draft"}}}},
        json{{"mode", "each"}, {"filter", {{"colour", "red"}}}},
        json{{"mode", "each"}, {"filter", {{"org", "nowhere"}}}},
        json{{"mode", "each"}, {"filter", {{"status", "drafted"}}}},
        json{{"mode", "each"}, {"filter", {{"q", std::string(65, 'x')}}}},
        json{{"mode", "each"}, {"filter", {{"overdue", "yes"}}}},
        json{{"mode", "each"}, {"items", {{{"id", 7}}}}}, json{{"mode", "each"}, {"items", {"x"}}},
        json{{"mode", "each"}, {"items", {{{"id", id}, {"revision", 1}}}}}}) {
    const Reply reply = Send(worker, "submit", wrong);
    EXPECT_EQ(reply.status, 422) << wrong.dump().substr(0, 200) << " " << reply.body;
    EXPECT_THAT(reply.body, HasSubstr("CH2006"));
  }
  EXPECT_EQ(worker.Item(id)["rev"], 1);
}

TEST_P(Bulk, FiresWhatWasDueBefore) {
  const std::string late = Leave();
  const std::string draft = Leave();
  worker.SendEvent(late, "submit");
  ASSERT_TRUE(server.server().simulated()->MoveTo(ParseTimestamp("2026-02-02T09:00:00+08:00").value()));
  const json body{{"mode", "each"}, {"items", Of({late, draft})}};
  const json tried = json::parse(Send(worker, "submit", body, "?dry_run=true").body);
  EXPECT_EQ(Statuses(tried), (std::vector{409, 200}));
  EXPECT_EQ(worker.Item(late)["states"][0]["id"], "submitted");
  const json sent = json::parse(Send(worker, "submit", body).body);
  EXPECT_EQ(Statuses(sent), (std::vector{409, 200}));
  EXPECT_EQ(sent["items"][0]["problem"], tried["items"][0]["problem"]);
  EXPECT_EQ(worker.Item(late)["states"][0]["id"], "lapsed");
}

constexpr const char* kGrant = R"yaml(workflow: grant
version: 1
title: {zh: 补助, en: Grant}
roles: {clerk: {title: {zh: 经办人, en: Clerk}}}
create: {by: clerk}
data: {amount: {type: money, required: true, title: {zh: 金额, en: Amount}}}
initial: asked
states:
  asked:
    title: {zh: 申请, en: Asked}
    on:
      reserve:
        {by: clerk, target: reserved, title: {zh: 预留, en: Reserve},
         actions: [{ledger: {budget: "'fund'", reserve: data.amount}}]}
  reserved: {type: final, title: {zh: 已预留, en: Reserved}}
)yaml";

TEST_P(Bulk, DrawsOnABudgetAsFarAsItGoes) {
  server.PublishText(kGrant);
  Session finance = server.As("finance", "city");
  finance.Post(
      "/v1/budgets",
      json{{"id", "fund"}, {"title", "x"}, {"year", 2026}, {"org", "city"}, {"pool", "100.00"}}.dump());
  Session clerk = server.As("clerk", "mill");
  std::vector<std::string> ids;
  for (const char* amount : {"60.00", "70.00", "40.00"})
    ids.push_back(clerk.Create("grant", {{"amount", amount}}));
  for (const char* query : {"?dry_run=true", ""}) {
    const json all =
        json::parse(Send(clerk, "reserve", {{"mode", "all_or_nothing"}, {"items", Of(ids)}}, query).body);
    EXPECT_EQ(all["code"], "CH3130");
    EXPECT_EQ(Statuses(all), (std::vector{200, 409, 200})) << all;
    EXPECT_EQ(all["items"][1]["problem"]["code"], "CH2035");
  }
  EXPECT_EQ(json::parse(finance.Get("/v1/budgets/fund").body)["left"], "100.00");
  const json each = json::parse(Send(clerk, "reserve", {{"mode", "each"}, {"items", Of(ids)}}).body);
  EXPECT_EQ(Statuses(each), (std::vector{200, 409, 200}));
  EXPECT_EQ(json::parse(finance.Get("/v1/budgets/fund").body)["left"], "0.00");
  EXPECT_EQ(server.server().service().Verify(TenantId("city"), BudgetId("fund")), std::nullopt);
}

}  // namespace
}  // namespace charter::test
