// Every kind of bad input: each is told clearly, and changes nothing.
#include <gtest/gtest.h>

#include "tests/api/any_store.h"
#include "tests/support/test_server.h"

namespace charter::test {
namespace {

using nlohmann::json;

class BadInputTest : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    server.Publish("tests/api/leave_request.yaml");
    id = worker.Create("leave_request", {{"reason", "回乡探亲"}, {"days", 3}});
    worker.SendEvent(id, "submit");
    item_before = auditor.Item(id);
    history_before = auditor.History(id);
    list_before = json::parse(auditor.Get("/v1/items").body);
    workflows_before = json::parse(auditor.Get("/v1/workflows").body);
  }

  // Whatever a test did, it must have changed nothing.
  void TearDown() override {
    EXPECT_EQ(auditor.Item(id), item_before);
    EXPECT_EQ(auditor.History(id), history_before);
    EXPECT_EQ(json::parse(auditor.Get("/v1/items").body), list_before);
    EXPECT_EQ(json::parse(auditor.Get("/v1/workflows").body), workflows_before);
  }

  // The problem that a reply holds; fails where it is none or lacks what every problem has.
  static json ProblemIn(const Reply& reply, int status, const std::string& code, const std::string& name) {
    EXPECT_EQ(reply.status, status) << reply.body;
    EXPECT_EQ(reply.Header("Content-Type"), "application/problem+json") << reply.body;
    json problem = json::parse(reply.body, nullptr, false);
    EXPECT_FALSE(problem.is_discarded()) << reply.body;
    EXPECT_EQ(problem.value("code", ""), code) << reply.body;
    EXPECT_EQ(problem.value("type", ""), "/problems/" + name) << reply.body;
    EXPECT_EQ(problem.value("status", 0), status);
    EXPECT_FALSE(problem.value("title", "").empty());
    EXPECT_FALSE(problem.value("detail", "").empty());
    return problem;
  }

  Reply Event(const std::string& body, std::vector<api::NamedText> headers = {}) {
    return head.Post("/v1/items/" + id + "/events", body, std::move(headers));
  }

  AnyStore store{GetParam()};
  TestServer server{store.url()};
  Session worker = server.As("worker", "mill");
  Session head = server.As("head", "taihu");
  Session auditor = server.As("auditor", "city");
  std::string id;
  json item_before, history_before, list_before, workflows_before;
};

TEST_P(BadInputTest, AWorkflowThatIsNoYaml) {
  Session administrator = server.As("administrator", "city");
  const json problem = ProblemIn(administrator.Post("/v1/workflows", "workflow: [a\nversion: 1\n"), 422,
                                 "CH3004", "definition_invalid");
  ASSERT_FALSE(problem["diagnostics"].empty());
  EXPECT_EQ(problem["diagnostics"][0]["code"], "CH1001");
  EXPECT_GT(problem["diagnostics"][0]["line"], 0);
  EXPECT_GT(problem["diagnostics"][0]["column"], 0);
}

TEST_P(BadInputTest, AWorkflowWithAnUnknownTargetIsToldTheNearestOne) {
  Session administrator = server.As("administrator", "city");
  std::string yaml = ReadSource("tests/api/leave_request.yaml");
  yaml.replace(yaml.find("target: submitted"), 17, "target: submited");
  const json problem =
      ProblemIn(administrator.Post("/v1/workflows", yaml), 422, "CH3004", "definition_invalid");
  const json& first = problem["diagnostics"][0];
  EXPECT_EQ(first["code"], "CH1106");
  EXPECT_EQ(first["line"], 26);
  EXPECT_NE((first.value("hint", "") + first.value("message", "")).find("submitted"), std::string::npos)
      << first;
}

TEST_P(BadInputTest, AWorkflowFromSomebodyWhoMayNotPublish) {
  ProblemIn(worker.Post("/v1/workflows", ReadSource("tests/api/leave_request.yaml")), 403, "CH3006",
            "not_permitted");
}

TEST_P(BadInputTest, AWorkflowThatIsNotUtf8) {
  Session administrator = server.As("administrator", "city");
  const json problem =
      ProblemIn(administrator.Post("/v1/workflows", "workflow: \xff\n"), 422, "CH3004", "definition_invalid");
  EXPECT_EQ(problem["diagnostics"][0]["code"], "CH1002");
}

TEST_P(BadInputTest, AnUnknownEventIsToldTheNearestOne) {
  const json problem = ProblemIn(Event(R"({"event":"aprove"})"), 422, "CH2001", "unknown_event");
  EXPECT_NE((problem.value("hint", "") + problem.value("detail", "")).find("approve"), std::string::npos)
      << problem;
}

TEST_P(BadInputTest, AnEventOfAnotherState) {
  ProblemIn(worker.SendEvent(id, "submit"), 409, "CH2002", "event_not_available");
}

TEST_P(BadInputTest, TheWrongRole) {
  const json problem =
      ProblemIn(worker.SendEvent(id, "approve", {{"remark", "x"}}), 403, "CH2003", "wrong_role");
  EXPECT_NE(problem.dump().find("Head"), std::string::npos) << problem;
}

TEST_P(BadInputTest, AMissingField) {
  const json problem = ProblemIn(Event(R"({"event":"approve","input":{}})"), 422, "CH2006", "input_invalid");
  EXPECT_EQ(problem["fields"][0]["pointer"], "/remark");
  EXPECT_EQ(problem["fields"][0]["keyword"], "required");
}

TEST_P(BadInputTest, AWrongTypeAndAnUnknownFieldAtOnce) {
  const json problem = ProblemIn(Event(R"({"event":"approve","input":{"remark":7,"pay":"many","pray":1}})"),
                                 422, "CH2006", "input_invalid");
  std::set<std::string> pointers;
  for (const json& field : problem["fields"]) pointers.insert(field["pointer"].get<std::string>());
  EXPECT_EQ(pointers, (std::set<std::string>{"/pay", "/pray", "/remark"}));
}

TEST_P(BadInputTest, ABodyOfTwoMebibytes) {
  const std::string body =
      R"({"event":"approve","input":{"remark":")" + std::string(2UL * 1024 * 1024, 'a') + "\"}}";
  ProblemIn(Event(body), 413, "CH4002", "body_too_large");
  Session administrator = server.As("administrator", "city");
  ProblemIn(administrator.Post("/v1/workflows", std::string(2UL * 1024 * 1024, '#')), 413, "CH4002",
            "body_too_large");
}

TEST_P(BadInputTest, ABodyThatIsNoJson) {
  const json problem = ProblemIn(Event("{\"event\": approve}"), 400, "CH4001", "invalid_json");
  EXPECT_EQ(problem["line"], 1);
  EXPECT_EQ(problem["column"], 11);
  for (const char* bad :
       {"", "{", "[1,]", "{\"event\":\"a\"} x", "{\"event\":\"a\",\"event\":\"b\"}", "nul"}) {
    ProblemIn(Event(bad), 400, "CH4001", "invalid_json");
  }
  ProblemIn(Event(std::string(5000, '[')), 400, "CH4001", "invalid_json");
}

TEST_P(BadInputTest, ABodyThatIsNotUtf8) {
  ProblemIn(Event("{\"event\":\"\xc3\x28\"}"), 400, "CH4007", "invalid_encoding");
}

TEST_P(BadInputTest, AnItemWithAMissingAWrongAndAnUnknownField) {
  const json body{{"workflow", "leave_request"}, {"data", {{"days", "three"}, {"reson", "x"}}}};
  const json problem = ProblemIn(worker.Post("/v1/items", body.dump()), 422, "CH2007", "data_invalid");
  EXPECT_EQ(problem["fields"].size(), 3U) << problem;
}

TEST_P(BadInputTest, AnItemOfAWorkflowThatIsNotThere) {
  ProblemIn(worker.Post("/v1/items", R"({"workflow":"leave"})"), 404, "CH3003", "workflow_not_found");
}

TEST_P(BadInputTest, AnItemAtAnOrganizationOfOthers) {
  const json body{{"workflow", "leave_request"}, {"org", "shops"}, {"data", {{"reason", "x"}, {"days", 1}}}};
  ProblemIn(worker.Post("/v1/items", body.dump()), 422, "CH3007", "organization_not_found");
}

TEST_P(BadInputTest, AnItemFromSomebodyWhoMayNotCreateIt) {
  const json body{{"workflow", "leave_request"}, {"org", "mill"}, {"data", {{"reason", "x"}, {"days", 1}}}};
  ProblemIn(head.Post("/v1/items", body.dump()), 403, "CH3006", "not_permitted");
}

TEST_P(BadInputTest, AStaleRevisionIsToldThePresentOneAndWhatChanged) {
  const json problem =
      ProblemIn(Event(R"({"event":"approve","input":{"remark":"x"}})", {{"If-Match", "\"1\""}}), 412,
                "CH3001", "stale_revision");
  EXPECT_EQ(problem["rev"], 2);
  ASSERT_EQ(problem["changes"].size(), 1U);
  EXPECT_EQ(problem["changes"][0]["event"], "submit");
  ProblemIn(Event(R"({"event":"approve","input":{"remark":"x"}})", {{"If-Match", "\"9\""}}), 412, "CH3001",
            "stale_revision");
}

TEST_P(BadInputTest, ARevisionThatIsNone) {
  ProblemIn(Event(R"({"event":"approve","input":{"remark":"x"}})", {{"If-Match", "2"}}), 400, "CH4006",
            "invalid_parameter");
}

TEST_P(BadInputTest, AnUnknownItem) {
  ProblemIn(head.Get("/v1/items/nothing"), 404, "CH3002", "item_not_found");
  ProblemIn(head.SendEvent("nothing", "approve"), 404, "CH3002", "item_not_found");
  ProblemIn(head.Get("/v1/items/nothing/history"), 404, "CH3002", "item_not_found");
}

TEST_P(BadInputTest, AConditionThatIsNotMetSaysWhatTheWorkflowSays) {
  Session other = server.As("worker", "shops");
  const std::string long_leave = other.Create("leave_request", {{"reason", "x"}, {"days", 20}});
  const json problem = ProblemIn(other.SendEvent(long_leave, "submit"), 409, "CH2004", "guard_not_met");
  EXPECT_NE(problem["detail"].get<std::string>().find("More than ten days are asked for elsewhere."),
            std::string::npos);
  EXPECT_EQ(other.Item(long_leave)["rev"], 1);
  list_before = json::parse(auditor.Get("/v1/items").body);
}

TEST_P(BadInputTest, NoTokenOrAWrongOne) {
  HttpClient nobody(server.port());
  const Reply without = nobody.Send("GET", "/v1/items");
  ProblemIn(without, 401, "CH4003", "unauthenticated");
  EXPECT_EQ(without.Header("WWW-Authenticate"), "Bearer realm=\"charter\"");
  for (const char* bad : {"Bearer charter_wrong", "Basic dXNlcjpwYXNz", "Bearer", "x"}) {
    ProblemIn(nobody.Send("GET", "/v1/items", {{"Authorization", bad}}), 401, "CH4003", "unauthenticated");
  }
}

TEST_P(BadInputTest, AnAddressOrAMethodThatIsNotThere) {
  ProblemIn(head.Get("/v2/items"), 404, "CH4004", "no_such_resource");
  HttpClient nobody(server.port());
  const Reply reply = nobody.Send("DELETE", "/v1/items");
  ProblemIn(reply, 405, "CH4005", "method_not_allowed");
  EXPECT_EQ(reply.Header("Allow"), "GET, HEAD, POST, OPTIONS");
}

TEST_P(BadInputTest, AnUnknownParameterIsToldTheNearestOne) {
  const json problem = ProblemIn(head.Get("/v1/items?worklow=x"), 400, "CH4006", "invalid_parameter");
  EXPECT_EQ(problem["hint"], "Did you mean workflow?");
  for (const char* bad : {"limit=0", "limit=x", "status=open", "state=%ff", "state=%0"}) {
    ProblemIn(head.Get(std::string("/v1/items?") + bad), 400, "CH4006", "invalid_parameter");
  }
  ProblemIn(head.Get("/v1/items?org=nowhere"), 422, "CH3007", "organization_not_found");
  ProblemIn(head.Get("/v1/items/" + id + "/history?cursor=-1"), 400, "CH4006", "invalid_parameter");
}

TEST_P(BadInputTest, AnswersAreInChineseUnlessEnglishIsAskedFor) {
  HttpClient nobody(server.port());
  const json zh = json::parse(nobody.Send("GET", "/v1/items").body);
  const json en = json::parse(nobody.Send("GET", "/v1/items", {{"Accept-Language", "en"}}).body);
  EXPECT_EQ(zh["title"], "需要有效的令牌");
  EXPECT_EQ(en["title"], "a valid token is needed");
}

TEST_P(BadInputTest, OddTextsInDirectoryIdsAndCursors) {
  for (const char* odd :
       {"%27%3B%20DROP%20TABLE%20items%3B--", "%E6%A2%81%E5%B7%9E", "..%2F..%2Fetc%2Fpasswd"}) {
    ProblemIn(head.Get(std::string("/v1/items/") + odd), 404, "CH3002", "item_not_found");
    EXPECT_LT(head.Get(std::string("/v1/items?cursor=") + odd).status, 500);
    EXPECT_LT(head.Get(std::string("/v1/tasks?cursor=") + odd).status, 500);
  }
}

TEST_P(BadInputTest, ACharacterThatNoDatabaseKeeps) {
  const json body{{"workflow", "leave_request"}, {"data", {{"reason", std::string("a\0b", 3)}, {"days", 1}}}};
  const json problem = ProblemIn(worker.Post("/v1/items", body.dump()), 422, "CH2006", "input_invalid");
  EXPECT_EQ(problem["fields"][0]["pointer"], "/data/reason");
  ProblemIn(Event(R"({"event":"approve","input":{"remark":"\u0000"}})"), 422, "CH2006", "input_invalid");
}

// PostgreSQL is left to the store's own suite: a database for each of so many tests takes a minute.
INSTANTIATE_TEST_SUITE_P(Over, BadInputTest, testing::Values("memory", "sqlite"), NameOfKind);

}  // namespace
}  // namespace charter::test
