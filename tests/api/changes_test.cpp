// What happens to items, told over HTTP: page by page and as a stream, to each what he may see.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "api/change_cursor.h"
#include "api/change_loop.h"
#include "tests/api/any_store.h"
#include "tests/api/listener.h"
#include "tests/support/test_server.h"

namespace charter::test {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr const char* kPosting = R"yaml(workflow: posting
version: 1
title: {zh: 公示, en: Posting}
number: "GS-{year}-{seq:3}"
roles:
  worker: {title: {zh: 职工, en: Worker}}
  head: {title: {zh: 负责人, en: Head}}
create: {by: worker}
life_cycle: {copy: {by: worker}}
data:
  name: {type: string, required: true, title: {zh: 名称, en: Name}}
initial: draft
states:
  draft:
    title: {zh: 草稿, en: Draft}
    on: {submit: {by: worker, target: shown, title: {zh: 提交, en: Submit}}}
  shown:
    title: {zh: 公示中, en: Shown}
    on:
      send_back: {by: head, target: draft, title: {zh: 退回, en: Send back}}
      close: {by: head, target: closed, title: {zh: 结束, en: Close}}
  closed: {type: final, title: {zh: 已结束, en: Closed}}
)yaml";

constexpr const char* kBallot = R"yaml(workflow: congress
version: 1
title: {zh: 职代会, en: Workers' congress}
roles:
  chair: {title: {zh: 主持人, en: Chair}}
  delegate: {title: {zh: 职工代表, en: Delegate}}
create: {by: chair}
initial: voting
states:
  voting:
    title: {zh: 表决, en: Voting}
    invoke:
      - {id: vote, type: ballot, quorum: at least 2/3, pass: at least 1/2 of all, voters: delegate, by: chair,
         done: [{guard: results.vote.passed, target: adopted}, {target: rejected}]}
  adopted: {type: final, title: {zh: 通过, en: Adopted}}
  rejected: {type: final, title: {zh: 未通过, en: Rejected}}
)yaml";

class ChangesTest : public testing::Test {
 protected:
  explicit ChangesTest(const api::StreamLimits& limits = {8, 1000})
      : server(OpenForTest("memory:"), "2026-01-05T09:00:00+08:00",
               [&](api::CharterServerOptions& options) { options.streams = limits; }) {
    server.PublishText(kPosting);
  }

  std::string TokenOf(const std::string& person) {
    const Timestamp now = server.server().wall_clock().Now();
    return server.server().identity().Issue(TenantId("city"), PersonId(person), {now.seconds + 3600, 0});
  }
  std::string Create(Session& person) { return person.Create("posting", {{"name", "夜校"}}); }
  static void Send(Session& person, const std::string& item, const std::string& event,
                   const json& input = nullptr) {
    const Reply reply = person.SendEvent(item, event, input);
    EXPECT_EQ(reply.status, 200) << reply.body;
  }
  // One run of the loop, so many seconds from now.
  void Run(std::int64_t seconds = 0) {
    const Timestamp now = server.server().wall_clock().Now();
    api::RunChanges(server.server().service(), server.server().streams(), {now.seconds + seconds, now.nanos});
  }
  static std::string Cursor(Session& person, const std::string& query = "") {
    return json::parse(person.Get("/v1/changes" + query).body)["next"].get<std::string>();
  }
  static json Page(Session& person, const std::string& cursor, const std::string& more = "") {
    const Reply reply = person.Get("/v1/changes?after=" + cursor + more);
    EXPECT_EQ(reply.status, 200) << reply.body;
    return json::parse(reply.body);
  }
  static std::vector<std::string> EventsOf(const json& page) {
    std::vector<std::string> events;
    for (const json& change : page["items"]) events.push_back(change["event"]);
    return events;
  }

  TestServer server;
  Session worker = server.Person("worker", "mill", {"worker"});
  Session head = server.Person("head", "taihu", {"head"});
  Session other = server.Person("other", "shops", {"worker"});
};

TEST_F(ChangesTest, ArePagedFromWhereOneBegan) {
  Create(worker);
  const std::string begin = Cursor(worker);
  EXPECT_THAT(Page(worker, begin)["items"], IsEmpty());
  const std::string item = Create(worker);
  Send(worker, item, "submit");
  const json page = Page(worker, begin);
  ASSERT_EQ(page["items"].size(), 2U);
  const json& change = page["items"][1];
  EXPECT_EQ(change["item"], item);
  EXPECT_EQ(change["number"], "GS-2026-002");
  EXPECT_EQ(change["workflow"], "posting");
  EXPECT_EQ(change["rev"], 2);
  EXPECT_EQ(change["event"], "submit");
  EXPECT_EQ(change["states"], json::array({"shown"}));
  EXPECT_EQ(change["at"], "2026-01-05T09:00:00+08:00");
  EXPECT_EQ(change["actor"], worker.History(item)["items"][1]["actor"]);
  EXPECT_THAT(Page(worker, page["next"])["items"], IsEmpty());
  const json first = Page(worker, begin, "&limit=1");
  EXPECT_THAT(EventsOf(first), ElementsAre("item.create"));
  EXPECT_THAT(EventsOf(Page(worker, first["next"])), ElementsAre("submit"));
}

TEST_F(ChangesTest, AreToldAsTheyHappen) {
  Listener listener(server.port(), TokenOf("worker"));
  EXPECT_THAT(listener.head(), HasSubstr("Content-Type: text/event-stream\r\n"));
  EXPECT_THAT(listener.head(), HasSubstr("Cache-Control: no-store\r\n"));
  EXPECT_THAT(listener.head(), Not(HasSubstr("Content-Length")));
  EXPECT_EQ(listener.id().size(), 64U);
  const std::string item = Create(worker);
  Run();
  EXPECT_EQ(listener.Next()["event"], "item.create");
  Send(worker, item, "submit");
  Send(head, item, "send_back");
  Run();
  EXPECT_EQ(listener.Next()["event"], "submit");
  const json last = listener.Next();
  EXPECT_EQ(last["event"], "send_back");
  EXPECT_EQ(last["actor"]["id"], "head");
}

TEST_F(ChangesTest, GoOnWhereAClientHasLeftOff) {
  std::string id;
  std::string item;
  {
    Listener listener(server.port(), TokenOf("worker"));
    item = Create(worker);
    Send(worker, item, "submit");
    Run();
    EXPECT_EQ(listener.Next()["event"], "item.create");
    id = listener.id();
  }
  Send(head, item, "send_back");
  // The field counts, and not what the address said the first time.
  Listener again(server.port(), TokenOf("worker"), "/v1/changes?after=" + Cursor(worker), id);
  Listener by_parameter(server.port(), TokenOf("worker"), "/v1/changes?after=" + id);
  Run();
  for (Listener* listener : {&again, &by_parameter}) {
    EXPECT_EQ(listener->Next()["event"], "submit");
    EXPECT_EQ(listener->Next()["event"], "send_back");
  }
  EXPECT_THAT(EventsOf(Page(worker, id)), ElementsAre("submit", "send_back"));
  // Whoever was told nothing has an id as well.
  const std::string at_the_end = Listener(server.port(), TokenOf("worker")).id();
  Create(worker);
  Listener late(server.port(), TokenOf("worker"), "/v1/changes", at_the_end);
  Run();
  EXPECT_EQ(late.Next()["event"], "item.create");
}

TEST_F(ChangesTest, OfMoreThanIsInMemoryAreReadFromTheStore) {
  const std::string begin = Cursor(worker);
  const std::string item = Create(worker);
  for (int i = 0; i < 150; ++i) {
    Send(worker, item, "submit");
    Send(head, item, "send_back");
  }
  Run();
  // Far later: its own memory then begins after all that.
  Listener listener(server.port(), TokenOf("worker"), "/v1/changes", begin);
  Run(3600);
  for (int i = 0; i < 10; ++i) Run(3600);
  EXPECT_EQ(listener.Next()["event"], "item.create");
  for (int rev = 2; rev <= 301; ++rev) ASSERT_EQ(listener.Next()["rev"], rev);
}

TEST_F(ChangesTest, AreCutToWhatWasAskedFor) {
  server.PublishText(kBallot);
  Session chair = server.Person("chair", "mill", {"chair"});
  const std::string begin = Cursor(worker);
  const std::string one = Create(worker);
  const std::string two = Create(worker);
  chair.Create("congress", json::object());
  Session city = server.Person("city", "city", {"finance"});
  Create(other);
  const std::string all = Cursor(city);
  EXPECT_EQ(Page(city, begin)["items"].size(), 4U);
  EXPECT_EQ(Page(city, begin, "&workflow=congress")["items"].size(), 1U);
  EXPECT_EQ(Page(city, begin, "&org=taihu")["items"].size(), 3U);
  EXPECT_EQ(Page(city, begin, "&org=taihu&workflow=posting")["items"].size(), 2U);
  EXPECT_EQ(Page(city, begin, "&item=" + two)["items"].size(), 1U);
  EXPECT_EQ(city.Get("/v1/changes?org=nowhere").status, 422);
  EXPECT_EQ(other.Get("/v1/changes?item=" + one).status, 404);
  EXPECT_EQ(other.Get("/v1/changes?item=nothing").status, 404);
  EXPECT_EQ(city.Get("/v1/changes?workflows=x").status, 400);
  Listener listener(server.port(), TokenOf("worker"), "/v1/changes?item=" + two);
  Send(worker, one, "submit");
  Send(worker, two, "submit");
  Run();
  EXPECT_EQ(listener.Next()["item"], two);
}

TEST_F(ChangesTest, AreToldToThoseAloneWhoSeeTheItem) {
  Listener to_worker(server.port(), TokenOf("worker"));
  Listener to_head(server.port(), TokenOf("head"));
  Listener to_other(server.port(), TokenOf("other"));
  const std::string begin = Cursor(other);
  const std::string item = Create(worker);
  Run();
  EXPECT_EQ(to_worker.Next()["item"], item);
  EXPECT_EQ(to_head.Next()["item"], item);
  EXPECT_THAT(Page(other, begin)["items"], IsEmpty());
  // A copy lets him see the item from now on.
  Send(worker, item, "item.copy", {{"to", {"other"}}});
  Run();
  const json first = to_other.Next();
  EXPECT_EQ(first["event"], "item.copy");
  EXPECT_EQ(first["item"], item);
  EXPECT_THAT(EventsOf(Page(other, begin)), ElementsAre("item.create", "item.copy"));
}

TEST_F(ChangesTest, FollowWhatSomebodyHoldsWithinFiveSeconds) {
  Listener listener(server.port(), TokenOf("other"));
  Create(worker);
  Run();
  server.server().directory().AddGrant(TenantId("city"), PersonId("other"), {"worker", OrgId("mill"), {}});
  const std::string seen = Create(worker);
  Run(6);
  EXPECT_EQ(listener.Next()["item"], seen);
}

// Who watches everything learns neither that a vote was cast nor how many were, not even from the ids.
TEST_F(ChangesTest, TellNothingOfVotesButToWhoCastThem) {
  server.PublishText(kBallot);
  Session chair = server.Person("chair", "mill", {"chair"});
  std::vector<Session> delegates;
  for (const char* id : {"d-1", "d-2", "d-3"}) delegates.push_back(server.Person(id, "mill", {"delegate"}));
  Session auditor = server.Person("auditor", "city", {"auditor"});
  const std::string begin = Cursor(chair);
  Listener to_chair(server.port(), TokenOf("chair"));
  Listener to_first(server.port(), TokenOf("d-1"));
  Listener to_auditor(server.port(), TokenOf("auditor"));
  const std::string item = chair.Create("congress", json::object());
  Send(chair, item, "vote.open");
  Send(chair, item, "vote.attend", {{"people", {"d-1", "d-2", "d-3"}}});
  for (Session& delegate : delegates) Send(delegate, item, "vote.vote", {{"choice", "for"}});
  Send(chair, item, "vote.close");
  Run();
  const auto heard = [](Listener& listener) {
    std::vector<std::string> events;
    while (events.empty() || events.back() != "vote.close") {
      const json change = listener.Next();
      events.push_back(change["event"].get<std::string>());
    }
    return events;
  };
  EXPECT_THAT(heard(to_chair), ElementsAre("item.create", "vote.open", "vote.attend", "vote.close"));
  EXPECT_THAT(heard(to_first),
              ElementsAre("item.create", "vote.open", "vote.attend", "vote.vote", "vote.close"));
  EXPECT_EQ(heard(to_auditor).size(), 7U);
  // The same, row by row, as the history says it to each.
  for (Session* person : {&chair, &delegates[0], &delegates[1], &auditor}) {
    const json page = Page(*person, begin);
    const json history = person->History(item);
    ASSERT_EQ(page["items"].size(), history["items"].size());
    for (std::size_t i = 0; i < page["items"].size(); ++i) {
      for (const char* member : {"event", "rev", "at", "actor"})
        EXPECT_EQ(page["items"][i][member], history["items"][i][member]) << member;
      EXPECT_EQ(page["items"][i]["states"], history["items"][i]["to"]);
    }
  }
  // At the end of the log the cursor is another text each time, whether something has happened or not.
  const std::string end = Page(chair, begin)["next"];
  const std::string same = Page(chair, end)["next"];
  EXPECT_NE(end, same);
  EXPECT_EQ(end.size(), same.size());
}

TEST_F(ChangesTest, AreToldNoMoreOnceATokenIsRevoked) {
  const Reply made = worker.Post("/v1/me/tokens", R"({"title":"t","scope":"read"})");
  const json token = json::parse(made.body);
  Listener listener(server.port(), token["token"].get<std::string>());
  ASSERT_TRUE(listener.is_open());
  Create(worker);
  Run();
  EXPECT_EQ(listener.Next()["event"], "item.create");
  EXPECT_EQ(worker.Send("DELETE", "/v1/me/tokens/" + token["id"].get<std::string>()).status, 204);
  Create(worker);
  Run(6);
  EXPECT_EQ(listener.Rest(), "");
  EXPECT_EQ(server.server().streams().open(), 0);
}

TEST_F(ChangesTest, BreakTheSilenceEveryFifteenSeconds) {
  Listener listener(server.port(), TokenOf("worker"));
  Run(14);
  // The first run that knows of the stream counts from then.
  Run(30);
  const std::string first = listener.id();
  const std::string block = listener.NextBlock();
  EXPECT_THAT(block, testing::StartsWith(":\nid: "));
  EXPECT_NE(listener.id(), first);
  Run(44);
  Create(worker);
  Run(44);
  EXPECT_THAT(listener.NextBlock(), HasSubstr("data: "));
}

TEST_F(ChangesTest, AreNotKeptForEver) {
  const std::string begin = Cursor(worker);
  Create(worker);
  const std::string after = Page(worker, begin)["next"];
  server.server().store().DropChanges({server.server().wall_clock().Now().seconds + 3600, 0}, 1000);
  const Reply gone = worker.Get("/v1/changes?after=" + begin);
  EXPECT_EQ(gone.status, 410);
  EXPECT_THAT(gone.body, HasSubstr("CH3171"));
  EXPECT_THAT(Page(worker, after)["items"], IsEmpty());
  Listener listener(server.port(), TokenOf("worker"), "/v1/changes", begin);
  EXPECT_THAT(listener.head(), testing::StartsWith("HTTP/1.1 410 "));
}

TEST_F(ChangesTest, KnowNoCursorButTheirOwn) {
  const std::string good = Cursor(worker);
  std::string changed = good;
  changed[40] = changed[40] == 'A' ? 'B' : 'A';
  for (const std::string& bad : {std::string("7"), std::string("x"), changed, good.substr(1), good + "A"}) {
    const Reply reply = worker.Get("/v1/changes?after=" + bad);
    EXPECT_EQ(reply.status, 410) << bad;
    EXPECT_THAT(reply.body, HasSubstr("CH3171"));
  }
  const std::string key = api::NewChangeKey();
  const std::string cursor = api::WriteChangeCursor(key, TenantId("city"), 1'700'000'000'000'000);
  EXPECT_EQ(api::ReadChangeCursor(key, TenantId("city"), cursor), 1'700'000'000'000'000);
  EXPECT_FALSE(api::ReadChangeCursor(key, TenantId("other"), cursor));
  EXPECT_FALSE(api::ReadChangeCursor(api::NewChangeKey(), TenantId("city"), cursor));
}

TEST_F(ChangesTest, EndForAllWhenTheServerStops) {
  Listener listener(server.port(), TokenOf("worker"));
  server.server().Stop();
  EXPECT_EQ(listener.Rest(), "");
}

class FewStreams : public ChangesTest {
 protected:
  FewStreams() : ChangesTest({2, 3}) {}
};

TEST_F(FewStreams, MayBeOpenAtOnce) {
  {
    const Listener one(server.port(), TokenOf("worker"));
    const Listener two(server.port(), TokenOf("worker"));
    EXPECT_TRUE(two.is_open());
    const Listener three(server.port(), TokenOf("worker"));
    EXPECT_THAT(three.head(), testing::StartsWith("HTTP/1.1 429 "));
    EXPECT_THAT(three.head(), Not(HasSubstr("Retry-After: "))) << "waiting helps nothing";
    const Listener of_head(server.port(), TokenOf("head"));
    EXPECT_TRUE(of_head.is_open());
    const Listener of_other(server.port(), TokenOf("other"));
    EXPECT_THAT(of_other.head(), testing::StartsWith("HTTP/1.1 503 "));
    EXPECT_EQ(worker.Get("/v1/changes").status, 200);
  }
  while (server.server().streams().open() > 0) Run();
  EXPECT_TRUE(Listener(server.port(), TokenOf("other")).is_open());
}

// Two servers on one database, with their loops: what one commits the other tells, and each goes on from the
// other's ids.
class TwoServers : public testing::TestWithParam<const char*> {
 protected:
  static void WithLoops(api::CharterServerOptions& options) {
    options.simulated_start.reset();
    options.timer_loop = true;
  }
  AnyStore store_{GetParam()};
  TestServer one_{OpenForTest(store_.url()), "2026-01-05T09:00:00+08:00", WithLoops};
  TestServer two_{OpenForTest(store_.url()), "2026-01-05T09:00:00+08:00", WithLoops};
};

TEST_P(TwoServers, TellWhatEitherCommits) {
  one_.PublishText(kPosting);
  Session at_one = one_.Person("worker", "mill", {"worker"});
  Session at_two = two_.Person("worker", "mill", {"worker"});
  const Timestamp now = one_.server().wall_clock().Now();
  const std::string token =
      one_.server().identity().Issue(TenantId("city"), PersonId("worker"), {now.seconds + 3600, 0});
  std::string id;
  std::string item;
  {
    Listener here(one_.port(), token);
    Listener there(two_.port(), token);
    item = at_one.Create("posting", {{"name", "夜校"}});
    EXPECT_EQ(here.Next()["item"], item);
    EXPECT_EQ(there.Next()["item"], item);
    id = here.id();
    EXPECT_EQ(at_two.SendEvent(item, "submit").status, 200);
    EXPECT_EQ(here.Next()["event"], "submit");
    EXPECT_EQ(there.Next()["event"], "submit");
  }
  Listener resumed(two_.port(), token, "/v1/changes", id);
  EXPECT_EQ(resumed.Next()["event"], "submit");
}

INSTANTIATE_TEST_SUITE_P(OnEveryDatabase, TwoServers, testing::Values("sqlite", "postgresql"), NameOfKind);

}  // namespace
}  // namespace charter::test
