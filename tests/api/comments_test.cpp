// What people say about items, and those who only advise, over real HTTP.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/api/any_store.h"
#include "tests/support/test_server.h"

namespace charter::test {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kTalks = R"yaml(workflow: talks
version: 1
title: {zh: 协商, en: Talks}
roles:
  union: {title: {zh: 工会方, en: Union}}
  employer: {title: {zh: 企业方, en: Employer}}
create: {by: [union, employer]}
data:
  offered_by: {type: string, default: union, title: {zh: 要约方, en: Offered by}}
initial: open
states:
  open:
    title: {zh: 要约, en: Offered}
    on:
      accept: {by: [union, employer], allow: "!(data.offered_by in actor.roles)", target: closed, title: {zh: 接受, en: Accept}}
      note: {allow: "actor.id != ''", target: open, title: {zh: 备忘, en: Note}}
  closed: {type: final, title: {zh: 结束, en: Closed}}
)yaml";

constexpr const char* kContest = R"yaml(workflow: contest
version: 1
title: {zh: 评选, en: Contest}
roles:
  lead: {title: {zh: 申报人, en: Lead}}
  office: {title: {zh: 办公室, en: Office}}
  expert: {title: {zh: 评委, en: Expert}}
create: {by: lead}
data:
  name: {type: string, required: true, title: {zh: 名称, en: Name}}
sheets:
  whole: {title: {zh: 评分表, en: Sheet}, criteria: [{id: need, max: 100, title: {zh: 必要性, en: Need}}]}
initial: review
states:
  review:
    title: {zh: 评审, en: Review}
    invoke:
      - {id: panel, type: review, sheet: whole, reviewers: {role: expert, min: 1}, by: office, aggregate: mean,
         done: [{target: closed}]}
  closed: {type: final, title: {zh: 结束, en: Closed}}
)yaml";

std::string CodeOf(const Reply& reply) { return json::parse(reply.body).value("code", ""); }
std::string PointerOf(const Reply& reply) {
  const json fields = json::parse(reply.body).value("fields", json::array());
  return fields.empty() ? reply.body : fields[0]["pointer"].get<std::string>();
}

class CommentsTest : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override { server.Publish("tests/api/leave_request.yaml"); }

  static Reply Say(Session& who, const std::string& item, const json& comment) {
    return who.Post("/v1/items/" + item + "/comments", comment.dump());
  }
  static std::vector<std::string> Read(Session& who, const std::string& item) {
    std::vector<std::string> texts;
    const json page = json::parse(who.Get("/v1/items/" + item + "/comments").body);
    for (const json& row : page["items"]) texts.push_back(row["text"]);
    return texts;
  }

  AnyStore store{GetParam()};
  TestServer server{store.url()};
  Session worker = server.Person("lin", "mill", {"worker"});
  Session advisor = server.Person("zhao", "taihu", {"advisor"});
};

TEST_P(CommentsTest, WhoeverSeesTheItemReadsAndWritesThemAndNobodyElse) {
  const std::string item = worker.Create("leave_request", {{"reason", "x"}, {"days", 1}});
  const Reply said = Say(advisor, item, {{"text", "建议补充材料"}});
  ASSERT_EQ(said.status, 201) << said.body;
  const json comment = json::parse(said.body);
  EXPECT_EQ(comment["person"], "zhao");
  EXPECT_EQ(comment["name"], "Person zhao");
  EXPECT_EQ(comment["at"], "2026-01-05T09:00:00+08:00");
  EXPECT_EQ(comment["roles"], json{"advisor"});
  ASSERT_EQ(Say(worker, item, {{"text", "好"}}).status, 201);
  EXPECT_EQ(Read(worker, item), (std::vector<std::string>{"建议补充材料", "好"}));
  EXPECT_EQ(worker.Item(item)["rev"], 1) << "an item does not change by what is said of it";
  Session stranger = server.As("worker", "shops");
  EXPECT_EQ(CodeOf(Say(stranger, item, {{"text", "x"}})), "CH3002");
  EXPECT_EQ(stranger.Get("/v1/items/" + item + "/comments").status, 404);
  const json first = json::parse(worker.Get("/v1/items/" + item + "/comments?limit=1").body);
  EXPECT_EQ(first["items"].size(), 1U);
  const std::string next = "/v1/items/" + item + "/comments?cursor=" + first["next"].get<std::string>();
  EXPECT_EQ(json::parse(worker.Get(next).body)["items"][0]["text"], "好");
}

TEST_P(CommentsTest, TheTiredAreToldWhereTheyErr) {
  const std::string item = worker.Create("leave_request", {{"reason", "x"}, {"days", 1}});
  EXPECT_EQ(PointerOf(Say(worker, item, {{"text", " \n "}})), "/text");
  EXPECT_EQ(PointerOf(Say(worker, item, {{"text", std::string(2001, 'x')}})), "/text");
  EXPECT_EQ(PointerOf(Say(worker, item, json::object())), "/text");
  const Reply misspelt = Say(worker, item, {{"text", "x"}, {"to", {"haed"}}});
  EXPECT_EQ(PointerOf(misspelt), "/to");
  EXPECT_THAT(misspelt.body, HasSubstr("did you mean head?"));
  EXPECT_TRUE(Read(worker, item).empty());
}

TEST_P(CommentsTest, AnAdvisorSeesAndCommentsAndDecidesNothing) {
  server.PublishText(kTalks);
  Session union_side = server.Person("wu", "mill", {"union"});
  const std::string item = union_side.Create("talks", json::object());
  EXPECT_EQ(advisor.Get("/v1/items/" + item).status, 200);
  for (const char* event : {"accept", "note"})
    EXPECT_EQ(CodeOf(advisor.SendEvent(item, event)), "CH2003") << event;
  const json events = advisor.Item(item)["events"];
  for (const json& event : events) EXPECT_EQ(event["allowed"], false) << event;
  EXPECT_NE(advisor.Post("/v1/items", R"({"workflow":"talks"})").status, 201);
  EXPECT_EQ(CodeOf(server.As("auditor", "taihu").SendEvent(item, "note")), "CH2003");
  EXPECT_EQ(union_side.SendEvent(item, "note").status, 200);
  Session both = server.Person("both", "mill", {"advisor", "union"});
  EXPECT_EQ(both.SendEvent(item, "note").status, 200) << "by the other role";
}

TEST_P(CommentsTest, AFileThatHasAdvisorsVoteOrScoreIsRefused) {
  std::string text = kContest;
  text.replace(text.find("expert: {title"), 6, "advisor");
  text.replace(text.find("role: expert"), 12, "role: advisor");
  const Reply refused =
      server.As("administrator", "city").Post("/v1/workflows", text, {{"Content-Type", "application/yaml"}});
  EXPECT_EQ(refused.status, 422);
  EXPECT_THAT(refused.body, HasSubstr("an `advisor` decides nothing"));
}

TEST_P(CommentsTest, WhatIsSaidToOneSideIsNotReadByTheOther) {
  server.PublishText(kTalks);
  Session union_side = server.Person("wu", "mill", {"union"});
  Session employer = server.Person("qian", "mill", {"employer"});
  const std::string item = union_side.Create("talks", json::object());
  const Reply unsaid = Say(advisor, item, {{"text", "底线是百分之五"}});
  EXPECT_EQ(PointerOf(unsaid), "/to") << "a slip must not tell the other side";
  ASSERT_EQ(Say(advisor, item, {{"text", "底线是百分之五"}, {"to", {"union"}}}).status, 201);
  ASSERT_EQ(Say(union_side, item, {{"text", "明白"}, {"to", {"union", "advisor"}}}).status, 201);
  ASSERT_EQ(Say(advisor, item, {{"text", "请双方注意期限"}, {"to", json::array()}}).status, 201);
  EXPECT_EQ(Read(employer, item), std::vector<std::string>{"请双方注意期限"});
  EXPECT_EQ(Read(union_side, item).size(), 3U);
  EXPECT_EQ(Read(advisor, item).size(), 3U);
  Session auditor = server.As("auditor", "city");
  EXPECT_EQ(Read(auditor, item).size(), 3U);
}

TEST_P(CommentsTest, WhoScoresInABlindReviewSaysNothingThatWouldTellIt) {
  server.PublishText(kContest);
  Session lead = server.Person("lead", "mill", {"lead"});
  Session expert = server.Person("expert", "taihu", {"expert"});
  Session office = server.Person("office", "city", {"office"});
  const std::string item = lead.Create("contest", {{"name", "夜校"}});
  ASSERT_EQ(office.SendEvent(item, "panel.assign", {{"people", {"expert"}}}).status, 200);
  EXPECT_EQ(CodeOf(Say(expert, item, {{"text", "我打九十分"}})), "CH2012");
  ASSERT_EQ(Say(lead, item, {{"text", "材料已补"}}).status, 201);
  EXPECT_EQ(Read(expert, item).size(), 1U);
  ASSERT_EQ(expert.SendEvent(item, "panel.score", {{"scores", {{"need", 90}}}}).status, 200);
  EXPECT_EQ(Say(expert, item, {{"text", "好项目"}}).status, 201) << "it is over";
}

INSTANTIATE_TEST_SUITE_P(Over, CommentsTest, kStoreKinds, NameOfKind);

}  // namespace
}  // namespace charter::test
