// The shipped workflows in the hands of the sample city's people, over HTTP.
#include <gtest/gtest.h>

#include "api/sample_city.h"
#include "tests/support/test_server.h"

namespace charter::test {
namespace {

using nlohmann::json;

class ShippedTest : public testing::Test {
 protected:
  void SetUp() override {
    api::CharterServer& charter = server.server();
    api::LoadSampleCity(city, SourcePath("workflows"), charter.service(), charter.store(),
                        charter.directory());
  }

  Session As(const std::string& token_name) {
    const auto found =
        std::find_if(city.people.begin(), city.people.end(),
                     [&](const api::SamplePerson& each) { return each.token_name == "TOKEN_" + token_name; });
    EXPECT_NE(found, city.people.end()) << token_name;
    const std::int64_t now = server.server().wall_clock().Now().seconds;
    return {server.port(), server.server().identity().Issue(city.tenant, found->person.id, {now + 3600, 0})};
  }
  void MoveTo(const std::string& time) {
    const Reply reply = As("ADMINISTRATOR").Post("/v1/clock", json{{"to", time}}.dump());
    ASSERT_EQ(reply.status, 200) << reply.body;
  }
  static std::string StateOf(const json& item) { return item["states"][0]["id"]; }

  TestServer server;
  api::SampleCity city = api::ReadSampleCity(SourcePath("examples/liangzhou"));
};

TEST_F(ShippedTest, ALeadSubmitsAndOnlyHisOwnCountyRecommends) {
  Session lead = As("LEAD_TAIHU");
  const json mine = json::parse(lead.Get("/v1/items").body)["items"];
  ASSERT_EQ(mine.size(), 1U);
  const std::string id = mine[0]["id"];
  EXPECT_EQ(lead.SendEvent(id, "submit").status, 200);
  EXPECT_EQ(As("DISTRICT_DONGLIN").Get("/v1/items/" + id).status, 404);
  Session district = As("DISTRICT_TAIHU");
  EXPECT_EQ(json::parse(district.Get("/v1/tasks").body)["items"].size(), 1U);
  EXPECT_EQ(lead.SendEvent(id, "recommend", {{"opinion", "同意"}}).status, 403);
  const Reply recommended = district.SendEvent(id, "recommend", {{"opinion", "同意推荐"}});
  EXPECT_EQ(recommended.status, 200) << recommended.body;
  EXPECT_EQ(json::parse(district.Get("/v1/tasks").body)["items"].size(), 0U);
}

TEST_F(ShippedTest, AMilestoneIsRefusedUntilItsInitiativeRuns) {
  Session lead = As("LEAD_TAIHU");
  const std::string id = json::parse(lead.Get("/v1/items").body)["items"][0]["id"];
  const Reply reply = lead.Post("/v1/items", json{{"workflow", "milestone"}, {"parent", id}}.dump());
  EXPECT_EQ(reply.status, 409) << reply.body;
  EXPECT_EQ(json::parse(reply.body)["code"], "CH3008");
  EXPECT_EQ(json::parse(lead.Get("/v1/items?parent=" + id).body)["items"].size(), 0U);
}

TEST_F(ShippedTest, AnOfferThatNobodyAnswersLapsesAfterTheLastWorkingDay) {
  MoveTo("2026-03-09T10:00:00+08:00");
  Session side = As("UNION_ZHINENG");
  const std::string id = side.Create("collective_bargaining", {{"enterprise", "梁州智能装备有限公司"},
                                                               {"employees", 860},
                                                               {"jurisdiction", "beijing"},
                                                               {"kind", "wage_special_contract"},
                                                               {"representatives", 68},
                                                               {"topics", {"年度工资增幅", "能级工资"}}});
  ASSERT_EQ(side.SendEvent(id, "deliver_offer", {{"offer", side.Upload("offer")}}).status, 200);
  const Reply own = side.SendEvent(id, "accept_offer", {{"reply", side.Upload("reply")}});
  EXPECT_EQ(own.status, 403) << own.body;
  EXPECT_EQ(json::parse(own.body)["code"], "CH2012");
  // Day 20 is Sunday 29 March, so the employer may still answer on Monday the 30th.
  MoveTo("2026-03-30T23:59:59+08:00");
  EXPECT_EQ(StateOf(side.Item(id)), "offered");
  MoveTo("2026-03-31T00:00:00+08:00");
  EXPECT_EQ(StateOf(side.Item(id)), "no_reply");
  EXPECT_EQ(As("EMPLOYER_ZHINENG")
                .SendEvent(id, "accept_offer", {{"reply", As("EMPLOYER_ZHINENG").Upload("reply")}})
                .status,
            200);
  EXPECT_EQ(As("INSTRUCTOR").SendEvent(id, "advise", {{"advice", "先议能级工资"}}).status, 200);
  EXPECT_EQ(side.Item(id)["data"]["advice"], "先议能级工资");
}

}  // namespace
}  // namespace charter::test
