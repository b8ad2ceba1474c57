// Organisations, people and the roles given to them, over real HTTP.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "api/caching_directory.h"
#include "tests/api/any_store.h"
#include "tests/support/test_server.h"

namespace charter::test {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

std::string CodeOf(const Reply& reply) { return json::parse(reply.body).value("code", ""); }
json Body(const Reply& reply) { return json::parse(reply.body); }
std::string PointerOf(const Reply& reply) {
  const json fields = Body(reply).value("fields", json::array());
  return fields.empty() ? reply.body : fields[0]["pointer"].get<std::string>();
}

class PeopleTest : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    server.Publish("tests/api/leave_request.yaml");
    server.Person("lin", "mill", {"worker"});
  }
  static std::vector<std::string> Ids(const Reply& reply) {
    std::vector<std::string> ids;
    const json rows = Body(reply)["items"];
    for (const json& row : rows) ids.push_back(row["id"]);
    return ids;
  }
  Reply Give(Session& who, const std::string& person, const json& grant) {
    return who.Post("/v1/people/" + person + "/grants", grant.dump());
  }
  json LastRecord() { return Body(chief.Get("/v1/audit?limit=1"))["items"][0]; }

  AnyStore store{GetParam()};
  TestServer server{store.url()};
  Session chief = server.Person("chief", "city", {"administrator"});
  Session county = server.Person("county", "taihu", {"administrator"});
};

TEST_P(PeopleTest, AnOrganizationIsAddedBelowOnesOwnRenamedAndUsed) {
  const json wanted{{"id", "lab"}, {"parent", "mill"}, {"kind", "branch"}, {"names", {{"zh", "化验室"}}}};
  const Reply made = county.Post("/v1/organizations", wanted.dump());
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(made.Header("Location"), "/v1/organizations/lab");
  EXPECT_EQ(Body(made)["path"], "city/taihu/mill/lab/");
  EXPECT_EQ(PointerOf(county.Post("/v1/organizations", wanted.dump())), "/id");
  EXPECT_EQ(LastRecord()["kind"], "organization_added");
  const Reply renamed = county.Patch("/v1/organizations/lab", {{"names", {{"en", "Laboratory"}}}});
  EXPECT_EQ(renamed.status, 200) << renamed.body;
  EXPECT_EQ(Body(renamed)["names"]["zh"], "化验室") << "what is not named stays";
  EXPECT_EQ(Body(county.Get("/v1/organizations/lab"))["name"], "Laboratory");
  Session worker = server.Person("new", "lab", {"worker"});
  worker.Create("leave_request", {{"reason", "x"}, {"days", 1}});
}

TEST_P(PeopleTest, AnOrganizationStaysWhereItsItemsAreKept) {
  const Reply moved = chief.Patch("/v1/organizations/mill", {{"parent", "donglin"}});
  EXPECT_EQ(moved.status, 409);
  EXPECT_EQ(CodeOf(moved), "CH3162");
  EXPECT_THAT(moved.body, HasSubstr("kept by its place"));
  EXPECT_EQ(chief.Patch("/v1/organizations/mill", {{"parent", "taihu"}, {"kind", "branch"}}).status, 200);
}

TEST_P(PeopleTest, AnAdministratorChangesNothingBesideOrAboveHisPlace) {
  const json beside{{"id", "x"}, {"parent", "donglin"}, {"kind", "branch"}, {"names", {{"zh", "x"}}}};
  EXPECT_EQ(CodeOf(county.Post("/v1/organizations", beside.dump())), "CH3007");
  EXPECT_EQ(county.Patch("/v1/organizations/donglin", {{"kind", "x"}}).status, 404);
  EXPECT_EQ(county.Patch("/v1/organizations/city", {{"kind", "x"}}).status, 404);
  EXPECT_EQ(CodeOf(county.Post("/v1/people", json{{"id", "x"}, {"name", "x"}, {"org", "shops"}}.dump())),
            "CH3007");
  EXPECT_EQ(CodeOf(Give(county, "lin", {{"role", "head"}, {"org", "donglin"}})), "CH3007");
  EXPECT_EQ(CodeOf(Give(county, "lin", {{"role", "administrator"}, {"org", "city"}})), "CH3007");
  server.Person("zhou", "shops", {"worker"});
  EXPECT_EQ(county.Get("/v1/people/zhou").status, 404);
  EXPECT_EQ(Give(county, "zhou", {{"role", "head"}, {"org", "taihu"}}).status, 404);
  EXPECT_EQ(county.Patch("/v1/people/lin", {{"org", "shops"}}).status, 422);
}

TEST_P(PeopleTest, APersonIsAddedFoundChangedAndWorks) {
  const Reply made = county.Post("/v1/people", json{{"id", "wu"}, {"name", "吴敏"}, {"org", "mill"}}.dump());
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(LastRecord()["whom"], "wu");
  EXPECT_EQ(PointerOf(county.Post("/v1/people", json{{"id", "wu"}, {"name", "x"}, {"org", "mill"}}.dump())),
            "/id");
  EXPECT_THAT(Ids(county.Get("/v1/people?q=%E5%90%B4")), ElementsAre("wu"));
  EXPECT_THAT(Ids(county.Get("/v1/people?org=mill")), ElementsAre("lin", "wu"));
  EXPECT_EQ(Body(county.Patch("/v1/people/wu", {{"name", "吴敏敏"}}))["name"], "吴敏敏");
  Session wu = server.Person("wu", "mill", {});
  EXPECT_EQ(wu.Post("/v1/items", json{{"workflow", "leave_request"}, {"data", json::object()}}.dump()).status,
            422);
  const Reply given = Give(county, "wu", {{"role", "worker"}, {"org", "mill"}});
  ASSERT_EQ(given.status, 201) << given.body;
  wu.Create("leave_request", {{"reason", "x"}, {"days", 1}});
  EXPECT_EQ(county.Delete("/v1/people/wu/grants?role=worker&org=mill").status, 204);
  EXPECT_TRUE(Body(wu.Get("/v1/items"))["items"].empty()) << "it counts from the next request on";
  EXPECT_EQ(county.Delete("/v1/people/wu/grants?role=worker&org=mill").status, 404);
}

TEST_P(PeopleTest, TheTiredAreToldWhereTheyErr) {
  const auto role = [&](const json& grant) { return Give(county, "lin", grant); };
  const Reply misspelt = role({{"role", "haed"}, {"org", "taihu"}});
  EXPECT_EQ(PointerOf(misspelt), "/role");
  EXPECT_THAT(misspelt.body, HasSubstr("did you mean head?"));
  EXPECT_EQ(PointerOf(role({{"role", "head"}, {"org", "taihu"}, {"until", "2025-01-01T00:00:00+08:00"}})),
            "/until");
  EXPECT_EQ(PointerOf(role({{"role", "head"},
                            {"org", "taihu"},
                            {"from", "2026-03-01T00:00:00+08:00"},
                            {"until", "2026-02-01T00:00:00+08:00"}})),
            "/until");
  EXPECT_EQ(PointerOf(role({{"role", "head"}, {"org", "taihu"}, {"until", "tomorrow"}})), "/until");
  EXPECT_EQ(PointerOf(role({{"rolle", "head"}, {"org", "taihu"}})), "/role");
  EXPECT_EQ(CodeOf(role({{"role", "head"}, {"org", "tahiu"}})), "CH3007");
  const auto person = [&](const json& body) { return PointerOf(county.Post("/v1/people", body.dump())); };
  EXPECT_EQ(person({{"id", "a b"}, {"name", "x"}, {"org", "mill"}}), "/id");
  EXPECT_EQ(person({{"id", "ab"}, {"name", "  "}, {"org", "mill"}}), "/name");
  EXPECT_EQ(person({{"id", "ab"}, {"name", "a\nb"}, {"org", "mill"}}), "/name");
  const auto place = [&](const json& body) {
    return PointerOf(county.Post("/v1/organizations", body.dump()));
  };
  EXPECT_EQ(place({{"id", "a/b"}, {"parent", "mill"}, {"kind", "x"}, {"names", {{"zh", "x"}}}}), "/id");
  EXPECT_EQ(place({{"id", "ab"}, {"parent", "mill"}, {"kind", "A Union"}, {"names", {{"zh", "x"}}}}),
            "/kind");
  EXPECT_EQ(place({{"id", "ab"}, {"parent", "mill"}, {"kind", "x"}, {"names", {{"zh", " "}}}}), "/names/zh");
}

TEST_P(PeopleTest, NobodyGivesHimselfAnything) {
  EXPECT_EQ(CodeOf(Give(county, "county", {{"role", "head"}, {"org", "taihu"}})), "CH3006");
  EXPECT_EQ(CodeOf(Give(chief, "chief", {{"role", "finance"}, {"org", "city"}})), "CH3006");
  EXPECT_EQ(CodeOf(county.Patch("/v1/people/county", {{"org", "mill"}})), "CH3006")
      << "what he keeps out of depends on it";
  EXPECT_EQ(county.Patch("/v1/people/county", {{"name", "New name"}}).status, 200);
  // Not by a role that is lent to him either: that of an administrator is not lent.
  const json lend{{"to", "county"},
                  {"role", "administrator"},
                  {"org", "city"},
                  {"until", "2026-02-01T00:00:00+08:00"},
                  {"reason", "x"}};
  EXPECT_EQ(CodeOf(chief.Post("/v1/me/delegations", lend.dump())), "CH3163");
}

TEST_P(PeopleTest, TheLastAdministratorOfTheTopmostStays) {
  // The test's own server has made another to publish workflows; he leaves.
  const json rows = Body(chief.Get("/v1/organizations/city/holders?role=administrator"))["items"];
  for (const json& row : rows) {
    const std::string id = row["person"]["id"];
    if (id == "chief") continue;
    EXPECT_EQ(chief.Delete("/v1/people/" + id + "/grants?role=administrator&org=city").status, 204);
  }
  const std::string own = "/v1/people/chief/grants?role=administrator&org=city";
  const Reply refused = chief.Delete(own);
  EXPECT_EQ(refused.status, 403);
  EXPECT_THAT(refused.body, HasSubstr("make another administrator first"));
  ASSERT_EQ(
      Give(chief, "lin", {{"role", "administrator"}, {"org", "city"}, {"until", "2026-09-01T00:00:00+08:00"}})
          .status,
      201);
  EXPECT_EQ(chief.Delete(own).status, 403) << "one whose time ends does not do";
  ASSERT_EQ(Give(chief, "lin", {{"role", "administrator"}, {"org", "city"}}).status, 201);
  EXPECT_EQ(chief.Delete(own).status, 204);
  EXPECT_EQ(chief.Get("/v1/audit").status, 403);
}

TEST_P(PeopleTest, OthersSeeNamesAndRolesAtTheirPlacesAndNothingElse) {
  ASSERT_EQ(Give(chief, "lin", {{"role", "expert_of_nothing"}, {"org", "city"}}).status, 422);
  ASSERT_EQ(Give(chief, "lin", {{"role", "head"}, {"org", "donglin"}}).status, 201);
  Session colleague = server.Person("he", "mill", {"worker"});
  const json lin = Body(colleague.Get("/v1/people/lin"));
  EXPECT_EQ(lin["roles"].size(), 1U) << "the one at the mill";
  EXPECT_EQ(lin["roles"][0], (json{{"role", "worker"}, {"org", "mill"}}));
  EXPECT_EQ(Body(chief.Get("/v1/people/lin"))["roles"].size(), 2U);
  EXPECT_THAT(Ids(colleague.Get("/v1/people")), ElementsAre("he", "lin"));
  EXPECT_EQ(colleague.Get("/v1/people/county").status, 404);
  EXPECT_EQ(CodeOf(colleague.Get("/v1/people/lin/grants")), "CH3006");
  EXPECT_EQ(Body(server.As("auditor", "taihu").Get("/v1/people/lin/grants"))["items"].size(), 1U);
  Session stranger = server.Person("none", "shops", {});
  EXPECT_TRUE(Ids(stranger.Get("/v1/people")).empty());
  EXPECT_EQ(stranger.Get("/v1/people/none").status, 200) << "himself";
}

TEST_P(PeopleTest, ARoleBeginsAndEndsByItselfByTheClockOfItems) {
  Session head = server.Person("he", "taihu", {});
  Session worker = server.Person("lin", "mill", {"worker"});
  const std::string item = worker.Create("leave_request", {{"reason", "x"}, {"days", 1}});
  worker.SendEvent(item, "submit");
  ASSERT_EQ(Give(county, "he",
                 {{"role", "head"},
                  {"org", "taihu"},
                  {"from", "2026-01-06T00:00:00+08:00"},
                  {"until", "2026-01-08T00:00:00+08:00"}})
                .status,
            201);
  EXPECT_EQ(head.Get("/v1/items/" + item).status, 404) << "not yet";
  server.Advance("PT15H");
  EXPECT_EQ(head.Get("/v1/items/" + item).status, 200);
  EXPECT_EQ(Body(county.Get("/v1/organizations/mill/holders?role=head"))["items"].size(), 1U);
  server.Advance("PT48H");
  EXPECT_EQ(head.Get("/v1/items/" + item).status, 404);
  EXPECT_TRUE(Body(county.Get("/v1/organizations/mill/holders?role=head"))["items"].empty());
  EXPECT_EQ(Body(county.Get("/v1/people/he/grants"))["items"].size(), 1U) << "what was is told";
}

TEST_P(PeopleTest, EveryChangeOfRightsIsRecorded) {
  Give(county, "lin", {{"role", "head"}, {"org", "mill"}, {"until", "2026-09-01T00:00:00+08:00"}});
  json record = LastRecord();
  EXPECT_EQ(record["kind"], "role_given");
  EXPECT_EQ(record["person"], "county");
  EXPECT_EQ(record["whom"], "lin");
  EXPECT_EQ(record["what"], "head /2026-09-01T00:00:00+08:00");
  EXPECT_EQ(record["where"], "mill");
  EXPECT_EQ(record["address"], "127.0.0.0/24");
  county.Delete("/v1/people/lin/grants?role=head&org=mill");
  EXPECT_EQ(LastRecord()["kind"], "role_taken");
  county.Patch("/v1/people/lin", {{"org", "taihu"}});
  record = LastRecord();
  EXPECT_EQ(record["kind"], "person_changed");
  EXPECT_EQ(record["what"], "org");
  EXPECT_EQ(record["where"], "taihu");
}

TEST_P(PeopleTest, AnAccountIsMadeByAnAdministratorAndChangedByItsPerson) {
  const Reply made = chief.Post("/v1/accounts", R"({"person": "lin"})");
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(LastRecord()["kind"], "account_made");
  EXPECT_EQ(LastRecord()["whom"], "lin");
  const std::string password = Body(made)["password"];
  HttpClient browser(server.port());
  const auto sign_in = [&](const std::string& word) {
    return browser.Send("POST", "/v1/sessions", {}, json{{"name", "lin"}, {"password", word}}.dump());
  };
  const Reply session = sign_in(password);
  ASSERT_EQ(session.status, 201) << session.body;
  EXPECT_EQ(Body(session)["must_change_password"], true);
  EXPECT_EQ(CodeOf(chief.Post("/v1/accounts", R"({"person": "lin"})")), "CH3161");
  EXPECT_EQ(CodeOf(chief.Post("/v1/accounts", R"({"person": "county", "name": "LIN"})")), "CH3161");
  EXPECT_EQ(CodeOf(chief.Post("/v1/accounts", R"({"person": "nobody"})")), "CH3160");
  EXPECT_EQ(PointerOf(chief.Post("/v1/accounts", R"({"person": "county", "name": "a b"})")), "/name");
  const json listed = Body(chief.Get("/v1/accounts"))["items"];
  ASSERT_EQ(listed.size(), 1U);
  EXPECT_EQ(listed[0]["name"], "lin");
  EXPECT_EQ(listed[0]["locked"], false);
  EXPECT_THAT(chief.Get("/v1/accounts").body, Not(HasSubstr("argon2")));

  const std::string again = Body(chief.Post("/v1/accounts/lin/reset", "{}"))["password"];
  EXPECT_EQ(sign_in(password).status, 401);
  EXPECT_EQ(sign_in(again).status, 201);
}

TEST_P(PeopleTest, ALockedAccountAndAllThatItOpenedIsClosed) {
  const std::string password = Body(chief.Post("/v1/accounts", R"({"person": "lin"})"))["password"];
  HttpClient browser(server.port());
  const std::string body = json{{"name", "lin"}, {"password", password}}.dump();
  const Reply session = browser.Send("POST", "/v1/sessions", {}, body);
  const std::string set = session.Header("Set-Cookie");
  const api::NamedText cookie{"Cookie", set.substr(0, set.find(';'))};
  ASSERT_EQ(browser.Send("GET", "/v1/me", {cookie}).status, 200);
  const Reply locked = chief.Post("/v1/accounts/lin/lock", "{}");
  ASSERT_EQ(locked.status, 200) << locked.body;
  EXPECT_EQ(Body(locked)["locked"], true);
  EXPECT_EQ(browser.Send("GET", "/v1/me", {cookie}).status, 401);
  EXPECT_EQ(browser.Send("POST", "/v1/sessions", {}, body).status, 401);
  server.Advance("P30D");
  EXPECT_EQ(browser.Send("POST", "/v1/sessions", {}, body).status, 401) << "until it is unlocked";
  const std::string next = Body(chief.Post("/v1/accounts/lin/reset", "{}"))["password"];
  const std::string again = json{{"name", "lin"}, {"password", next}}.dump();
  EXPECT_EQ(browser.Send("POST", "/v1/sessions", {}, again).status, 401) << "a new password opens no lock";
  EXPECT_EQ(Body(chief.Post("/v1/accounts/lin/unlock", "{}"))["locked"], false);
  EXPECT_EQ(browser.Send("POST", "/v1/sessions", {}, again).status, 201);
  ASSERT_EQ(chief.Post("/v1/accounts", R"({"person": "chief"})").status, 201);
  EXPECT_EQ(CodeOf(chief.Post("/v1/accounts/chief/lock", "{}")), "CH3006") << "not one's own";
}

INSTANTIATE_TEST_SUITE_P(Over, PeopleTest, kStoreKinds, NameOfKind);

class HandClock : public Clock {
 public:
  Timestamp now{1000, 0};
  Timestamp Now() override { return now; }
};

// Two servers over one database: what one changes, the other knows a second later at most.
TEST_P(PeopleTest, AnotherServerKnowsOfAChangeWithinASecond) {
  HandClock clock;
  const api::OpenDatabase database = OpenForTest(store.url());
  api::CachingDirectory here(*database.directory, clock);
  api::CachingDirectory there(*database.directory, clock);
  const TenantId tenant("city");
  const PersonId zoe("zoe");
  here.PutOrganizations(tenant, {{OrgId("city"), std::nullopt, "federation", {"市", "City"}, "city/"}});
  here.PutPerson(tenant, {zoe, "Zoe", OrgId("city")});
  EXPECT_TRUE(there.ListGrants(tenant, zoe).empty());
  AccessRecord record;
  record.id = "r";
  record.kind = "role_given";
  const Grant head{"head", OrgId("city"), ""};
  ASSERT_EQ(here.Change(tenant, GiveRole{zoe, head}, record, nullptr), Changed::kYes);
  EXPECT_EQ(here.ListGrants(tenant, zoe).size(), 1U) << "at once where it was made";
  EXPECT_TRUE(there.ListGrants(tenant, zoe).empty()) << "believed for a second";
  clock.now = {1001, 0};
  EXPECT_EQ(there.ListGrants(tenant, zoe).size(), 1U);
  record.id = "s";
  const Delegation loan{"d", zoe, zoe, {"head", OrgId("city"), "", Timestamp{0, 0}, Timestamp{9000, 0}},
                        "x", {}};
  EXPECT_TRUE(there.DelegationsTo(tenant, zoe).empty());
  ASSERT_EQ(here.Change(tenant, LendRole{loan}, record, nullptr), Changed::kYes);
  clock.now = {1002, 0};
  EXPECT_EQ(there.DelegationsTo(tenant, zoe).size(), 1U);
}

}  // namespace
}  // namespace charter::test
