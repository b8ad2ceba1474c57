// What is kept about a person, handed out to him; tokens for certain workflows; what the background removes.
#include <gmock/gmock.h>

#include "api/privacy_loop.h"
#include "tests/support/test_server.h"

namespace charter::test {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

const TenantId kTenant{"city"};

// All pages as one: the lists of each added up.
json AllOf(Session& who, const std::string& target) {
  json all = json::parse(who.Get(target).body);
  while (all["next"].is_string()) {
    const std::string separator = target.find('?') == std::string::npos ? "?" : "&";
    const json page =
        json::parse(who.Get(target + separator + "cursor=" + all["next"].get<std::string>()).body);
    for (const char* list : {"access", "items"})
      all[list].insert(all[list].end(), page[list].begin(), page[list].end());
    all["next"] = page["next"];
  }
  return all;
}

class PersonalData : public testing::Test {
 protected:
  PersonalData() {
    server.Publish("tests/api/leave_request.yaml");
    item = worker.Create("leave_request", {{"reason", "move"}, {"days", 3}});
    EXPECT_EQ(worker.SendEvent(item, "submit").status, 200);
    EXPECT_EQ(head.SendEvent(item, "approve", {{"remark", "fine"}}).status, 200);
  }

  TestServer server;
  Session worker = server.Person("wang", "mill", {"worker"});
  Session head = server.Person("li", "mill", {"head"});
  Session admin = server.As("administrator", "city");
  std::string item;
};

TEST_F(PersonalData, IsHandedToThePersonHimself) {
  const json data = AllOf(worker, "/v1/me/data");
  EXPECT_EQ(data["person"]["name"], "Person wang");
  EXPECT_EQ(data["grants"][0]["role"], "worker");
  EXPECT_TRUE(data["account"].is_null());
  EXPECT_EQ(data["service_tokens"].size(), 1U);
  ASSERT_EQ(data["items"].size(), 1U) << data;
  EXPECT_EQ(data["items"][0]["number"], "QJ-2026-001");
  EXPECT_EQ(data["items"][0]["made"], true);
  ASSERT_EQ(data["items"][0]["did"].size(), 2U) << "what he did, and nothing of others";
  EXPECT_EQ(data["items"][0]["did"][1]["event"], "submit");
  EXPECT_THAT(data.dump(), Not(HasSubstr("sha256")));
}

TEST_F(PersonalData, ComesInPagesThatTogetherAreAll) {
  for (int i = 0; i < 4; ++i) worker.Create("leave_request", {{"reason", "move"}, {"days", 3}});
  EXPECT_EQ(AllOf(worker, "/v1/me/data?limit=2")["items"].size(), 5U);
  EXPECT_EQ(AllOf(worker, "/v1/me/data")["items"].size(), 5U);
}

TEST_F(PersonalData, IsHandedToAdministratorsOnRecord) {
  EXPECT_EQ(head.Get("/v1/people/wang/data").status, 403);
  EXPECT_EQ(admin.Get("/v1/people/nobody/data").status, 404);
  EXPECT_EQ(AllOf(admin, "/v1/people/li/data")["items"][0]["did"][0]["event"], "approve");
  EXPECT_THAT(admin.Get("/v1/audit").body, HasSubstr("\"subject\":\"people/li\""));
}

TEST_F(PersonalData, TellsNoTitleOfAnItemThatThePersonMayNotSee) {
  // He has left the mill.
  server.server().directory().ErasePerson(kTenant, PersonId("li"), "Li");
  const json data = AllOf(admin, "/v1/people/li/data");
  ASSERT_EQ(data["items"].size(), 1U);
  EXPECT_TRUE(data["items"][0]["title"].is_null());
  EXPECT_EQ(data["items"][0]["did"].size(), 1U);
}

TEST_F(PersonalData, ATokenForCertainWorkflowsSeesAndMovesItemsOfTheseOnly) {
  std::string other = ReadSource("tests/api/leave_request.yaml");
  other.replace(other.find("workflow: leave_request"), 23, "workflow: trip_request");
  other.replace(other.find("QJ-"), 3, "CC-");
  server.PublishText(other);
  const std::string trip = worker.Create("trip_request", {{"reason", "trip"}, {"days", 2}});
  const Reply made = worker.Post(
      "/v1/me/tokens", json{{"title", "t"}, {"scope", "all"}, {"workflows", {"trip_request"}}}.dump());
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(json::parse(made.body)["workflows"], json{"trip_request"});
  Session narrow(server.port(), json::parse(made.body)["token"]);
  EXPECT_EQ(narrow.Get("/v1/items/" + trip).status, 200);
  EXPECT_EQ(narrow.Get("/v1/items/" + item).status, 404);
  EXPECT_EQ(narrow.Get("/v1/items/" + item + "/history").status, 404);
  EXPECT_EQ(narrow.SendEvent(item, "submit").status, 404);
  const auto listed = [&](const char* target) { return json::parse(narrow.Get(target).body)["items"]; };
  ASSERT_EQ(listed("/v1/items").size(), 1U);
  EXPECT_EQ(listed("/v1/items")[0]["id"], trip);
  EXPECT_EQ(listed("/v1/items?q=QJ").size(), 0U);
  EXPECT_EQ(listed("/v1/items?workflow=leave_request").size(), 0U);
  for (const json& row : listed("/v1/counts")) EXPECT_EQ(row["workflow"], "trip_request");
  EXPECT_EQ(narrow
                .Post("/v1/items",
                      json{{"workflow", "leave_request"}, {"data", {{"reason", "x"}, {"days", 1}}}}.dump())
                .status,
            404);
  EXPECT_EQ(narrow
                .Post("/v1/items/events",
                      json{{"event", "submit"}, {"mode", "each"}, {"items", {{{"id", item}}}}}.dump())
                .status,
            200);
  EXPECT_EQ(narrow.SendEvent(trip, "submit").status, 200);
  EXPECT_EQ(narrow.Get("/v1/budgets").status, 403);
  EXPECT_EQ(narrow.Get("/v1/me/data").status, 403);
}

TEST_F(PersonalData, OldRecordsOfAccessAreRemovedInTheBackground) {
  EXPECT_EQ(head.Get("/v1/audit").status, 403);
  Store& store = server.server().store();
  ASSERT_EQ(store.ListAccess(kTenant, "", 10).rows.size(), 1U);
  Clock& clock = server.server().wall_clock();
  api::RunPrivacy(server.server().service(), store, clock, std::chrono::hours(1));
  EXPECT_EQ(store.ListAccess(kTenant, "", 10).rows.size(), 1U);
  api::RunPrivacy(server.server().service(), store, clock, std::chrono::hours(-1));
  EXPECT_EQ(store.ListAccess(kTenant, "", 10).rows.size(), 0U);
}

}  // namespace
}  // namespace charter::test
