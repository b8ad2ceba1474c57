// Budgets over HTTP: who keeps and sees them, what items draw on them, and what is refused with its figures.
#include <gmock/gmock.h>

#include "tests/api/any_store.h"
#include "tests/support/test_server.h"

namespace charter::test {
namespace {

using nlohmann::json;
using testing::HasSubstr;

constexpr const char* kGrant = R"yaml(
workflow: grant
version: 1
title: {zh: 补助, en: Grant}
roles: {lead: {title: {zh: 负责人, en: Lead}}, office: {title: {zh: 办公室, en: Office}}}
create: {by: lead}
data:
  budget: {type: string, required: true, title: {zh: 预算, en: Budget}}
  amount: {type: money, required: true, title: {zh: 金额, en: Amount}}
initial: asked
states:
  asked:
    title: {zh: 申请, en: Asked}
    # Whoever is not heard of is granted the money by the clock.
    after:
      30 days: {target: granted, title: {zh: 逾期视为同意, en: Granted by silence}}
    on:
      grant: {target: granted, by: office, title: {zh: 批准, en: Grant}}
  granted:
    title: {zh: 已批准, en: Granted}
    entry:
      - ledger: {budget: data.budget, reserve: data.amount, note: "'预留'"}
    on:
      pay:
        target: paid
        by: office
        title: {zh: 拨付, en: Pay}
        input: {amount: {type: money, required: true, title: {zh: 金额, en: Amount}}}
        actions: [{ledger: {budget: data.budget, pay: input.amount}}]
  paid: {type: final, title: {zh: 已拨付, en: Paid}}
)yaml";

class Budgets : public testing::TestWithParam<const char*> {
 protected:
  Budgets() : store_(GetParam()), server_(store_.url()), finance_(server_.As("finance", "city")) {
    server_.PublishText(kGrant);
  }
  Reply Make(Session& who, const json& more = json::object()) {
    json body{{"id", "support"},
              {"title", {{"zh", "补助"}, {"en", "Support"}}},
              {"year", 2026},
              {"org", "city"},
              {"pool", "1000.00"}};
    body.update(more);
    return who.Post("/v1/budgets", body.dump());
  }
  static json Budget(Session& who) { return json::parse(who.Get("/v1/budgets/support").body); }

  AnyStore store_;
  TestServer server_;
  Session finance_;
};

INSTANTIATE_TEST_SUITE_P(Every, Budgets, kStoreKinds, NameOfKind);

TEST_P(Budgets, AreMadeByFinanceAndSeenByThoseOverTheirOrganisation) {
  Session lead = server_.As("lead", "mill");
  EXPECT_EQ(Make(lead).status, 422);  // the city is none of theirs
  Session office = server_.As("office", "city");
  EXPECT_EQ(Make(office).status, 403);
  const Reply made = Make(finance_);
  EXPECT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(Make(finance_).status, 409);
  EXPECT_EQ(Budget(office)["left"], "1000.00");
  EXPECT_EQ(lead.Get("/v1/budgets/support").status, 404);
  EXPECT_TRUE(json::parse(lead.Get("/v1/budgets").body)["items"].empty());
  for (const json& wrong : {json{{"id", "a b"}}, json{{"year", 26}}, json{{"pool", "0"}},
                            json{{"pool", "1.001"}}, json{{"title", ""}}})
    EXPECT_EQ(Make(finance_, wrong).status, 422) << wrong;
}

TEST_P(Budgets, RefuseAnEventWholeWithWhatIsLeft) {
  ASSERT_EQ(Make(finance_).status, 201);
  Session lead = server_.As("lead", "mill");
  Session office = server_.As("office", "city");
  const std::string first = lead.Create("grant", {{"budget", "support"}, {"amount", "700.00"}});
  EXPECT_EQ(office.SendEvent(first, "grant").status, 200);
  const std::string second = lead.Create("grant", {{"budget", "support"}, {"amount", "300.01"}});
  const Reply refused = office.SendEvent(second, "grant");
  EXPECT_EQ(refused.status, 409);
  EXPECT_THAT(refused.body, HasSubstr("/problems/budget_exceeded"));
  EXPECT_THAT(refused.body,
              HasSubstr("budget support has 300.00 yuan left, not enough to reserve 300.01 yuan"));
  EXPECT_EQ(office.Item(second)["rev"], 1);
  EXPECT_EQ(Budget(finance_)["entries"], 2);
  const Reply too_much = office.SendEvent(first, "pay", {{"amount", "700.01"}});
  EXPECT_THAT(too_much.body, HasSubstr("/problems/ledger_exceeded"));
  const std::string lost = lead.Create("grant", {{"budget", "none"}, {"amount", "1.00"}});
  EXPECT_THAT(office.SendEvent(lost, "grant").body, HasSubstr("/problems/no_budget"));
}

TEST_P(Budgets, AreRaisedAndLoweredWithAReasonAndListedLineByLine) {
  ASSERT_EQ(Make(finance_).status, 201);
  Session lead = server_.As("lead", "mill");
  Session office = server_.As("office", "city");
  const std::string item = lead.Create("grant", {{"budget", "support"}, {"amount", "700.00"}});
  ASSERT_EQ(office.SendEvent(item, "grant").status, 200);
  const auto change = [&](Session& who, const json& body) {
    return who.Post("/v1/budgets/support/changes", body.dump());
  };
  EXPECT_EQ(change(office, {{"by", "1.00"}, {"reason", "x"}}).status, 403);
  EXPECT_EQ(change(finance_, {{"by", "1.00"}, {"reason", ""}}).status, 422);
  EXPECT_EQ(change(finance_, {{"by", "-300.01"}, {"reason", "压减"}}).status, 409);
  EXPECT_EQ(change(finance_, {{"by", "-300.00"}, {"reason", "压减"}}).status, 200);
  EXPECT_EQ(change(finance_, {{"by", 50}, {"reason", "追加"}}).status, 200);
  EXPECT_EQ(Budget(finance_)["pool"], "750.00");
  const json page = json::parse(finance_.Get("/v1/budgets/support/entries?limit=2").body);
  ASSERT_EQ(page["items"].size(), 2U);
  EXPECT_EQ(page["items"][1]["kind"], "reserve");
  EXPECT_EQ(page["items"][1]["item"], item);
  EXPECT_EQ(page["items"][1]["note"], "预留");
  const json rest =
      json::parse(finance_.Get("/v1/budgets/support/entries?cursor=" + page["next"].get<std::string>()).body);
  ASSERT_EQ(rest["items"].size(), 2U);
  EXPECT_EQ(rest["items"][0]["kind"], "cut");
  EXPECT_EQ(rest["items"][1]["titles"]["zh"], "下达");
}

TEST_P(Budgets, PutAnItemAtFaultWhoseClockOverdraws) {
  ASSERT_EQ(Make(finance_).status, 201);
  Session lead = server_.As("lead", "mill");
  const std::string item = lead.Create("grant", {{"budget", "support"}, {"amount", "1000.01"}});
  server_.Advance("30 days");
  EXPECT_EQ(lead.Item(item)["status"], "faulted");
  EXPECT_EQ(Budget(finance_)["reserved"], "0.00");
}

}  // namespace
}  // namespace charter::test
