// What holds for all addresses alike.
#include "api/conventions.h"

#include <gmock/gmock.h>

#include "api/json_members.h"
#include "tests/support/test_server.h"

namespace charter::test {
namespace {

using nlohmann::json;
using testing::ElementsAre;

class Conventions : public testing::Test {
 protected:
  void SetUp() override { server.Publish("tests/api/leave_request.yaml"); }
  std::string Leave() { return worker.Create("leave_request", {{"reason", "x"}, {"days", 3}}); }
  static std::vector<std::string> Names(const json& object) {
    std::vector<std::string> names;
    for (const auto& [name, value] : object.items()) names.push_back(name);
    return names;
  }

  TestServer server;
  Session worker = server.As("worker", "mill");
  const api::NamedText minimal{"Prefer", "return=minimal"};
};

TEST_F(Conventions, OfAnItemOnlyTheMembersAreGivenThatAreWanted) {
  const std::string id = Leave();
  const json item = json::parse(worker.Get("/v1/items/" + id + "?fields=rev,data,id").body);
  EXPECT_THAT(Names(item), ElementsAre("data", "id", "rev"));
  EXPECT_EQ(item["data"], worker.Item(id)["data"]);
  EXPECT_EQ(worker.Get("/v1/items/" + id + "?fields=rev").Header("ETag"), "\"1\"");
}

TEST_F(Conventions, EveryAnswerTellsABrowserThatNothingInItIsToBeRunFramedKeptOrToldElsewhere) {
  for (const char* target : {"/v1/me", "/nothing", "/health", "/docs", "/v1/items?limit=0"}) {
    const Reply reply = worker.Get(target);
    EXPECT_THAT(
        reply.Header("Content-Security-Policy"),
        testing::AllOf(testing::HasSubstr("default-src 'none'"), testing::HasSubstr("frame-ancestors 'none'"),
                       testing::Not(testing::HasSubstr("script"))));
    EXPECT_EQ(reply.Header("X-Content-Type-Options"), "nosniff");
    EXPECT_EQ(reply.Header("Referrer-Policy"), "no-referrer");
    EXPECT_EQ(reply.Header("Cross-Origin-Resource-Policy"), "same-origin");
    EXPECT_EQ(reply.Header("Cache-Control"), target == std::string("/docs") ? "no-cache" : "no-store");
  }
}

TEST_F(Conventions, AMistakeInJsonIsToldInTheLanguageThatIsAskedFor) {
  const auto detail = [&](const std::string& body, const char* language) {
    const Reply reply = worker.Post("/v1/items", body, {{"Accept-Language", language}});
    EXPECT_EQ(reply.status, 400);
    return json::parse(reply.body)["detail"].get<std::string>();
  };
  EXPECT_EQ(detail("{\"a\": ", "zh"), "请求体第 1 行第 7 列：内容在此中断，缺少结尾的括号或引号");
  EXPECT_EQ(detail("{\"a\"，1}", "zh"), "请求体第 1 行第 5 列：此处不符合 JSON 语法，请检查逗号、引号和括号");
  EXPECT_THAT(detail("{\"a\": ", "en"), testing::HasSubstr("unexpected end of input"));
}

TEST_F(Conventions, OfEveryRowOfAListOnlyTheMembersAreGivenThatAreWanted) {
  for (int i = 0; i < 3; ++i) Leave();
  const Reply reply = worker.Get("/v1/items?limit=2&fields=id,workflow");
  const json page = json::parse(reply.body);
  ASSERT_EQ(page["items"].size(), 2U);
  for (const json& row : page["items"]) EXPECT_THAT(Names(row), ElementsAre("id", "workflow"));
  EXPECT_TRUE(page["next"].is_string());
  const std::string link = reply.Header("Link");
  EXPECT_NE(link.find("fields=id%2Cworkflow"), std::string::npos) << link;
  const json rest = json::parse(worker.Get(link.substr(1, link.find('>') - 1)).body);
  EXPECT_THAT(Names(rest["items"][0]), ElementsAre("id", "workflow"));
  EXPECT_THAT(Names(json::parse(worker.Get("/v1/tasks?fields=state").body)["items"][0]),
              ElementsAre("state"));
}

TEST_F(Conventions, AMemberThatIsNotThereIsToldWithThosePresent) {
  for (const char* bad : {"/v1/items?fields=states,secret", "/v1/items?fields=", "/v1/me?fields=token"}) {
    const Reply reply = worker.Get(bad);
    EXPECT_EQ(reply.status, 400) << bad;
    EXPECT_EQ(json::parse(reply.body)["code"], "CH4006");
  }
}

TEST_F(Conventions, AWriteIsAnsweredWithoutABodyForThoseWhoPreferIt) {
  const std::string body =
      json{{"workflow", "leave_request"}, {"data", {{"reason", "x"}, {"days", 3}}}}.dump();
  const Reply created = worker.Post("/v1/items", body, {minimal});
  EXPECT_EQ(created.status, 201);
  EXPECT_EQ(created.body, "");
  EXPECT_EQ(created.Header("ETag"), "\"1\"");
  EXPECT_EQ(created.Header("Preference-Applied"), "return=minimal");
  const std::string at = created.Header("Location");
  const Reply sent =
      worker.Post(at + "/events", R"({"event":"submit"})", {{"Prefer", "wait=5, Return=Minimal; x=1"}});
  EXPECT_EQ(sent.status, 204);
  EXPECT_EQ(sent.body, "");
  EXPECT_EQ(sent.Header("ETag"), "\"2\"");
  EXPECT_EQ(sent.Header("Content-Type"), "");
  EXPECT_EQ(json::parse(worker.Get(at, {minimal}).body)["rev"], 2) << "a read is answered as ever";
}

TEST_F(Conventions, ARefusalIsToldInFullWhateverIsPreferred) {
  const Reply refused = worker.Post("/v1/items", R"({"workflow":"none"})", {minimal});
  EXPECT_EQ(refused.status, 404);
  EXPECT_EQ(json::parse(refused.body)["code"], "CH3003");
}

TEST_F(Conventions, TheSameWriteIsAnsweredWithABodyOrWithoutUnderOneKey) {
  const api::NamedText key{"Idempotency-Key", "k"};
  const std::string events = "/v1/items/" + Leave() + "/events";
  EXPECT_EQ(worker.Post(events, R"({"event":"submit"})", {key, minimal}).status, 204);
  const Reply again = worker.Post(events, R"({"event":"submit"})", {key});
  EXPECT_EQ(again.status, 200);
  EXPECT_EQ(json::parse(again.body)["rev"], 2);
  EXPECT_EQ(worker.Post(events, R"({"event":"submit"})", {key, minimal}).Header("Idempotency-Replayed"),
            "true");
}

TEST_F(Conventions, EveryAddressTellsWhatItTakes) {
  HttpClient nobody(server.port());
  for (const api::Route& route : server.server().application().router().routes()) {
    std::string address = route.path;
    for (std::size_t open = address.find('{'); open != std::string::npos; open = address.find('{'))
      address.replace(open, address.find('}') - open + 1, "x");
    const Reply options = nobody.Send("OPTIONS", address);
    EXPECT_EQ(options.status, 204) << address;
    EXPECT_THAT(options.Header("Allow"), testing::HasSubstr(route.method)) << address;
    EXPECT_EQ(options.body, "");
  }
  EXPECT_EQ(nobody.Send("OPTIONS", "/v2").status, 404);
}

TEST_F(Conventions, HeadGivesTheHeadersOfGet) {
  const std::string id = Leave();
  const Reply head = worker.Send("HEAD", "/v1/items/" + id);
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.body, "");
  EXPECT_EQ(head.Header("ETag"), "\"1\"");
  EXPECT_EQ(worker.Send("HEAD", "/v1/items/none").status, 404);
}

TEST(JsonMembers, AreCutOutAsTheyStand) {
  const std::string object =
      R"({"a":16000.00,"b":{"c":[1,{"d":"]}"}],"e":"\"\\"},"c":[],"d":null,"长":"x,y:z"})";
  const auto only = [&](const std::string& wanted) {
    return api::SelectMembers(object, [&](std::string_view name) { return name == wanted; });
  };
  EXPECT_EQ(only("a"), R"({"a":16000.00})");
  EXPECT_EQ(only("b"), R"({"b":{"c":[1,{"d":"]}"}],"e":"\"\\"}})");
  EXPECT_EQ(only("c"), R"({"c":[]})");
  EXPECT_EQ(only("长"), R"({"长":"x,y:z"})");
  EXPECT_EQ(only("none"), "{}");
  EXPECT_EQ(api::SelectMembers(object, [](std::string_view) { return true; }), object);
  EXPECT_EQ(api::SelectMembers("{}", [](std::string_view) { return true; }), "{}");
  const auto first = [](std::string_view element) {
    return api::SelectMembers(element, [](std::string_view name) { return name == "a"; });
  };
  EXPECT_EQ(api::ChangeElements(R"({"items":[{"a":1,"b":2},{"b":[{"a":3}]}],"next":"x"})", "items", first),
            R"({"items":[{"a":1},{}],"next":"x"})");
  EXPECT_EQ(api::ChangeElements(R"({"items":[],"next":null})", "items", first),
            R"({"items":[],"next":null})");
}

}  // namespace
}  // namespace charter::test
