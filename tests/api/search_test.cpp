// What a console looks up over HTTP: by what things are called, and what came of an item's activities.
#include <gmock/gmock.h>

#include "tests/api/any_store.h"
#include "tests/support/test_server.h"

namespace charter::test {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::IsEmpty;

class SearchTest : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override { server.Publish("tests/api/leave_request.yaml"); }

  static json Found(Session& person, const std::string& query) {
    const Reply reply = person.Get("/v1/search?q=" + query);
    EXPECT_EQ(reply.status, 200) << reply.body;
    return json::parse(reply.body);
  }
  // "kind id", in order.
  static std::vector<std::string> Names(const json& found) {
    std::vector<std::string> names;
    for (const json& row : found["items"])
      names.push_back(row["kind"].get<std::string>() + " " + row["id"].get<std::string>());
    return names;
  }

  AnyStore store{GetParam()};
  TestServer server{store.url()};
  Session worker = server.As("worker", "mill");
};

TEST_P(SearchTest, FindsItemsByTheirNumberWithALinkToEach) {
  const std::string id = worker.Create("leave_request", {{"reason", "x"}, {"days", 3}});
  const json found = Found(worker, "QJ-2026");
  ASSERT_THAT(Names(found), ElementsAre("item " + id));
  EXPECT_EQ(found["items"][0]["link"], "/v1/items/" + id);
  EXPECT_EQ(found["more"], json::array());
  EXPECT_EQ(worker.Get(found["items"][0]["link"]).status, 200);
}

TEST_P(SearchTest, FindsWorkflowsByTitleAndIdEachOnce) {
  std::string second = ReadSource("tests/api/leave_request.yaml");
  second.replace(second.find("version: 1"), 10, "version: 2");
  server.PublishText(second);
  EXPECT_THAT(Names(Found(worker, "leave%20REQ")), ElementsAre("workflow leave_request"));
  EXPECT_THAT(Names(Found(worker, api::PercentEncode("请假"))), ElementsAre("workflow leave_request"));
  EXPECT_THAT(Names(Found(worker, "leave_r")), ElementsAre("workflow leave_request"));
}

TEST_P(SearchTest, FindsOrganisationsByTheirNameInEitherLanguageWithinOnesPlaces) {
  Session city = server.As("head", "city");
  const json all = json::parse(city.Get("/v1/organizations").body)["items"];
  for (const json& org : all) {
    const std::string name = org["names"]["zh"];
    const auto names = Names(Found(city, api::PercentEncode(name)));
    EXPECT_THAT(names, testing::Contains("organization " + org["id"].get<std::string>())) << name;
  }
  // The county next door is not theirs to find.
  for (const json& org : all) {
    const std::string id = org["id"];
    const auto names = Names(Found(worker, api::PercentEncode(org["names"]["zh"].get<std::string>())));
    const bool own = id == "mill";
    EXPECT_EQ(std::count(names.begin(), names.end(), "organization " + id), own ? 1 : 0) << id;
  }
}

TEST_P(SearchTest, ShowsNobodyAnItemThatHeMayNotSee) {
  worker.Create("leave_request", {{"reason", "x"}, {"days", 3}});
  Session stranger = server.As("worker", "shops");
  EXPECT_THAT(Names(Found(stranger, "QJ-2026")), IsEmpty());
}

TEST_P(SearchTest, SaysOfWhichKindsThereIsMore) {
  for (int i = 0; i < 3; ++i) worker.Create("leave_request", {{"reason", "x"}, {"days", 3}});
  const json found = Found(worker, "QJ&limit=2");
  EXPECT_EQ(found["items"].size(), 2U);
  EXPECT_EQ(found["more"], json::array({"item"}));
  EXPECT_EQ(worker.Get("/v1/search").status, 400);
  EXPECT_EQ(worker.Get("/v1/search?q=").status, 400);
  EXPECT_EQ(worker.Get("/v1/search?q=x&limit=51").status, 400);
}

INSTANTIATE_TEST_SUITE_P(Over, SearchTest, kStoreKinds, NameOfKind);

constexpr const char* kPosting = R"yaml(workflow: posting
version: 1
title: {zh: 公示, en: Posting}
roles: {worker: {title: {zh: 职工, en: Worker}}, head: {title: {zh: 负责人, en: Head}}}
create: {by: worker}
initial: draft
states:
  draft:
    title: {zh: 草稿, en: Draft}
    on: {submit: {by: worker, target: shown, title: {zh: 提交, en: Submit}}}
  shown:
    title: {zh: 公示中, en: Shown}
    invoke: [{id: notice, type: notice, for: 5 workdays, decide: head, done: [{target: closed}]}]
  closed: {type: final, title: {zh: 已结束, en: Closed}}
)yaml";

TEST(ActivityResults, AreThoseThatTheItemShowsAndNoneThatHaveNotBegun) {
  TestServer server;
  server.PublishText(kPosting);
  Session worker = server.As("worker", "mill");
  const std::string id = worker.Create("posting", json::object());
  const std::string list = "/v1/items/" + id + "/activities";
  EXPECT_EQ(json::parse(worker.Get(list).body)["items"].size(), 0U);
  EXPECT_EQ(worker.Get(list + "/notice").status, 404);
  ASSERT_EQ(worker.SendEvent(id, "submit").status, 200);
  const json open = json::parse(worker.Get(list + "/notice").body);
  EXPECT_EQ(open["open"], true);
  EXPECT_EQ(open["outcome"], nullptr);
  EXPECT_EQ(open, worker.Item(id)["activities"][0]);
  EXPECT_EQ(json::parse(worker.Get(list).body)["items"], worker.Item(id)["activities"]);
  server.Advance("10 workdays");
  const json done = json::parse(worker.Get(list + "/notice").body);
  EXPECT_EQ(done["open"], false);
  EXPECT_EQ(done["outcome"]["objections"], 0);
  EXPECT_EQ(server.As("worker", "shops").Get(list + "/notice").status, 404);
}

}  // namespace
}  // namespace charter::test
