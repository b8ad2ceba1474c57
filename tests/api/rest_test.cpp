// Every route, over real HTTP, on a small workflow.
#include <gtest/gtest.h>

#include "tests/api/any_store.h"
#include "tests/support/test_server.h"

namespace charter::test {
namespace {

using nlohmann::json;

class RestTest : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override { server.Publish("tests/api/leave_request.yaml"); }

  static json Body(const Reply& reply) { return json::parse(reply.body); }
  std::string NewRequest(int days = 3) {
    return worker.Create("leave_request", {{"reason", "回乡探亲"}, {"days", days}});
  }

  AnyStore store{GetParam()};
  TestServer server{store.url()};
  Session worker = server.As("worker", "mill");
  Session head = server.As("head", "taihu");
};

TEST_P(RestTest, AnItemIsCreatedWithItsAddressAndRevision) {
  const Reply reply = worker.Post(
      "/v1/items", json{{"workflow", "leave_request"}, {"data", {{"reason", "x"}, {"days", 3}}}}.dump());
  ASSERT_EQ(reply.status, 201) << reply.body;
  const json item = Body(reply);
  EXPECT_EQ(reply.Header("Location"), "/v1/items/" + item["id"].get<std::string>());
  EXPECT_EQ(reply.Header("ETag"), "\"1\"");
  EXPECT_EQ(item["number"], "QJ-2026-001");
  EXPECT_EQ(item["org"], "mill");
  EXPECT_EQ(item["status"], "active");
  EXPECT_EQ(item["rev"], 1);
  EXPECT_EQ(item["workflow"]["title"], "Leave request");
  EXPECT_EQ(item["workflow"]["titles"]["zh"], "请假");
  EXPECT_EQ(item["states"][0]["id"], "draft");
  EXPECT_EQ(item["states"][0]["since"], "2026-01-05T09:00:00+08:00");
  EXPECT_EQ(item["data"]["days"], 3);
  EXPECT_EQ(item["parent"], nullptr);
}

TEST_P(RestTest, AnItemTellsEachPersonWhatHeMayDoAndWhyNotOtherwise) {
  const std::string id = NewRequest();
  worker.SendEvent(id, "submit");
  const auto event = [](const json& item, const std::string& name) {
    for (const json& each : item["events"]) {
      if (each["event"] == name) return each;
    }
    return json();
  };
  const json for_head = event(head.Item(id), "approve");
  EXPECT_EQ(for_head["allowed"], true);
  EXPECT_EQ(for_head["title"], "Approve");
  EXPECT_EQ(for_head["input"]["required"], json({"remark"}));
  const json for_worker = event(worker.Item(id), "approve");
  EXPECT_EQ(for_worker["allowed"], false);
  EXPECT_EQ(for_worker["reasons"][0]["name"], "wrong_role");
  EXPECT_EQ(for_worker["reasons"][0]["code"], "CH2003");
  EXPECT_FALSE(for_worker["reasons"][0]["message"].get<std::string>().empty());
}

TEST_P(RestTest, AnEventMovesTheItemAndItsRevision) {
  const std::string id = NewRequest();
  const Reply submitted = worker.SendEvent(id, "submit", nullptr, "\"1\"");
  ASSERT_EQ(submitted.status, 200) << submitted.body;
  EXPECT_EQ(submitted.Header("ETag"), "\"2\"");
  EXPECT_EQ(Body(submitted)["states"][0]["id"], "submitted");
  EXPECT_EQ(Body(submitted)["states"][0]["due"], "2026-01-09T00:00:00+08:00");
  EXPECT_EQ(Body(submitted)["states"][0]["last_day"], "2026-01-08");
  const Reply approved = head.SendEvent(id, "approve", {{"remark", "好"}}, "*");
  ASSERT_EQ(approved.status, 200) << approved.body;
  EXPECT_EQ(Body(approved)["status"], "ended");
  EXPECT_EQ(Body(approved)["data"]["remark"], "好");
}

TEST_P(RestTest, TheHistorySaysWhoDidWhat) {
  const std::string id = NewRequest();
  worker.SendEvent(id, "submit");
  head.SendEvent(id, "approve", {{"remark", "同意"}});
  const json rows = worker.History(id)["items"];
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(rows[1]["event"], "submit");
  EXPECT_EQ(rows[1]["from"], json({"draft"}));
  EXPECT_EQ(rows[1]["to"], json({"submitted"}));
  EXPECT_EQ(rows[2]["actor"]["org"], "taihu");
  EXPECT_EQ(rows[2]["input"]["remark"], "同意");
  EXPECT_FALSE(rows[2].contains("detail"));
}

TEST_P(RestTest, AnAuditorSeesWhatTheEngineDidAsWell) {
  const std::string id = NewRequest();
  Session auditor = server.As("auditor", "city");
  EXPECT_TRUE(auditor.History(id)["items"][0].contains("detail"));
}

TEST_P(RestTest, AHistoryComesInPages) {
  const std::string id = NewRequest();
  worker.SendEvent(id, "submit");
  head.SendEvent(id, "send_back");
  const Reply first = worker.Get("/v1/items/" + id + "/history?limit=2");
  EXPECT_EQ(Body(first)["items"].size(), 2U);
  EXPECT_EQ(first.Header("Link"), "</v1/items/" + id + "/history?limit=2&cursor=2>; rel=\"next\"");
  const json second = Body(worker.Get("/v1/items/" + id + "/history?limit=2&cursor=2"));
  EXPECT_EQ(second["items"].size(), 1U);
  EXPECT_EQ(second["next"], nullptr);
}

TEST_P(RestTest, ItemsAreListedNewestFirstInPagesWithoutGapsOrRepeats) {
  std::vector<std::string> made;
  for (int i = 0; i < 5; ++i) made.push_back(NewRequest());
  std::vector<std::string> listed;
  std::string target = "/v1/items?workflow=leave_request&limit=2";
  while (!target.empty()) {
    const Reply page = worker.Get(target);
    ASSERT_EQ(page.status, 200) << page.body;
    const json body = Body(page);
    for (const json& item : body["items"]) listed.push_back(item["id"]);
    const std::string link = page.Header("Link");
    target = link.empty() ? "" : link.substr(1, link.find('>') - 1);
  }
  EXPECT_EQ(listed, std::vector<std::string>(made.rbegin(), made.rend()));
}

TEST_P(RestTest, AListIsNarrowedByStateStatusAndOrganization) {
  const std::string draft = NewRequest();
  const std::string done = NewRequest();
  worker.SendEvent(done, "submit");
  head.SendEvent(done, "approve", {{"remark", "好"}});
  Session shops = server.As("worker", "shops");
  const std::string elsewhere = shops.Create("leave_request", {{"reason", "y"}, {"days", 1}});
  Session city = server.As("auditor", "city");
  const auto ids = [&](const std::string& query) {
    std::vector<std::string> found;
    const json body = Body(city.Get("/v1/items?" + query));
    for (const json& item : body["items"]) found.push_back(item["id"]);
    return found;
  };
  EXPECT_EQ(ids("state=draft"), (std::vector<std::string>{elsewhere, draft}));
  EXPECT_EQ(ids("status=ended"), (std::vector<std::string>{done}));
  EXPECT_EQ(ids("org=taihu"), (std::vector<std::string>{done, draft}));
  EXPECT_EQ(ids("org=taihu&state=draft"), (std::vector<std::string>{draft}));
  EXPECT_EQ(ids("parent=" + draft), (std::vector<std::string>{}));
}

TEST_P(RestTest, NobodySeesItemsOfOtherPlaces) {
  const std::string id = NewRequest();
  Session stranger = server.As("head", "donglin");
  EXPECT_EQ(Body(stranger.Get("/v1/items"))["items"].size(), 0U);
  const Reply reply = stranger.Get("/v1/items/" + id);
  EXPECT_EQ(reply.status, 404);
  EXPECT_EQ(Body(reply)["code"], "CH3002");
}

TEST_P(RestTest, TasksAreWhatWaitsForTheCallerWithTitlesAndDueTimes) {
  const std::string id = NewRequest();
  EXPECT_EQ(Body(head.Get("/v1/tasks"))["items"].size(), 0U);
  worker.SendEvent(id, "submit");
  const json tasks = Body(head.Get("/v1/tasks"))["items"];
  ASSERT_EQ(tasks.size(), 1U);
  EXPECT_EQ(tasks[0]["item"]["number"], "QJ-2026-001");
  EXPECT_EQ(tasks[0]["title"], "Submitted");
  EXPECT_EQ(tasks[0]["role_title"], "Head");
  EXPECT_EQ(tasks[0]["due"], "2026-01-09T00:00:00+08:00");
  EXPECT_EQ(tasks[0]["overdue"], false);
  EXPECT_EQ(Body(worker.Get("/v1/tasks"))["items"].size(), 0U);
}

TEST_P(RestTest, TheClockFiresWhatFallsDueOnTheWay) {
  const std::string id = NewRequest();
  worker.SendEvent(id, "submit");
  EXPECT_EQ(worker.Item(id)["timers"][0]["due"], "2026-01-13T00:00:00+08:00");
  server.Advance("4 workdays");
  EXPECT_EQ(worker.Item(id)["states"][0]["id"], "submitted");
  EXPECT_GE(server.Advance("2 workdays"), 1);
  const json item = worker.Item(id);
  EXPECT_EQ(item["states"][0]["id"], "lapsed");
  EXPECT_EQ(item["updated_at"], "2026-01-13T00:00:00+08:00");
  EXPECT_EQ(worker.History(id)["items"].back()["source"], "timer");
}

TEST_P(RestTest, OnlyAnAdministratorMovesTheClockAndOnlyForward) {
  const json before = Body(worker.Get("/v1/clock"));
  EXPECT_EQ(before, json({{"now", "2026-01-05T09:00:00+08:00"}, {"simulated", true}}));
  EXPECT_EQ(worker.Post("/v1/clock", R"({"advance":"PT1H"})").status, 403);
  Session administrator = server.As("administrator", "city");
  for (const char* bad :
       {R"({})", R"({"advance":"soon"})", R"({"to":"yesterday"})", R"({"advance":"PT1H","to":"x"})",
        R"({"to":"2026-01-01T00:00:00Z"})", R"({"advance":5})"}) {
    EXPECT_EQ(administrator.Post("/v1/clock", bad).status, 422) << bad;
  }
  EXPECT_EQ(Body(worker.Get("/v1/clock")), before);
  EXPECT_EQ(administrator.Post("/v1/clock", R"({"to":"2026-02-10T12:00:00+08:00"})").status, 200);
  EXPECT_EQ(Body(worker.Get("/v1/clock"))["now"], "2026-02-10T12:00:00+08:00");
}

TEST_P(RestTest, WorkflowsAreListedAndReadWithFormsRolesAndStates) {
  const json list = Body(worker.Get("/v1/workflows"))["items"];
  ASSERT_EQ(list.size(), 1U);
  EXPECT_EQ(list[0]["id"], "leave_request");
  EXPECT_EQ(list[0]["version"], 1);
  const json workflow = Body(worker.Get("/v1/workflows/leave_request?version=1"));
  EXPECT_EQ(workflow["roles"][1]["title"], "Head");
  EXPECT_EQ(workflow["data"]["properties"]["days"]["maximum"], 30);
  EXPECT_EQ(workflow["states"][0]["id"], "draft");
  EXPECT_EQ(worker.Get("/v1/workflows/leave_request?version=2").status, 404);
  EXPECT_EQ(worker.Get("/v1/workflows/leave").status, 404);
}

TEST_P(RestTest, AWorkflowIsGivenBackAsItWasPublished) {
  const Reply reply = worker.Get("/v1/workflows/leave_request", {{"Accept", "application/yaml"}});
  EXPECT_EQ(reply.Header("Content-Type"), "application/yaml");
  EXPECT_EQ(reply.body, ReadSource("tests/api/leave_request.yaml"));
}

TEST_P(RestTest, PublishingTheSameTextAgainChangesNothingAndAnotherTextIsRefused) {
  Session administrator = server.As("administrator", "city");
  const std::string yaml = ReadSource("tests/api/leave_request.yaml");
  EXPECT_EQ(administrator.Post("/v1/workflows", yaml).status, 200);
  const Reply other = administrator.Post("/v1/workflows", yaml + "\n# more\n");
  EXPECT_EQ(other.status, 409);
  EXPECT_EQ(Body(other)["code"], "CH3005");
}

TEST_P(RestTest, MeIsThePersonBehindTheToken) {
  const json me = Body(server.Person("lin", "mill", {"worker"}).Get("/v1/me"));
  EXPECT_EQ(me["id"], "lin");
  EXPECT_EQ(me["org"], "mill");
  EXPECT_EQ(
      me["grants"],
      json::parse(
          R"([{"role": "worker", "org": "mill", "path": "city/taihu/mill/", "from": null, "until": null}])"));
}

TEST_P(RestTest, OrganizationsAreThoseBelowOnesPlace) {
  const json list = Body(head.Get("/v1/organizations"))["items"];
  ASSERT_EQ(list.size(), 2U);
  EXPECT_EQ(list[0]["id"], "taihu");
  EXPECT_EQ(list[0]["name"], "Taihu Federation");
  EXPECT_EQ(list[1]["parent"], "taihu");
}

TEST_P(RestTest, OrganizationsComeInPagesAndBelowOne) {
  const json first = Body(head.Get("/v1/organizations?limit=1"));
  EXPECT_EQ(first["items"][0]["id"], "taihu");
  const json second = Body(head.Get("/v1/organizations?limit=1&cursor=" + std::string(first["next"])));
  EXPECT_EQ(second["items"][0]["id"], "mill");
  EXPECT_TRUE(second["next"].is_null());
  const json below = Body(head.Get("/v1/organizations?parent=taihu"))["items"];
  ASSERT_EQ(below.size(), 1U);
  EXPECT_EQ(below[0]["id"], "mill");
}

TEST_P(RestTest, CountsAreOfTheCallersPlaces) {
  NewRequest();
  const json mine = Body(worker.Get("/v1/counts"))["items"];
  ASSERT_EQ(mine.size(), 1U);
  EXPECT_EQ(mine[0]["workflow"], "leave_request");
  EXPECT_EQ(mine[0]["items"], 1);
  EXPECT_EQ(Body(head.Get("/v1/counts?org=mill&workflow=leave_request"))["items"], mine);
  EXPECT_TRUE(Body(head.Get("/v1/counts?workflow=other"))["items"].empty());
  EXPECT_TRUE(Body(server.As("head", "donglin").Get("/v1/counts"))["items"].empty());
  EXPECT_TRUE(Body(server.As("head", "donglin").Get("/v1/counts?org=mill"))["items"].empty());
  EXPECT_EQ(head.Get("/v1/counts?org=nowhere").status, 422);
  EXPECT_EQ(head.Get("/v1/counts?place=mill").status, 400);
}

TEST_P(RestTest, ListsAreSearchedByTextAndByWhatIsOverdue) {
  const std::string id = NewRequest();
  const std::string number = worker.Item(id)["number"];
  const auto found = [&](const std::string& query) { return Body(head.Get(query))["items"].size(); };
  EXPECT_EQ(found("/v1/items?q=" + number), 1U);
  EXPECT_EQ(found("/v1/items?q=%E6%97%A0%E6%AD%A4"), 0U);
  EXPECT_EQ(found("/v1/items?overdue=true"), 0U);
  EXPECT_EQ(found("/v1/tasks?overdue=true&q=" + number + "&org=mill&workflow=leave_request"), 0U);
  for (const char* bad :
       {"/v1/items?q=", "/v1/items?overdue=1", "/v1/tasks?overdue=", "/v1/tasks?status=active"})
    EXPECT_EQ(head.Get(bad).status, 400) << bad;
}

TEST_P(RestTest, TheTypeOfAProblemLeadsToWhatItMeans) {
  HttpClient nobody(server.port());
  const json problem = Body(head.Get("/v1/items/nothing"));
  const Reply reply = nobody.Send("GET", problem["type"], {{"Accept-Language", "en"}});
  EXPECT_EQ(Body(reply)["code"], problem["code"]);
  EXPECT_EQ(Body(reply)["title"], problem["title"]);
  EXPECT_GT(Body(nobody.Send("GET", "/problems"))["items"].size(), 50U);
  EXPECT_EQ(nobody.Send("GET", "/problems/gard_not_met").status, 404);
}

TEST_P(RestTest, HealthReadinessAndVersionNeedNoToken) {
  HttpClient nobody(server.port());
  EXPECT_EQ(nobody.Send("GET", "/health").body, R"({"status":"ok"})");
  EXPECT_EQ(nobody.Send("GET", "/ready").body, R"({"status":"ready"})");
  EXPECT_EQ(Body(nobody.Send("GET", "/v1/version"))["name"], "charter");
}

INSTANTIATE_TEST_SUITE_P(Over, RestTest, kStoreKinds, NameOfKind);

}  // namespace
}  // namespace charter::test
