// Roles that people lend to others, over real HTTP: who acts for somebody counts as both.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/api/any_store.h"
#include "tests/support/test_server.h"

namespace charter::test {
namespace {

using nlohmann::json;
using testing::HasSubstr;

constexpr const char* kOrder = R"yaml(workflow: order
version: 1
title: {zh: 采购, en: Order}
roles:
  asker: {title: {zh: 经办, en: Asker}}
  head: {title: {zh: 负责人, en: Head}}
  office: {title: {zh: 办公室, en: Office}}
  voter: {title: {zh: 代表, en: Voter}}
create: {by: [asker, office]}
life_cycle: {suspend: {by: head}, resume: {by: head}}
data:
  what: {type: string, required: true, title: {zh: 物品, en: What}}
  price: {type: string, read: [head], title: {zh: 价格, en: Price}}
initial: draft
states:
  draft:
    title: {zh: 草稿, en: Draft}
    on:
      submit: {by: [asker, office], target: checked, title: {zh: 提交, en: Submit}}
  checked:
    title: {zh: 待批, en: Checked}
    on:
      approve:
        by: head
        allow: actor.id != item.created_by && !performed(actor.id, 'submit')
        target: signing
        title: {zh: 批准, en: Approve}
      pick:
        by: head
        allow: "!('asker' in actor.roles && 'head' in actor.roles)"
        title: {zh: 选定, en: Pick}
        target: signing
  signing:
    title: {zh: 会签, en: Signing}
    invoke:
      - {id: both, type: signoff, by: [head], need: 2 of 2, done: [{guard: results.both.passed, target: voting}]}
  voting:
    title: {zh: 表决, en: Voting}
    invoke:
      - {id: vote, type: ballot, quorum: at least 1/2, pass: at least 1/2 of all, voters: voter, by: head,
         done: [{target: done}]}
  done: {type: final, title: {zh: 完成, en: Done}}
)yaml";

std::string CodeOf(const Reply& reply) { return json::parse(reply.body).value("code", ""); }
json Body(const Reply& reply) { return json::parse(reply.body); }

// Head Han of Taihu goes on leave, and Bao of the mill stands in for him.
class DelegationTest : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override { server.PublishText(kOrder); }

  static json Loan(const std::string& to, const std::string& role, const std::string& org) {
    return {{"to", to},
            {"role", role},
            {"org", org},
            {"until", "2026-01-20T00:00:00+08:00"},
            {"reason", "on leave"}};
  }
  static Reply Lend(Session& who, const json& loan) { return who.Post("/v1/me/delegations", loan.dump()); }
  std::string LendHead() {
    const Reply made = Lend(han, Loan("bao", "head", "taihu"));
    EXPECT_EQ(made.status, 201) << made.body;
    return Body(made)["id"];
  }
  std::string Submitted(Session& who) {
    std::string item = who.Create("order", {{"what", "椅子"}});
    EXPECT_EQ(who.SendEvent(item, "submit").status, 200);
    return item;
  }
  void ExpectReplays(const std::string& item) {
    EXPECT_EQ(server.server().service().Verify(TenantId("city"), ItemId(item)), std::nullopt);
  }

  AnyStore store{GetParam()};
  TestServer server{store.url()};
  Session han = server.Person("han", "taihu", {"head"});
  Session bao = server.Person("bao", "mill", {"voter"});
  Session asker = server.Person("asker", "mill", {"asker"});
};

TEST_P(DelegationTest, TheReceiverSeesAndDoesWhatTheLenderCouldAndTheRecordSaysForWhom) {
  const std::string item = Submitted(asker);
  EXPECT_EQ(bao.SendEvent(item, "approve").status, 403);
  EXPECT_TRUE(Body(bao.Get("/v1/tasks"))["items"].empty());
  LendHead();
  EXPECT_EQ(Body(bao.Get("/v1/me"))["lent"][0]["by"]["id"], "han");
  EXPECT_EQ(Body(bao.Get("/v1/tasks"))["items"].size(), 1U);
  const json events = bao.Item(item)["events"];
  for (const json& event : events) {
    if (!event["allowed"]) continue;
    EXPECT_EQ(event.value("on_behalf_of", ""), "han") << event;
  }
  EXPECT_THAT(bao.Get("/v1/items/" + item + "/events").body, HasSubstr(R"("verdict":"allowed")"));
  const Reply approved = bao.SendEvent(item, "approve");
  ASSERT_EQ(approved.status, 200) << approved.body;
  const json row = han.History(item)["items"].back();
  EXPECT_EQ(row["actor"]["id"], "bao");
  EXPECT_EQ(row["actor"]["on_behalf_of"][0]["id"], "han");
  EXPECT_THAT(han.Get("/v1/items/" + item + "/timeline").body,
              HasSubstr("Person bao for Person han: Approve"));
  ExpectReplays(item);
}

TEST_P(DelegationTest, WhatSomebodyMayDoHimselfHeDoesForHimself) {
  LendHead();
  Session lu = server.Person("lu", "mill", {"asker"});
  ASSERT_EQ(Lend(han, Loan("lu", "head", "taihu")).status, 201);
  const std::string item = Submitted(lu);
  const json rows = lu.History(item)["items"];
  for (const json& row : rows) EXPECT_FALSE(row["actor"].contains("on_behalf_of"));
}

TEST_P(DelegationTest, FourEyesSeeThroughIt) {
  Session both = server.Person("both", "taihu", {"asker", "head"});
  ASSERT_EQ(Lend(both, Loan("bao", "head", "taihu")).status, 201);
  const std::string own = Submitted(both);
  EXPECT_EQ(CodeOf(both.SendEvent(own, "approve")), "CH2012") << both.SendEvent(own, "approve").body;
  EXPECT_EQ(CodeOf(bao.SendEvent(own, "approve")), "CH2012") << "for whom he acts has submitted it";

  // And the other way round: what the substitute made and submitted for him is his as well.
  Session office = server.Person("office", "taihu", {"office", "head"});
  Session deputy = server.Person("deputy", "taihu", {});
  ASSERT_EQ(Lend(office, Loan("deputy", "office", "taihu")).status, 201);
  const std::string made = Submitted(deputy);
  EXPECT_EQ(CodeOf(office.SendEvent(made, "approve")), "CH2012");
  EXPECT_EQ(han.SendEvent(made, "approve").status, 200);
  ExpectReplays(made);
}

TEST_P(DelegationTest, WhoStandsOnOneSideHimselfDoesNotStandInForTheOther) {
  const std::string item = Submitted(asker);
  Session lu = server.Person("lu", "mill", {"asker"});
  ASSERT_EQ(Lend(han, Loan("lu", "head", "taihu")).status, 201);
  EXPECT_EQ(CodeOf(lu.SendEvent(item, "pick")), "CH2012");
  LendHead();
  EXPECT_EQ(bao.SendEvent(item, "pick").status, 200);
}

TEST_P(DelegationTest, TwoSignaturesAreNotGivenByOnePersonAndHisSubstitute) {
  const std::string item = Submitted(asker);
  LendHead();
  ASSERT_EQ(han.SendEvent(item, "approve").status, 200);
  ASSERT_EQ(bao.SendEvent(item, "both.sign").status, 200);
  EXPECT_EQ(han.SendEvent(item, "both.sign").status, 409) << "it is signed for him";
  EXPECT_EQ(bao.SendEvent(item, "both.sign").status, 409);
  Session other = server.Person("other", "taihu", {"head"});
  EXPECT_EQ(other.SendEvent(item, "both.sign").status, 200);
  const json signatures = han.Item(item)["activities"][0]["outcome"]["signatures"];
  EXPECT_EQ(signatures[0]["person"], "bao");
  EXPECT_EQ(signatures[0]["on_behalf_of"], "han");
  ExpectReplays(item);
}

TEST_P(DelegationTest, AVoteIsNotCastForAnother) {
  const std::string item = Submitted(asker);
  Session other = server.Person("other", "taihu", {"head"});
  Session deputy = server.Person("deputy", "mill", {});
  ASSERT_EQ(Lend(bao, Loan("deputy", "voter", "mill")).status, 201);
  ASSERT_EQ(han.SendEvent(item, "approve").status, 200);
  ASSERT_EQ(han.SendEvent(item, "both.sign").status, 200);
  ASSERT_EQ(other.SendEvent(item, "both.sign").status, 200);
  ASSERT_EQ(han.SendEvent(item, "vote.open").status, 200);
  ASSERT_EQ(han.SendEvent(item, "vote.attend", {{"people", {"bao"}}}).status, 200);
  const Reply voted = deputy.SendEvent(item, "vote.vote", {{"choice", "for"}});
  EXPECT_EQ(voted.status, 403) << voted.body;
  EXPECT_EQ(bao.SendEvent(item, "vote.vote", {{"choice", "for"}}).status, 200);
}

TEST_P(DelegationTest, ItBeginsAndEndsByItselfOrIsTakenBack) {
  const std::string item = Submitted(asker);
  json later = Loan("bao", "head", "taihu");
  later["from"] = "2026-01-06T00:00:00+08:00";
  later["until"] = "2026-01-07T00:00:00+08:00";
  ASSERT_EQ(Lend(han, later).status, 201);
  EXPECT_EQ(bao.SendEvent(item, "item.suspend").status, 403) << "not yet";
  server.Advance("PT15H");
  EXPECT_EQ(bao.SendEvent(item, "item.suspend").status, 200);
  server.Advance("PT24H");
  EXPECT_EQ(bao.SendEvent(item, "item.resume").status, 403) << "it is over";
  EXPECT_TRUE(Body(han.Get("/v1/me/delegations"))["items"].empty());
  const std::string id = LendHead();
  EXPECT_EQ(bao.SendEvent(item, "item.resume").status, 200);
  EXPECT_EQ(asker.Delete("/v1/me/delegations/" + id).status, 404) << "it is none of his";
  EXPECT_EQ(han.Delete("/v1/me/delegations/" + id).status, 204);
  EXPECT_EQ(bao.SendEvent(item, "item.suspend").status, 403) << "from the next request on";
  EXPECT_EQ(han.Delete("/v1/me/delegations/" + id).status, 404);
  EXPECT_EQ(bao.Delete("/v1/me/delegations/" + LendHead()).status, 204) << "given back";
}

TEST_P(DelegationTest, WhoLosesARoleHasLentItToNobody) {
  const std::string item = Submitted(asker);
  LendHead();
  Session admin = server.As("administrator", "city");
  ASSERT_EQ(admin.Delete("/v1/people/han/grants?role=head&org=taihu").status, 204);
  EXPECT_EQ(bao.SendEvent(item, "approve").status, 403);
  EXPECT_TRUE(Body(bao.Get("/v1/me"))["lent"].empty());
}

TEST_P(DelegationTest, WhatIsLentIsNotLentFurtherNorGivenAway) {
  LendHead();
  server.Person("cai", "mill", {"asker"});
  const Reply further = Lend(bao, Loan("cai", "head", "taihu"));
  EXPECT_EQ(CodeOf(further), "CH3163");
  EXPECT_THAT(further.body, HasSubstr("lent further"));
  // A lent role reads and acts on items; it keeps no budgets and manages nobody.
  Session money = server.Person("money", "taihu", {"finance"});
  Session clerk = server.Person("clerk", "taihu", {});
  ASSERT_EQ(Lend(money, Loan("clerk", "finance", "taihu")).status, 201);
  const json budget{{"id", "b"}, {"title", "x"}, {"year", 2026}, {"org", "taihu"}, {"pool", "1.00"}};
  EXPECT_NE(clerk.Post("/v1/budgets", budget.dump()).status, 201);
}

TEST_P(DelegationTest, ASubstituteIsHandedNothingThatWouldOutliveIt) {
  LendHead();
  const json holders = Body(han.Get("/v1/organizations/mill/holders?role=head"))["items"];
  ASSERT_EQ(holders.size(), 2U);
  EXPECT_EQ(holders[1]["person"]["id"], "bao");
  EXPECT_EQ(holders[1]["on_behalf_of"]["id"], "han");
  EXPECT_EQ(holders[0]["on_behalf_of"], nullptr);
}

TEST_P(DelegationTest, TheTiredAreToldWhereTheyErr) {
  const auto refused = [&](const json& change) {
    json loan = Loan("bao", "head", "taihu");
    loan.update(change);
    for (auto each = loan.begin(); each != loan.end();) each = each->is_null() ? loan.erase(each) : ++each;
    const Reply reply = Lend(han, loan);
    const json fields = Body(reply).value("fields", json::array());
    return fields.empty() ? CodeOf(reply) : fields[0]["pointer"].get<std::string>();
  };
  EXPECT_EQ(refused({{"to", "boa"}}), "CH3160");
  EXPECT_EQ(refused({{"to", "han"}}), "CH3163");
  EXPECT_EQ(refused({{"org", "tahiu"}}), "CH3007");
  EXPECT_EQ(refused({{"role", "office"}}), "CH3163");
  EXPECT_EQ(refused({{"reason", " "}}), "/reason");
  EXPECT_EQ(refused({{"reason", nullptr}}), "/reason");
  EXPECT_EQ(refused({{"until", nullptr}}), "/until");
  EXPECT_EQ(refused({{"until", "2025-01-01T00:00:00+08:00"}}), "/until");
  EXPECT_EQ(refused({{"until", "2028-01-01T00:00:00+08:00"}}), "/until");
  EXPECT_EQ(refused({{"from", "2026-01-21T00:00:00+08:00"}}), "/until");
  LendHead();
  EXPECT_EQ(refused(json::object()), "CH3163") << "twice the same: taken back once, the other would stay";
  server.Person("second", "taihu", {"head"});
  EXPECT_EQ(refused({{"to", "second"}}), "CH3163") << "he holds it himself";
}

TEST_P(DelegationTest, AdministratorsSeeAndEndThoseOfTheirPlaceAndItIsRecorded) {
  const std::string id = LendHead();
  Session admin = server.Person("admin", "taihu", {"administrator"});
  EXPECT_EQ(Body(admin.Get("/v1/delegations"))["items"][0]["reason"], "on leave");
  EXPECT_TRUE(Body(server.As("administrator", "donglin").Get("/v1/delegations"))["items"].empty());
  EXPECT_TRUE(Body(bao.Get("/v1/delegations"))["items"].empty());
  EXPECT_EQ(Body(bao.Get("/v1/me/delegations?side=received"))["items"].size(), 1U);
  EXPECT_EQ(admin.Delete("/v1/me/delegations/" + id).status, 204);
  const json records = Body(server.As("auditor", "city").Get("/v1/audit"))["items"];
  EXPECT_EQ(records[0]["kind"], "role_returned");
  EXPECT_EQ(records[0]["person"], "admin");
  EXPECT_EQ(records[1]["kind"], "role_lent");
  EXPECT_EQ(records[1]["id"], id);
  EXPECT_EQ(records[1]["whom"], "bao");
}

INSTANTIATE_TEST_SUITE_P(Over, DelegationTest, kStoreKinds, NameOfKind);

}  // namespace
}  // namespace charter::test
