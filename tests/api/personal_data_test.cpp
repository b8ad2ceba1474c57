// What is kept about a person, handed out to him; tokens for certain workflows; what the background removes.
#include <gmock/gmock.h>

#include "api/clock.h"
#include "api/item_ids.h"
#include "api/log.h"
#include "api/privacy_loop.h"
#include "engine/data/failure.h"
#include "storage/memory_directory.h"
#include "storage/memory_store.h"
#include "tests/support/test_server.h"

namespace charter::test {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

const TenantId kTenant{"city"};

constexpr const char* kTalks = R"yaml(workflow: talks
version: 1
title: {zh: 协商, en: Talks}
roles:
  union: {title: {zh: 工会方, en: Union}}
  employer: {title: {zh: 企业方, en: Employer}}
create: {by: [union, employer]}
initial: open
states:
  open:
    title: {zh: 要约, en: Offered}
    on: {accept: {by: [union, employer], target: closed, title: {zh: 接受, en: Accept}}}
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

constexpr const char* kRefund = R"yaml(workflow: refund
version: 1
title: {zh: 报销, en: Refund}
roles: {worker: {title: {zh: 职工, en: Worker}}, head: {title: {zh: 负责人, en: Head}}}
create: {by: worker}
data:
  account: {type: string, format: bank_account, unmask: [head], title: {zh: 账号, en: Account}}
initial: open
states:
  open:
    title: {zh: 待付, en: Open}
    on:
      fill:
        by: worker
        title: {zh: 填账号, en: Fill in}
        input: {account: {type: string, format: bank_account, required: true, title: {zh: 账号, en: Account}}}
        actions: [{assign: {account: input.account}}]
      pay: {by: head, target: paid, title: {zh: 付款, en: Pay}}
  paid: {type: final, title: {zh: 已付, en: Paid}}
)yaml";

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

TEST_F(PersonalData, TellsWhatHeSaidLentAndBrought) {
  ASSERT_EQ(worker.Post("/v1/items/" + item + "/comments", R"({"text":"by bus"})").status, 201);
  ASSERT_EQ(head.Post("/v1/items/" + item + "/comments", R"({"text":"by train"})").status, 201);
  const Reply lent = worker.Post("/v1/me/delegations", json{{"to", "li"},
                                                            {"role", "worker"},
                                                            {"org", "mill"},
                                                            {"until", "2026-02-01T00:00:00+08:00"},
                                                            {"reason", "leave"}}
                                                           .dump());
  ASSERT_EQ(lent.status, 201) << lent.body;
  const Reply brought = worker.Post("/v1/files?name=ticket.txt", "one way", {{"Content-Type", "text/plain"}});
  ASSERT_EQ(brought.status, 201) << brought.body;

  const json data = AllOf(worker, "/v1/me/data");
  ASSERT_EQ(data["items"][0]["said"].size(), 1U);
  EXPECT_EQ(data["items"][0]["said"][0]["text"], "by bus");
  ASSERT_EQ(data["delegations"].size(), 1U);
  EXPECT_EQ(data["delegations"][0]["to"]["name"], "Person li");
  EXPECT_EQ(AllOf(head, "/v1/me/data")["delegations"][0]["by"]["id"], "wang");
  ASSERT_EQ(data["files"].size(), 1U);
  EXPECT_EQ(data["files"][0]["name"], "ticket.txt");
}

TEST_F(PersonalData, TellsOfAnItemAboutWhichHeOnlySaidSomething) {
  Session friend_of_his = server.Person("zhao", "mill", {"worker"});
  ASSERT_EQ(friend_of_his.Post("/v1/items/" + item + "/comments", R"({"text":"good luck"})").status, 201);
  const json data = AllOf(friend_of_his, "/v1/me/data");
  ASSERT_EQ(data["items"].size(), 1U);
  EXPECT_EQ(data["items"][0]["said"][0]["text"], "good luck");
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

TEST_F(PersonalData, TellsAnAdministratorNothingOfWhatThePersonScoredInSecret) {
  server.PublishText(kContest);
  Session lead = server.Person("zhao", "mill", {"lead"});
  Session office = server.Person("sun", "city", {"office"});
  Session expert = server.Person("zhou", "taihu", {"expert"});
  server.Person("wu", "taihu", {"expert"});
  const std::string contest = lead.Create("contest", {{"name", "evening school"}});
  ASSERT_EQ(office.SendEvent(contest, "panel.assign", {{"people", {"zhou", "wu"}}}).status, 200);
  ASSERT_EQ(expert.SendEvent(contest, "panel.score", {{"scores", {{"need", 87}}}}).status, 200);
  const json own = AllOf(expert, "/v1/me/data")["items"];
  ASSERT_EQ(own.size(), 1U);
  EXPECT_EQ(own[0]["did"][0]["event"], "panel.score");
  const json handed = AllOf(admin, "/v1/people/zhou/data")["items"];
  EXPECT_EQ(handed.size(), 0U) << handed;
}

TEST_F(PersonalData, TellsAnAdministratorNothingThatThePersonSaidToOneSide) {
  server.PublishText(kTalks);
  Session union_side = server.Person("zhou", "mill", {"union"});
  const std::string talks = union_side.Create("talks", json::object());
  const auto say = [&](const json& comment) {
    EXPECT_EQ(union_side.Post("/v1/items/" + talks + "/comments", comment.dump()).status, 201);
  };
  say({{"text", "we would take five"}, {"to", {"union"}}});
  say({{"text", "until Friday"}, {"to", json::array()}});
  EXPECT_EQ(AllOf(union_side, "/v1/me/data")["items"][0]["said"].size(), 2U);
  const json handed = AllOf(admin, "/v1/people/zhou/data")["items"];
  ASSERT_EQ(handed.size(), 1U);
  ASSERT_EQ(handed[0]["said"].size(), 1U) << handed;
  EXPECT_EQ(handed[0]["said"][0]["text"], "until Friday");
}

TEST_F(PersonalData, ANumberThatWasSaidBeforeTheItemHeldItIsMaskedInComments) {
  server.PublishText(kRefund);
  const std::string refund = worker.Create("refund", json::object());
  const std::string comments = "/v1/items/" + refund + "/comments";
  ASSERT_EQ(worker.Post(comments, R"({"text":"pay to 1234567890"})").status, 201);
  EXPECT_THAT(worker.Get(comments).body, HasSubstr("pay to 1234567890")) << "nothing tells that it is one";
  ASSERT_EQ(worker.SendEvent(refund, "fill", {{"account", "1234567890"}}).status, 200);
  EXPECT_THAT(worker.Get(comments).body, HasSubstr("pay to ******7890"));
  const std::string data = AllOf(worker, "/v1/me/data").dump();
  EXPECT_THAT(data, HasSubstr("pay to ******7890"));
  EXPECT_THAT(data, Not(HasSubstr("1234567890")));
}

TEST_F(PersonalData, ACursorThatWasNeverGivenIsRefused) {
  for (const char* target :
       {"/v1/me/data?cursor=abc", "/v1/people/wang/data?cursor=abc", "/v1/me/data?cursor=item"}) {
    const Reply reply = admin.Get(target);
    EXPECT_EQ(reply.status, 400) << target << " " << reply.body;
    EXPECT_THAT(reply.body, HasSubstr("CH4006"));
  }
  EXPECT_THAT(admin.Get("/v1/audit").body, Not(HasSubstr("people/wang"))) << "nothing was handed out";
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
  const std::string begin = json::parse(narrow.Get("/v1/changes").body)["next"];
  EXPECT_EQ(narrow.SendEvent(trip, "submit").status, 200);
  worker.Create("leave_request", {{"reason", "x"}, {"days", 1}});
  const json told = json::parse(narrow.Get("/v1/changes?after=" + begin).body)["items"];
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told[0]["item"], trip);
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

// Of two tenants, one whose tables are damaged.
class OneIsDamaged : public storage::MemoryStore {
 public:
  std::vector<TenantId> ListTenants() override { return {TenantId("bad"), TenantId("good")}; }
  std::vector<ErasureRecord> ListErasures(const TenantId& tenant) override {
    if (tenant == TenantId("bad")) throw Failure(Code::store_failed, "the table is damaged");
    good_was_swept = true;
    return {};
  }
  int RemoveAccess(Timestamp /*before*/, int /*limit*/) override {
    access_was_removed = true;
    return 0;
  }

  bool good_was_swept = false;
  bool access_was_removed = false;
};

TEST(PrivacyLoop, ATenantWhereItFailsIsLoggedAndKeepsNoOtherWaiting) {
  OneIsDamaged store;
  storage::MemoryDirectory directory(store);
  api::SystemClock clock;
  api::ItemIds ids(clock);
  const WorkCalendar calendar =
      WorkCalendar::Parse(R"({"years": {"2026": {"off": ["2026-01-01"], "make_up_work": []}}})").value();
  Service service(Ports{store, directory, clock, ids, calendar});
  std::string log;
  api::SetLogSink([&log](const std::string& line) { log += line + "\n"; });
  EXPECT_EQ(api::RunPrivacy(service, store, clock, std::chrono::hours(1)), api::kPrivacyPeriod);
  api::SetLogSink({});
  EXPECT_TRUE(store.access_was_removed);
  EXPECT_TRUE(store.good_was_swept);
  EXPECT_THAT(log, HasSubstr("erasures_left"));
  EXPECT_THAT(log, HasSubstr("the table is damaged"));
}

}  // namespace
}  // namespace charter::test
