// Signing in, tokens of one's own and the record of access, over real HTTP.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <utility>

#include "tests/api/any_store.h"
#include "tests/api/provider.h"
#include "tests/support/command_run.h"
#include "tests/support/test_server.h"

namespace charter::test {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

const TenantId kTenant("city");

std::string CodeOf(const Reply& reply) { return json::parse(reply.body).value("code", ""); }

// A browser: it keeps its cookie and says where its requests come from.
class Browser {
 public:
  explicit Browser(std::uint16_t port) : client_(port) {}

  Reply Send(const std::string& method, const std::string& target, const json& body = nullptr) {
    std::vector<api::NamedText> headers{{"Accept-Language", "en"}, {"Sec-Fetch-Site", site}};
    if (!cookie.empty()) headers.emplace_back("Cookie", cookie);
    Reply reply = client_.Send(method, target, headers, body.is_null() ? "" : body.dump());
    const std::string set = reply.Header("Set-Cookie");
    if (!set.empty()) cookie = set.substr(0, set.find(';'));
    return reply;
  }
  Reply SignIn(const std::string& name, const std::string& password) {
    return Send("POST", "/v1/sessions", {{"name", name}, {"password", password}});
  }

  std::string cookie;
  std::string site = "same-origin";

 private:
  HttpClient client_;
};

class SessionsTest : public testing::TestWithParam<const char*> {
 protected:
  SessionsTest() { server.Person("lin", "mill", {"worker"}); }

  static json Body(const Reply& reply) { return json::parse(reply.body); }
  // The browser of a person who has chosen his password.
  void SignInAs(const std::string& person) {
    const auto first = server.server().sign_in().Reset(kTenant, PersonId(person));
    ASSERT_TRUE(first);
    ASSERT_EQ(browser.SignIn(first->name, first->password).status, 201);
    const Reply changed =
        browser.Send("POST", "/v1/me/password", {{"present", first->password}, {"new", kPassword}});
    ASSERT_EQ(changed.status, 200) << changed.body;
  }
  std::vector<std::string> Recorded(const std::string& name) {
    std::vector<std::string> values;
    const json page = Body(server.As("auditor", "city").Get("/v1/audit?limit=200"));
    for (const json& record : page["items"])
      values.push_back(record[name].is_null() ? "" : record[name].get<std::string>());
    return values;
  }

  static constexpr const char* kPassword = "a password of my own";
  AnyStore store{GetParam()};
  TestServer server{store.url()};
  Browser browser{server.port()};
};

TEST_P(SessionsTest, ABrowserSignsInWorksAndSignsOut) {
  SignInAs("lin");
  server.Publish("tests/api/leave_request.yaml");
  EXPECT_EQ(Body(browser.Send("GET", "/v1/me"))["id"], "lin");
  const json request{{"workflow", "leave_request"}, {"data", {{"reason", "x"}, {"days", 3}}}};
  EXPECT_EQ(browser.Send("POST", "/v1/items", request).status, 201);
  const std::string cookie = browser.cookie;
  const Reply out = browser.Send("DELETE", "/v1/sessions/current");
  EXPECT_EQ(out.status, 204);
  EXPECT_THAT(out.Header("Set-Cookie"), HasSubstr("charter=; "));
  browser.cookie = cookie;
  EXPECT_EQ(browser.Send("GET", "/v1/me").status, 401) << "the cookie is worth nothing now";
}

TEST_P(SessionsTest, TheAnswerToASignInTellsWhatComesNext) {
  const auto first = server.server().sign_in().Reset(kTenant, PersonId("lin"));
  const Reply reply = browser.SignIn("Lin", first->password);
  ASSERT_EQ(reply.status, 201) << reply.body;
  EXPECT_EQ(Body(reply)["person"]["name"], "Person lin");
  EXPECT_EQ(Body(reply)["must_change_password"], true);
  EXPECT_THAT(reply.Header("Set-Cookie"), HasSubstr("; HttpOnly; SameSite=Strict"));
  EXPECT_THAT(reply.body, Not(HasSubstr(browser.cookie.substr(8)))) << "the secret is in the cookie alone";
}

TEST_P(SessionsTest, AFirstPasswordOpensNothingUntilItIsChanged) {
  const auto first = server.server().sign_in().Reset(kTenant, PersonId("lin"));
  browser.SignIn(first->name, first->password);
  EXPECT_EQ(browser.Send("GET", "/v1/me").status, 200);
  const Reply refused = browser.Send("GET", "/v1/items");
  EXPECT_EQ(refused.status, 403);
  EXPECT_EQ(CodeOf(refused), "CH3111");
  EXPECT_EQ(CodeOf(browser.Send("POST", "/v1/me/tokens", {{"title", "x"}, {"scope", "all"}})), "CH3111");
  const Reply unfit =
      browser.Send("POST", "/v1/me/password", {{"present", first->password}, {"new", "short"}});
  EXPECT_EQ(unfit.status, 422);
  EXPECT_EQ(Body(unfit)["fields"][0]["pointer"], "/new");
  browser.Send("POST", "/v1/me/password", {{"present", first->password}, {"new", kPassword}});
  EXPECT_EQ(browser.Send("GET", "/v1/items").status, 200);
}

TEST_P(SessionsTest, APageOfAnotherSiteCanMakeABrowserChangeNothing) {
  SignInAs("lin");
  const json request{{"workflow", "leave_request"}, {"data", json::object()}};
  for (const char* site : {"cross-site", "same-site"}) {
    browser.site = site;
    for (const char* target : {"/v1/items", "/v1/me/tokens", "/v1/me/password"})
      EXPECT_EQ(CodeOf(browser.Send("POST", target, request)), "CH3114") << target;
    EXPECT_EQ(CodeOf(browser.Send("DELETE", "/v1/sessions/current")), "CH3114");
    EXPECT_EQ(CodeOf(browser.SignIn("lin", kPassword)), "CH3114") << "nor sign somebody else in";
  }
  browser.site = "same-origin";
  EXPECT_EQ(browser.Send("GET", "/v1/me").status, 200);
}

TEST_P(SessionsTest, AWrongPasswordTellsNothing) {
  SignInAs("lin");
  const Reply wrong = browser.SignIn("lin", "wrong");
  const Reply unknown = browser.SignIn("nobody", "wrong");
  EXPECT_EQ(wrong.status, 401);
  EXPECT_EQ(CodeOf(wrong), "CH3110");
  EXPECT_EQ(unknown.body, wrong.body);
  EXPECT_EQ(wrong.Header("Set-Cookie"), "");
}

TEST_P(SessionsTest, APersonalTokenIsShownOnceAndDoesWhatItWasMadeFor) {
  SignInAs("lin");
  const Reply made =
      browser.Send("POST", "/v1/me/tokens", {{"title", "年报"}, {"scope", "read"}, {"days", 30}});
  ASSERT_EQ(made.status, 201) << made.body;
  const std::string token = Body(made)["token"];
  const std::string id = Body(made)["id"];
  EXPECT_EQ(made.Header("Location"), "/v1/me/tokens/" + id);
  Session program(server.port(), token);
  EXPECT_EQ(program.Get("/v1/items").status, 200);
  EXPECT_EQ(CodeOf(program.Post("/v1/items", "{}")), "CH3113") << "it is for reading";

  const json listed = Body(browser.Send("GET", "/v1/me/tokens"))["items"];
  ASSERT_EQ(listed.size(), 1U);
  EXPECT_EQ(listed[0]["id"], id);
  EXPECT_EQ(listed[0]["title"], "年报");
  EXPECT_EQ(listed[0]["scope"], "read");
  EXPECT_TRUE(listed[0]["last_used"].is_string());
  EXPECT_FALSE(listed[0].contains("token"));

  EXPECT_EQ(CodeOf(browser.Send("DELETE", "/v1/me/tokens/" + id.substr(1))), "CH3116");
  EXPECT_EQ(browser.Send("DELETE", "/v1/me/tokens/" + id).status, 204);
  EXPECT_EQ(program.Get("/v1/items").status, 401);
  EXPECT_EQ(CodeOf(browser.Send("DELETE", "/v1/me/tokens/" + id)), "CH3116");
}

TEST_P(SessionsTest, APersonalTokenMakesNoOtherAndDropsNone) {
  SignInAs("lin");
  const json made = Body(browser.Send("POST", "/v1/me/tokens", {{"title", "all"}, {"scope", "all"}}));
  Session program(server.port(), made["token"]);
  EXPECT_EQ(CodeOf(program.Post("/v1/me/tokens", R"({"title":"x","scope":"read"})")), "CH3113");
}

TEST_P(SessionsTest, ATokenThatMakesNoSenseIsToldWhere) {
  SignInAs("lin");
  const auto pointer = [&](const json& body) {
    return Body(browser.Send("POST", "/v1/me/tokens", body))["fields"][0]["pointer"].get<std::string>();
  };
  EXPECT_EQ(pointer({{"title", " "}, {"scope", "read"}}), "/title");
  EXPECT_EQ(pointer({{"title", "x"}, {"scope", "write"}}), "/scope");
  EXPECT_EQ(pointer({{"title", "x"}, {"scope", "read"}, {"days", 0}}), "/days");
  EXPECT_EQ(pointer({{"title", "x"}, {"scope", "read"}, {"days", 367}}), "/days");
}

TEST_P(SessionsTest, NobodySeesOrDropsTheTokensOfAnother) {
  SignInAs("lin");
  const json made = Body(browser.Send("POST", "/v1/me/tokens", {{"title", "x"}, {"scope", "all"}}));
  server.Person("he", "mill", {"worker"});
  Browser other(server.port());
  std::swap(browser, other);
  SignInAs("he");
  EXPECT_TRUE(Body(browser.Send("GET", "/v1/me/tokens"))["items"].empty());
  EXPECT_EQ(browser.Send("DELETE", "/v1/me/tokens/" + made["id"].get<std::string>()).status, 404);
  EXPECT_EQ(Session(server.port(), made["token"]).Get("/v1/me").status, 200);
}

TEST_P(SessionsTest, WhoCameInAndWhoWasTurnedAwayIsRecorded) {
  SignInAs("lin");
  browser.SignIn("nobody", "wrong");
  EXPECT_EQ(browser.Send("GET", "/v1/outbox").status, 403);
  EXPECT_EQ(Session(server.port(), "charter_nonsense").Get("/v1/items?q=x").status, 401);
  const auto kinds = Recorded("kind");
  ASSERT_GE(kinds.size(), 6U);
  EXPECT_EQ(kinds[0], "refused");
  EXPECT_EQ(kinds[1], "refused");
  EXPECT_EQ(kinds[2], "sign_in_refused");
  EXPECT_EQ(kinds[3], "password_changed");
  EXPECT_EQ(kinds[4], "signed_in");
  EXPECT_EQ(kinds[5], "password_reset");
  EXPECT_EQ(Recorded("code")[0], "CH4003");
  EXPECT_EQ(Recorded("route")[0], "GET /v1/items") << "without what was asked for";
  EXPECT_EQ(Recorded("person")[0], "");
  EXPECT_EQ(Recorded("code")[1], "CH3006");
  EXPECT_EQ(Recorded("person")[1], "lin");
  EXPECT_EQ(Recorded("address")[1], "127.0.0.0/24");
  EXPECT_NE(Recorded("name_hash")[2], "");
}

TEST_P(SessionsTest, TheRecordIsReadByAuditorsAndAdministratorsOfTheWhole) {
  EXPECT_EQ(server.As("administrator", "city").Get("/v1/audit").status, 200);
  EXPECT_EQ(server.As("auditor", "city").Get("/v1/audit").status, 200);
  EXPECT_EQ(server.As("auditor", "taihu").Get("/v1/audit").status, 403);
  EXPECT_EQ(server.As("worker", "city").Get("/v1/audit").status, 403);
  const json page = Body(server.As("auditor", "city").Get("/v1/audit?limit=1"));
  EXPECT_EQ(page["items"].size(), 1U);
  EXPECT_EQ(page["items"][0]["code"], "CH3006") << "the two who were refused just now";
  const json next =
      Body(server.As("auditor", "city").Get("/v1/audit?limit=1&cursor=" + page["next"].get<std::string>()));
  EXPECT_NE(next["items"][0]["id"], page["items"][0]["id"]);
}

INSTANTIATE_TEST_SUITE_P(Over, SessionsTest, kStoreKinds, NameOfKind);

TEST(Limits, HoldBackWhoIsRefusedTooOftenAndNobodyElse) {
  TestServer server(OpenForTest("memory:"), "2026-01-05T09:00:00+08:00",
                    [](api::CharterServerOptions& options) {
                      options.gate.refusals = {3, 3600};
                    });
  Session good = server.As("auditor", "city");
  Session bad(server.port(), "charter_nonsense");
  for (int i = 0; i < 3; ++i) EXPECT_EQ(bad.Get("/v1/me").status, 401);
  const Reply held = bad.Get("/v1/me");
  EXPECT_EQ(held.status, 429);
  EXPECT_EQ(CodeOf(held), "CH3115");
  EXPECT_EQ(held.Header("Retry-After"), "1200");
  EXPECT_EQ(bad.Get("/v1/me").status, 429);
  const json records = json::parse(good.Get("/v1/audit").body)["items"];
  ASSERT_EQ(records.size(), 4U) << "of all that came after the limit one is recorded";
  EXPECT_EQ(records[0]["kind"], "limited");
}

TEST(Limits, OfACallerAreHisOwn) {
  TestServer server(OpenForTest("memory:"), "2026-01-05T09:00:00+08:00",
                    [](api::CharterServerOptions& options) {
                      options.gate.per_caller = {2, 3600};
                    });
  Session one = server.As("worker", "mill");
  Session two = server.As("worker", "mill");
  for (int i = 0; i < 2; ++i) EXPECT_EQ(one.Get("/v1/me").status, 200);
  EXPECT_EQ(one.Get("/v1/me").status, 429);
  EXPECT_EQ(two.Get("/v1/me").status, 200);
}

TEST(Provided, ATokenOfTheProviderIsThePersonItWasLinkedTo) {
  const Provider provider = Provider::Rsa("k");
  const ScratchFolder scratch;
  std::ofstream(scratch.File("keys.json")) << provider.Keys();
  TestServer server(
      OpenForTest("memory:"), "2026-01-05T09:00:00+08:00", [&](api::CharterServerOptions& options) {
        options.provider = {{.issuer = "https://id", .audience = "charter"}, scratch.File("keys.json")};
      });
  server.Person("lin", "mill", {"worker"});
  const auto now = server.server().wall_clock().Now().seconds;
  Session session(
      server.port(),
      provider.Sign({{"iss", "https://id"}, {"aud", "charter"}, {"sub", "u-17"}, {"exp", now + 300}}));
  EXPECT_EQ(session.Get("/v1/me").status, 401);
  server.server().directory().PutSubject(kTenant, {"https://id", "u-17", PersonId("lin")});
  EXPECT_EQ(json::parse(session.Get("/v1/me").body)["id"], "lin");
}

TEST(Provided, IsToldWithAllThatItNeeds) {
  const std::vector<std::pair<std::vector<std::string>, std::string>> mistakes{
      {{"--oidc-issuer", "https://id"}, "are given together"},
      {{"--trusted-proxy", "127.0.0.1,here"}, "not \"here\""},
      {{"--limit-sign-ins", "many"}, "--limit-sign-ins is none or a number per time like 30/min"},
      {{"--session-idle", "long"}, "--session-idle is a time like 2h or 30m"},
      {{"--oidc-issuer", "i", "--oidc-audience", "a", "--oidc-jwks", "http://id/keys"}, "https://"}};
  for (const auto& [options, message] : mistakes) {
    std::vector<std::string> arguments{"serve", "--db", "memory:", "--workflows", SourcePath("workflows")};
    arguments.insert(arguments.end(), options.begin(), options.end());
    const CommandRun run = RunCharter(arguments);
    EXPECT_EQ(run.exit_code, 2) << message;
    EXPECT_THAT(run.err, HasSubstr(message));
  }
}

std::string Line(const std::string& text, const std::string& name) {
  const std::size_t at = text.find(name);
  if (at == std::string::npos) return "";
  const std::size_t begin = text.find_first_not_of(' ', at + name.size());
  return text.substr(begin, text.find('\n', begin) - begin);
}

TEST(FirstStart, MakesAnAdministratorAndTellsHisPasswordOnce) {
  const ScratchFolder scratch;
  const std::string url = "sqlite:" + scratch.File("new.db");
  const std::vector<std::string> serve{
      "serve", "--db", url, "--listen", "127.0.0.1:0", "--workflows", SourcePath("workflows")};
  const CommandRun first = RunCharter(serve, [](const std::string& printed) {
    const std::string address = "http://127.0.0.1:";
    const int port = std::stoi(printed.substr(printed.find(address) + address.size()));
    Browser browser(static_cast<std::uint16_t>(port));
    EXPECT_EQ(browser.SignIn("administrator", Line(printed, "  password")).status, 201) << printed;
  });
  EXPECT_EQ(first.exit_code, 0) << first.err;
  EXPECT_THAT(RunCharter(serve).out, Not(HasSubstr("password")));

  const CommandRun reset = RunCharter({"admin", "reset", "administrator", "--db", url});
  EXPECT_EQ(reset.exit_code, 0) << reset.err;
  EXPECT_EQ(Line(reset.out, "name").substr(0, 13), "administrator");
  EXPECT_NE(Line(reset.out, "password"), Line(first.out, "  password"));
  EXPECT_EQ(RunCharter({"admin", "reset", "nobody", "--db", url}).exit_code, 1);
  EXPECT_THAT(RunCharter({"admin", "lock", "Administrator", "--db", url}).out,
              HasSubstr("administrator is locked"));
  EXPECT_EQ(RunCharter({"admin", "unlock", "administrator", "--db", url}).exit_code, 0);
  EXPECT_EQ(RunCharter({"admin", "lock", "nobody", "--db", url}).exit_code, 1);
  EXPECT_EQ(RunCharter({"admin", "reset"}).exit_code, 2);
  EXPECT_THAT(RunCharter({"admin", "link", "https://id", "u-17", "administrator", "--db", url}).out,
              HasSubstr("u-17 of https://id is administrator here now"));
  EXPECT_THAT(RunCharter({"admin", "unlink", "https://id", "u-17", "--db", url}).out, HasSubstr("nobody"));
}

}  // namespace
}  // namespace charter::test
