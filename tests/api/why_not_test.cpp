// What a caller is told about the events of an item, and what an event would do, over HTTP.
#include <gmock/gmock.h>

#include <set>

#include "tests/api/any_store.h"
#include "tests/support/test_server.h"

namespace charter::test {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kRelief = R"yaml(workflow: relief
version: 1
title: {zh: 困难补助, en: Relief}
number: "BZ-{year}-{seq:3}"
label: data.name
roles:
  clerk: {title: {zh: 经办人, en: Clerk}}
  chief: {title: {zh: 审批人, en: Chief}}
create: {by: clerk}
life_cycle: {cancel: {by: chief}, urge: {by: clerk}}
data:
  name: {type: string, required: true, title: {zh: 姓名, en: Name}}
  asked: {type: money, required: true, title: {zh: 申请金额, en: Amount asked for}}
  income: {type: money, required: true, read: [chief], title: {zh: 家庭收入, en: Income}}
  paid: {type: money, title: {zh: 实发金额, en: Paid}}
initial: draft
states:
  draft:
    title: {zh: 草稿, en: Draft}
    on:
      submit: {by: clerk, target: checking, title: {zh: 提交, en: Submit}}
  checking:
    title: {zh: 审核, en: Checking}
    due: {within: 5 workdays}
    on:
      approve:
        by: [clerk, chief]
        target: approved
        title: {zh: 批准, en: Approve}
        allow: "!performed(actor.id, 'submit')"
        guard: "data.income <= 3000 && data.asked <= 5000"
      visit:
        by: chief
        target: checking
        title: {zh: 家访, en: Visit}
        input:
          report: {type: file, required: true, title: {zh: 家访记录, en: Report of the visit}}
          days: {type: integer, required: true, title: {zh: 天数, en: Days}}
      exclude:
        by: chief
        target: rejected
        title: {zh: 不予批准, en: Reject}
        allow: "actor.org != item.org"
      pay_later:
        by: chief
        window: {opens: "timestamp('2026-03-01T00:00:00+08:00')"}
        target: approved
        title: {zh: 缓发, en: Pay later}
  approved:
    title: {zh: 已批准, en: Approved}
    entry: [{notify: {to: clerk, message: {zh: 已批准，请发放, en: "Approved: pay it out"}}}]
    on:
      close: {by: clerk, target: closed, title: {zh: 结束, en: Close}}
  rejected: {type: final, title: {zh: 未批准, en: Rejected}}
  closed: {type: final, title: {zh: 已结束, en: Closed}}
)yaml";

class WhyNot : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override { server.PublishText(kRelief); }

  std::string Case(const char* asked = "800.00", const char* income = "4321.00") {
    return clerk.Create("relief", {{"name", "王某"}, {"asked", asked}, {"income", income}});
  }
  static json Events(Session& who, const std::string& id) {
    const Reply reply = who.Get("/v1/items/" + id + "/events");
    EXPECT_EQ(reply.status, 200) << reply.body;
    return json::parse(reply.body);
  }
  static json Event(Session& who, const std::string& id, const std::string& name) {
    const json events = Events(who, id)["events"];
    for (const json& event : events) {
      if (event["event"] == name) return event;
    }
    ADD_FAILURE() << "nothing is told of " << name;
    return {};
  }
  static std::set<std::string> Codes(const json& event) {
    std::set<std::string> codes;
    for (const json& reason : event["reasons"]) codes.insert(reason["code"].get<std::string>());
    return codes;
  }
  static Reply Try(Session& who, const std::string& id, const std::string& event,
                   const json& input = json::object(), std::vector<api::NamedText> headers = {}) {
    return who.Post("/v1/items/" + id + "/events?dry_run=true",
                    json{{"event", event}, {"input", input}}.dump(), std::move(headers));
  }

  AnyStore store{GetParam()};
  TestServer server{store.url()};
  Session clerk = server.Person("wang", "mill", {"clerk"});
  Session chief = server.Person("li", "taihu", {"chief"});
};

INSTANTIATE_TEST_SUITE_P(Over, WhyNot, kStoreKinds, NameOfKind);

TEST_P(WhyNot, NamesEveryReasonAndNotOnlyTheFirst) {
  const std::string id = Case();
  ASSERT_EQ(clerk.SendEvent(id, "submit").status, 200);
  const json approve = Event(clerk, id, "approve");
  EXPECT_EQ(approve["verdict"], "refused");
  EXPECT_EQ(Codes(approve), (std::set<std::string>{"CH2012", "CH2004"}));
  EXPECT_EQ(approve["reasons"][0]["code"], json::parse(clerk.SendEvent(id, "approve").body)["code"]);
  EXPECT_THAT(approve["reasons"][0]["message"].get<std::string>(), HasSubstr("four eyes"));
}

TEST_P(WhyNot, ShowsWhatARuleSawButNoFieldThatTheCallerMayNotRead) {
  const std::string id = Case();
  ASSERT_EQ(clerk.SendEvent(id, "submit").status, 200);
  const auto seen = [&](Session& who) {
    json values = json::object();
    const json reasons = Event(who, id, "approve")["reasons"];
    for (const json& reason : reasons) {
      if (reason["code"] != "CH2004") continue;
      for (const json& each : reason["seen"])
        values[each["name"].get<std::string>()] = each.contains("hidden") ? json("hidden") : each["value"];
    }
    return values;
  };
  EXPECT_EQ(seen(clerk), (json{{"data.income", "hidden"}, {"data.asked", "800.00"}}));
  EXPECT_EQ(seen(chief), (json{{"data.income", "4321.00"}, {"data.asked", "800.00"}}));
  EXPECT_THAT(clerk.Get("/v1/items/" + id + "/events").body, Not(HasSubstr("4321")));
  EXPECT_THAT(Try(clerk, id, "approve").body, Not(HasSubstr("4321")));
  EXPECT_THAT(Try(clerk, id, "item.urge").body, Not(HasSubstr("4321")));
}

TEST_P(WhyNot, SaysWhatIsToBeFilledInAndWhichDocumentsAreMissing) {
  const std::string id = Case();
  ASSERT_EQ(clerk.SendEvent(id, "submit").status, 200);
  const json visit = Event(chief, id, "visit");
  EXPECT_EQ(visit["verdict"], "needs_input");
  EXPECT_EQ(Codes(visit), (std::set<std::string>{"CH2006"}));
  ASSERT_EQ(visit["missing"].size(), 2U);
  EXPECT_EQ(visit["missing"][0]["name"], "report");
  EXPECT_EQ(visit["missing"][0]["document"], true);
  EXPECT_EQ(visit["missing"][1]["document"], false);
  EXPECT_EQ(visit["reasons"][0]["hint"], "Fill in: Days. Upload: Report of the visit.");
  EXPECT_EQ(visit["input"]["required"], json({"report", "days"}));
}

TEST_P(WhyNot, SaysFromWhenOnAndWhereItIsPossible) {
  const std::string id = Case();
  const json later = Event(chief, id, "pay_later");
  EXPECT_EQ(later["verdict"], "refused");
  EXPECT_EQ(Codes(later), (std::set<std::string>{"CH2002"}));
  EXPECT_EQ(later["states"][0]["id"], "checking");
  EXPECT_THAT(later["reasons"][0]["hint"].get<std::string>(), HasSubstr("it is done in: Checking"));
  ASSERT_EQ(clerk.SendEvent(id, "submit").status, 200);
  const json early = Event(chief, id, "pay_later");
  EXPECT_EQ(Codes(early), (std::set<std::string>{"CH2065"}));
  EXPECT_THAT(early["reasons"][0]["message"].get<std::string>(), HasSubstr("2026-03-01"));
}

TEST_P(WhyNot, SaysWhoseItIsAndWhere) {
  const std::string id = Case();
  ASSERT_EQ(clerk.SendEvent(id, "submit").status, 200);
  const json visit = Event(clerk, id, "visit");
  EXPECT_EQ(Codes(visit), (std::set<std::string>{"CH2003", "CH2006"}));
  EXPECT_EQ(visit["reasons"][0]["hint"], "It can be done by: Chief at Taihu Federation.");
  EXPECT_THAT(clerk.Get("/v1/items/" + id + "/events").body, HasSubstr("\"places\":[{\"org\":\"taihu\""));
}

TEST_P(WhyNot, TellsWhoHoldsTheRoleElsewhereThatItIsNotHis) {
  const std::string id = Case();
  Session other = server.Person("zhao", "donglin", {"chief"});
  server.Person("zhao", "city", {"auditor"});
  ASSERT_EQ(clerk.SendEvent(id, "submit").status, 200);
  const json visit = Event(other, id, "visit");
  EXPECT_THAT(visit["reasons"][0]["hint"].get<std::string>(),
              HasSubstr("You hold the role Chief, but not over Mill Union"));
}

TEST_P(WhyNot, SaysWhenNobodyHoldsTheRole) {
  Session lonely = server.Person("sun", "shops", {"clerk"});
  const std::string id = lonely.Create("relief", {{"name", "x"}, {"asked", 1}, {"income", 1}});
  ASSERT_EQ(lonely.SendEvent(id, "submit").status, 200);
  EXPECT_EQ(Event(lonely, id, "visit")["reasons"][0]["hint"],
            "Nobody holds the role Chief over Shops Union; ask an administrator to grant it. ");
}

TEST_P(WhyNot, KeepsWhoIsOfTheItemsOwnOrganisationOut) {
  Session own = server.Person("qian", "mill", {"chief"});
  const std::string id = Case();
  ASSERT_EQ(clerk.SendEvent(id, "submit").status, 200);
  const json exclude = Event(own, id, "exclude");
  EXPECT_EQ(Codes(exclude), (std::set<std::string>{"CH2012"}));
  EXPECT_THAT(exclude["reasons"][0]["message"].get<std::string>(), HasSubstr("your own organisation"));
  EXPECT_EQ(Event(chief, id, "exclude")["verdict"], "allowed");
}

TEST_P(WhyNot, IsForThoseWhoSeeTheItem) {
  const std::string id = Case();
  Session stranger = server.Person("zhou", "donglin", {"chief"});
  for (const std::string& target : {"/v1/items/" + id + "/events", std::string("/v1/items/nothing/events")}) {
    const Reply reply = stranger.Get(target);
    EXPECT_EQ(reply.status, 404) << reply.body;
    EXPECT_THAT(reply.body, HasSubstr("CH3002"));
  }
  EXPECT_EQ(Try(stranger, id, "submit").status, 404);
}

TEST_P(WhyNot, CountsADeadlineThatIsOverThoughNoTimerHasFired) {
  server.Publish("tests/api/leave_request.yaml");
  Session worker = server.Person("wu", "mill", {"worker"});
  Session head = server.Person("head", "mill", {"head"});
  const std::string id = worker.Create("leave_request", {{"reason", "x"}, {"days", 3}});
  ASSERT_EQ(worker.SendEvent(id, "submit").status, 200);
  ASSERT_TRUE(server.server().simulated()->MoveTo(ParseTimestamp("2026-02-02T09:00:00+08:00").value()));
  EXPECT_EQ(Codes(Event(head, id, "send_back")), (std::set<std::string>{"CH2010"}));
  EXPECT_EQ(head.Item(id)["rev"], 2) << "it is only asked";
  EXPECT_EQ(json::parse(head.SendEvent(id, "send_back").body)["code"], "CH2010");
}

TEST_P(WhyNot, ADryRunAnswersWhatTheEventWouldAndStoresNothing) {
  const std::string id = Case("800.00", "1000.00");
  const std::string before = clerk.Get("/v1/items/" + id).body;
  const Reply tried = Try(clerk, id, "submit", json::object(), {{"Idempotency-Key", "k"}});
  ASSERT_EQ(tried.status, 200) << tried.body;
  const json answer = json::parse(tried.body);
  EXPECT_EQ(answer["dry_run"], true);
  EXPECT_EQ(answer["from"], json({"draft"}));
  EXPECT_EQ(answer["to"], json({"checking"}));
  EXPECT_EQ(answer["item"]["rev"], 2);
  EXPECT_FALSE(answer["item"]["states"][0]["due"].is_null());
  EXPECT_EQ(clerk.Get("/v1/items/" + id).body, before);
  EXPECT_EQ(clerk.History(id)["items"].size(), 1U);
  const Reply sent =
      clerk.Post("/v1/items/" + id + "/events", R"({"event":"submit"})", {{"Idempotency-Key", "k"}});
  ASSERT_EQ(sent.status, 200) << "a dry run uses up no key: " << sent.body;
  EXPECT_EQ(json::parse(sent.body), answer["item"]);
}

TEST_P(WhyNot, ADryRunSaysInWordsWhomItNotifies) {
  const std::string id = Case("800.00", "1000.00");
  ASSERT_EQ(clerk.SendEvent(id, "submit").status, 200);
  const json answer = json::parse(Try(chief, id, "approve").body);
  ASSERT_EQ(answer["effects"].size(), 1U) << answer;
  EXPECT_EQ(answer["effects"][0]["kind"], "notify");
  EXPECT_EQ(answer["effects"][0]["text"], "notifies Clerk: Approved: pay it out");
  EXPECT_EQ(answer["effects"][0]["texts"]["zh"], "通知经办人：已批准，请发放");
}

TEST_P(WhyNot, ADryRunIsRefusedAsTheEventWouldBe) {
  const std::string id = Case();
  ASSERT_EQ(clerk.SendEvent(id, "submit").status, 200);
  for (const json& input : {json::object(), json{{"days", "many"}}, json{{"report", "f"}, {"days", 2}}}) {
    for (const char* event : {"approve", "visit", "submit", "nothing", "item.cancel", "item.timer"}) {
      for (Session* who : {&clerk, &chief}) {
        const Reply tried = Try(*who, id, event, input, {{"If-Match", "\"1\""}});
        EXPECT_EQ(tried.status, 412) << tried.body;
        const Reply dry = Try(*who, id, event, input);
        if (dry.status == 200) continue;
        const Reply real = who->SendEvent(id, event, input);
        EXPECT_EQ(dry.status, real.status) << event;
        EXPECT_EQ(dry.body, real.body) << event;
      }
    }
  }
  EXPECT_EQ(clerk.Post("/v1/items/" + id + "/events?dry_run=maybe", R"({"event":"submit"})").status, 400);
}

TEST_P(WhyNot, TheTimelineTellsInWordsWhatHappened) {
  const std::string id = Case("800.00", "1000.00");
  ASSERT_EQ(clerk.SendEvent(id, "submit").status, 200);
  ASSERT_EQ(clerk.SendEvent(id, "item.urge", {{"message", "请尽快"}}).status, 200);
  ASSERT_EQ(chief.SendEvent(id, "approve").status, 200);
  const json entries = json::parse(chief.Get("/v1/items/" + id + "/timeline").body)["items"];
  ASSERT_EQ(entries.size(), 4U);
  EXPECT_EQ(entries[0]["text"], "Person wang: Created, now in Draft");
  EXPECT_EQ(entries[1]["texts"]["zh"], "Person wang 提交，由“草稿”转入“审核”");
  EXPECT_EQ(entries[2]["text"], "Person wang: Urge: 请尽快");
  EXPECT_EQ(entries[3]["text"], "Person li: Approve, from Checking to Approved");
  const json first = json::parse(chief.Get("/v1/items/" + id + "/timeline?limit=2").body);
  EXPECT_EQ(first["items"].size(), 2U);
  EXPECT_EQ(first["next"], "2");
}

constexpr const char* kPurchase = R"yaml(workflow: purchase
version: 1
title: {zh: 采购, en: Purchase}
number: "CG-{year}-{seq:3}"
roles: {clerk: {title: {zh: 经办人, en: Clerk}}}
create: {by: clerk}
data:
  amount: {type: money, required: true, title: {zh: 金额, en: Amount}}
initial: asked
states:
  asked:
    title: {zh: 申请, en: Asked}
    on:
      reserve:
        by: clerk
        target: reserved
        title: {zh: 预留, en: Reserve}
        actions:
          - {ledger: {budget: "'fund'", reserve: data.amount}}
          - {create: {workflow: purchase, data: {amount: "decimal('1.00')"}}}
  reserved: {type: final, title: {zh: 已预留, en: Reserved}}
)yaml";

TEST_P(WhyNot, ADryRunTellsOfMoneyAndNewItemsAndDrawsNoNumber) {
  server.PublishText(kPurchase);
  Session finance = server.As("finance", "city");
  ASSERT_EQ(finance
                .Post("/v1/budgets", json{{"id", "fund"},
                                          {"title", {{"zh", "专项"}, {"en", "Fund"}}},
                                          {"year", 2026},
                                          {"org", "city"},
                                          {"pool", "100.00"}}
                                         .dump())
                .status,
            201);
  const std::string id = clerk.Create("purchase", {{"amount", "60.00"}});
  const std::string dear = clerk.Create("purchase", {{"amount", "60.00"}});
  const Reply reply = Try(clerk, id, "reserve");
  ASSERT_EQ(reply.status, 200) << reply.body;
  const json answer = json::parse(reply.body);
  ASSERT_EQ(answer["effects"].size(), 2U) << answer;
  EXPECT_EQ(answer["effects"][0]["text"], "makes a new item, Purchase (Mill Union)");
  EXPECT_THAT(answer["effects"][1]["text"].get<std::string>(), HasSubstr("60.00 yuan (Fund)"));
  EXPECT_EQ(json::parse(finance.Get("/v1/budgets/fund").body)["left"], "100.00");
  ASSERT_EQ(clerk.SendEvent(id, "reserve").status, 200);
  // Now there is too little, which is told before anybody tries.
  EXPECT_EQ(Codes(Event(clerk, dear, "reserve")), (std::set<std::string>{"CH2035"}));
  const Reply refused = Try(clerk, dear, "reserve");
  EXPECT_EQ(refused.status, 409);
  EXPECT_EQ(refused.body, clerk.SendEvent(dear, "reserve").body);
  std::vector<std::string> numbers;
  const json items = json::parse(clerk.Get("/v1/items").body)["items"];
  for (const json& item : items) numbers.push_back(item["number"]);
  EXPECT_THAT(numbers, testing::UnorderedElementsAre("CG-2026-001", "CG-2026-002", "CG-2026-003"));
}

}  // namespace
}  // namespace charter::test
