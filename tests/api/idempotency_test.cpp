// Requests that are sent again under their Idempotency-Key.
#include "api/idempotency.h"

#include <gmock/gmock.h>

#include <map>
#include <mutex>
#include <set>
#include <thread>

#include "engine/service/deliveries.h"
#include "tests/api/any_store.h"
#include "tests/api/lost_answers.h"
#include "tests/support/test_server.h"

namespace charter::test {
namespace {

using nlohmann::json;
using testing::HasSubstr;

constexpr const char* kStart = "2026-01-05T09:00:00+08:00";

const std::string kLeave =
    json{{"workflow", "leave_request"}, {"data", {{"reason", "x"}, {"days", 3}}}}.dump();
const std::string kSubmit = R"({"event":"submit"})";

api::NamedText Key(const std::string& key) { return {"Idempotency-Key", key}; }
bool IsRepeat(const Reply& reply) { return reply.Header("Idempotency-Replayed") == "true"; }
std::string CodeOf(const Reply& reply) { return json::parse(reply.body).value("code", ""); }
std::string EventsOf(const std::string& item) { return "/v1/items/" + item + "/events"; }

void ExpectSame(const Reply& again, const Reply& first) {
  EXPECT_FALSE(IsRepeat(first));
  EXPECT_TRUE(IsRepeat(again)) << again.body;
  EXPECT_EQ(again.status, first.status);
  EXPECT_EQ(again.body, first.body);
  for (const char* name : {"ETag", "Location", "Content-Type"})
    EXPECT_EQ(again.Header(name), first.Header(name)) << name;
}

void AtOnce(int count, const std::function<void(int)>& work) {
  std::vector<std::thread> threads;
  for (int i = 0; i < count; ++i) threads.emplace_back(work, i);
  for (std::thread& thread : threads) thread.join();
}

class IdempotencyTest : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override { server.Publish("tests/api/leave_request.yaml"); }
  std::string Leave() { return worker.Create("leave_request", {{"reason", "x"}, {"days", 3}}); }
  static std::size_t CountItems(Session& who) {
    return json::parse(who.Get("/v1/items?limit=200").body)["items"].size();
  }

  AnyStore store{GetParam()};
  TestServer server{store.url()};
  Session worker = server.Person("wang", "mill", {"worker"});
};

TEST_P(IdempotencyTest, AnEventSentTwiceHappensOnceAndIsAnsweredTheSame) {
  const std::string id = Leave();
  const Reply first = worker.Post(EventsOf(id), kSubmit, {Key("\"k-1\"")});
  EXPECT_EQ(first.status, 200) << first.body;
  ExpectSame(worker.Post(EventsOf(id), kSubmit, {Key("\"k-1\"")}), first);
  ExpectSame(worker.Post(EventsOf(id), kSubmit, {Key("\"k-1\"")}), first);
  EXPECT_EQ(worker.History(id)["items"].size(), 2U);
  EXPECT_EQ(server.server().service().Verify(TenantId("city"), ItemId(id)), std::nullopt);
}

TEST_P(IdempotencyTest, CreatedTwiceIsOneItemWithOneNumber) {
  const Reply first = worker.Post("/v1/items", kLeave, {Key("create")});
  EXPECT_EQ(first.status, 201) << first.body;
  ExpectSame(worker.Post("/v1/items", kLeave, {Key("create")}), first);
  EXPECT_EQ(CountItems(worker), 1U);
  EXPECT_EQ(worker.Item(Leave())["number"], "QJ-2026-002") << "the repeat drew none";
}

TEST_P(IdempotencyTest, IsAnsweredAsItWasThoughTheItemHasGoneOn) {
  const std::string id = Leave();
  const Reply first = worker.Post(EventsOf(id), kSubmit, {Key("k")});
  server.As("head", "taihu").SendEvent(id, "send_back");
  ExpectSame(worker.Post(EventsOf(id), kSubmit, {Key("k")}), first);
  EXPECT_EQ(worker.Item(id)["rev"], 3);
}

TEST_P(IdempotencyTest, TheKeyOfAnotherRequestIsRefused) {
  const std::string id = Leave();
  const std::string other = Leave();
  ASSERT_EQ(worker.Post(EventsOf(id), kSubmit, {Key("k"), {"If-Match", "\"1\""}}).status, 200);
  const std::vector<Reply> replies{
      worker.Post(EventsOf(id), R"({"event": "submit"})", {Key("k"), {"If-Match", "\"1\""}}),
      worker.Post(EventsOf(id), "no JSON", {Key("k"), {"If-Match", "\"1\""}}),
      worker.Post(EventsOf(other), kSubmit, {Key("k"), {"If-Match", "\"1\""}}),
      worker.Post(EventsOf(id), kSubmit, {Key("k")}),
      worker.Post(EventsOf(id), kSubmit, {Key("k"), {"If-Match", "\"2\""}}),
      worker.Post("/v1/items", kLeave, {Key("k")})};
  for (const Reply& reply : replies) {
    EXPECT_EQ(reply.status, 422) << reply.body;
    EXPECT_EQ(CodeOf(reply), "CH3071");
    EXPECT_THAT(reply.body, HasSubstr("/problems/idempotency_key_reused"));
  }
  EXPECT_EQ(worker.Item(other)["rev"], 1);
  EXPECT_EQ(CountItems(worker), 2U);
}

TEST_P(IdempotencyTest, WhatWasRefusedIsJudgedAnew) {
  const std::string id = Leave();
  Session head = server.Person("li", "taihu", {"head"});
  const std::string send_back = R"({"event":"send_back"})";
  EXPECT_EQ(head.Post(EventsOf(id), send_back, {Key("k")}).status, 409);
  worker.SendEvent(id, "submit");
  const Reply reply = head.Post(EventsOf(id), send_back, {Key("k")});
  EXPECT_EQ(reply.status, 200) << reply.body;
  EXPECT_FALSE(IsRepeat(reply));
}

TEST_P(IdempotencyTest, AKeyBelongsToWhoSentIt) {
  Session other = server.Person("zhao", "shops", {"worker"});
  const Reply first = worker.Post("/v1/items", kLeave, {Key("k")});
  const Reply second = other.Post("/v1/items", kLeave, {Key("k")});
  EXPECT_EQ(second.status, 201) << second.body;
  EXPECT_FALSE(IsRepeat(second));
  EXPECT_NE(json::parse(first.body)["id"], json::parse(second.body)["id"]);
  EXPECT_EQ(HttpClient(server.port()).Send("POST", "/v1/items", {Key("k")}, kLeave).status, 401);
}

TEST_P(IdempotencyTest, SentManyTimesAtOnceHappensOnce) {
  std::mutex mutex;
  std::set<std::string> bodies;
  int carried_out = 0;
  AtOnce(8, [&](int) {
    Session session = worker;
    const Reply reply = session.Post("/v1/items", kLeave, {Key("k")});
    EXPECT_EQ(reply.status, 201) << reply.body;
    const std::scoped_lock lock(mutex);
    bodies.insert(reply.body);
    carried_out += IsRepeat(reply) ? 0 : 1;
  });
  EXPECT_EQ(bodies.size(), 1U);
  EXPECT_EQ(carried_out, 1);
  EXPECT_EQ(CountItems(worker), 1U);
  EXPECT_EQ(worker.Item(Leave())["number"], "QJ-2026-002");
}

TEST_P(IdempotencyTest, ReadsTakeNoNoticeOfAKey) {
  const Reply first = worker.Get("/v1/items", {Key("k")});
  EXPECT_EQ(first.status, 200);
  Leave();
  const Reply second = worker.Get("/v1/items", {Key("k")});
  EXPECT_FALSE(IsRepeat(second));
  EXPECT_NE(second.body, first.body);
}

TEST_P(IdempotencyTest, TheClockIsMovedOnce) {
  Session admin = server.Person("admin", "city", {"administrator"});
  const std::string advance = R"({"advance":"PT1H"})";
  const Reply first = admin.Post("/v1/clock", advance, {Key("k")});
  EXPECT_EQ(first.status, 200) << first.body;
  ExpectSame(admin.Post("/v1/clock", advance, {Key("k")}), first);
  EXPECT_THAT(admin.Get("/v1/clock").body, HasSubstr("10:00:00+08:00"));
}

TEST_P(IdempotencyTest, ExpiredAnswersAreRemovedByMaintenanceAndNoOthers) {
  worker.Post("/v1/items", kLeave, {Key("k")});
  server.server().idempotency().RunOnce();
  EXPECT_TRUE(IsRepeat(worker.Post("/v1/items", kLeave, {Key("k")})));
  EXPECT_EQ(server.server().store().RemoveExpiredAnswers(
                *Add(server.server().wall_clock().Now(), {24 * 3600 + 1, 0}), 10),
            1);
  EXPECT_FALSE(IsRepeat(worker.Post("/v1/items", kLeave, {Key("k")})));
}

INSTANTIATE_TEST_SUITE_P(Over, IdempotencyTest, kStoreKinds, NameOfKind);

class ExpiryTest : public testing::TestWithParam<const char*> {};

TEST_P(ExpiryTest, AKeyThatHasExpiredIsFreeAgainAlsoForAnotherRequest) {
  const AnyStore store{GetParam()};
  TestServer server(OpenForTest(store.url()), kStart,
                    [](api::CharterServerOptions& options) { options.keys_hold = std::chrono::seconds(0); });
  server.Publish("tests/api/leave_request.yaml");
  Session worker = server.As("worker", "mill");
  const std::string longer =
      json{{"workflow", "leave_request"}, {"data", {{"reason", "x"}, {"days", 5}}}}.dump();
  for (const std::string& body : {kLeave, kLeave, longer}) {
    const Reply reply = worker.Post("/v1/items", body, {Key("k")});
    EXPECT_EQ(reply.status, 201) << reply.body;
    EXPECT_FALSE(IsRepeat(reply));
  }
  server.server().idempotency().RunOnce();
  EXPECT_EQ(server.server().store().RemoveExpiredAnswers(server.server().wall_clock().Now(), 10), 0);
}

INSTANTIATE_TEST_SUITE_P(Over, ExpiryTest, kStoreKinds, NameOfKind);

TEST(IdempotencyOnTwoServers, SentToBothAtOnceHappensOnce) {
  const AnyStore store{"postgresql"};
  TestServer one{store.url()};
  TestServer two{store.url()};
  one.Publish("tests/api/leave_request.yaml");
  const std::vector<Session> sessions{one.Person("wang", "mill", {"worker"}),
                                      two.Person("wang", "mill", {"worker"})};
  Session worker = sessions[0];
  for (int round = 0; round < 5; ++round) {
    const std::string key = "k" + std::to_string(round);
    std::mutex mutex;
    std::set<std::string> created;
    std::set<std::string> submitted;
    int carried_out = 0;
    const auto count = [&](std::set<std::string>& bodies, const Reply& reply, int status) {
      const std::scoped_lock lock(mutex);
      EXPECT_EQ(reply.status, status) << reply.body;
      bodies.insert(reply.body);
      carried_out += IsRepeat(reply) ? 0 : 1;
    };
    AtOnce(4, [&](int i) {
      Session session = sessions[static_cast<std::size_t>(i % 2)];
      count(created, session.Post("/v1/items", kLeave, {Key(key + "-create")}), 201);
    });
    ASSERT_EQ(created.size(), 1U);
    const std::string id = json::parse(*created.begin())["id"];
    AtOnce(4, [&](int i) {
      Session session = sessions[static_cast<std::size_t>(i % 2)];
      count(submitted, session.Post(EventsOf(id), kSubmit, {Key(key), {"If-Match", "\"1\""}}), 200);
    });
    EXPECT_EQ(submitted.size(), 1U);
    EXPECT_EQ(carried_out, 2);
    EXPECT_EQ(worker.History(id)["items"].size(), 2U);
  }
  EXPECT_EQ(json::parse(worker.Get("/v1/items").body)["items"].size(), 5U);
}

class Gone : public Courier {
 public:
  Receipt Deliver(const OutboxRow& /*row*/, Timestamp /*now*/, Duration /*patience*/) override {
    return {Receipt::Kind::kGone, "status 410", {}};
  }
};

// The effects of two items, which nobody takes.
void AddEffects(Store& store) {
  for (const char* id : {"a", "b"}) {
    ItemWrite write;
    write.item.id = ItemId(id);
    write.item.rev = 1;
    write.item.status = "active";
    write.item.snapshot = "{}";
    write.history.emplace_back().rev = 1;
    write.outbox = {{1, 0, "notify", "{}"}};
    ASSERT_FALSE(store.Commit(TenantId("city"), std::vector{write}));
  }
}

// A request that each write of the API accepts once.
struct Write {
  std::string target;
  std::string body;
};

class EveryWriteTest : public testing::TestWithParam<const char*> {
 protected:
  // A server with all that the writes need.
  static Session Prepare(TestServer& server) {
    server.Publish("tests/api/leave_request.yaml");
    Session person = server.Person("all", "city", {"administrator", "finance", "worker"});
    EXPECT_EQ(person.Post("/v1/budgets", Budget("before")).status, 201);
    server.Person("guest", "mill", {});
    server.Person("gone", "mill", {});
    return person;
  }
  static std::string Budget(const std::string& id) {
    return json{{"id", id}, {"title", "x"}, {"year", 2026}, {"org", "city"}, {"pool", 100}}.dump();
  }
  // By the route, as the router has it.
  static std::map<std::string, Write> Examples(Session& person) {
    const std::string item = person.Create("leave_request", {{"reason", "x"}, {"days", 3}});
    const std::string second = person.Create("leave_request", {{"reason", "x"}, {"days", 3}});
    const std::string third = person.Create("leave_request", {{"reason", "x"}, {"days", 3}});
    const std::string upload = person.Post("/v1/uploads", R"({"name":"empty","size":0})").Header("Location");
    std::string other = ReadSource("tests/api/leave_request.yaml");
    other.replace(other.find("version: 1"), 10, "version: 2");
    return {
        {"POST /v1/workflows", {"/v1/workflows", other}},
        {"POST /v1/workflows/{id}/retire",
         {"/v1/workflows/leave_request/retire", R"({"version":1,"reason":"x"})"}},
        {"POST /v1/workflows/{id}/reopen",
         {"/v1/workflows/leave_request/reopen", R"({"version":1,"reason":"x"})"}},
        {"POST /v1/items", {"/v1/items", kLeave}},
        {"POST /v1/items/{id}/events", {EventsOf(item), kSubmit}},
        {"POST /v1/items/events",
         {"/v1/items/events",
          json{{"event", "submit"}, {"mode", "each"}, {"items", {{{"id", second}, {"rev", 1}}}}}.dump()}},
        {"PATCH /v1/items/{id}", {"/v1/items/" + third, R"({"days":2})"}},
        {"POST /v1/files", {"/v1/files?name=a", "text"}},
        {"POST /v1/uploads", {"/v1/uploads", R"({"name":"a","size":0})"}},
        {"POST /v1/uploads/{id}/finish", {upload + "/finish", ""}},
        {"POST /v1/budgets", {"/v1/budgets", Budget("new")}},
        {"POST /v1/budgets/{id}/changes", {"/v1/budgets/before/changes", R"({"by":"1.00","reason":"more"})"}},
        {"POST /v1/people/{id}/erase", {"/v1/people/gone/erase", R"({"reason":"left"})"}},
        {"POST /v1/outbox/retry", {"/v1/outbox/retry", "{}"}},
        {"POST /v1/outbox/{id}/retry", {"/v1/outbox/a_1_0/retry", "{}"}},
        {"POST /v1/outbox/{id}/drop", {"/v1/outbox/b_1_0/drop", R"({"reason":"x"})"}},
        {"POST /v1/items/{id}/comments", {"/v1/items/" + item + "/comments", R"({"text":"x"})"}},
        {"POST /v1/organizations",
         {"/v1/organizations", R"({"id":"lab","parent":"mill","kind":"branch","names":{"zh":"x"}})"}},
        {"POST /v1/people", {"/v1/people", R"({"id":"new","name":"x","org":"mill"})"}},
        {"POST /v1/people/{id}/grants", {"/v1/people/guest/grants", R"({"role":"head","org":"mill"})"}},
        {"POST /v1/me/delegations",
         {"/v1/me/delegations",
          R"({"to":"guest","role":"worker","org":"city","until":"2026-12-01T00:00:00+08:00","reason":"x"})"}},
        {"POST /v1/clock", {"/v1/clock", R"({"advance":"PT1H"})"}}};
  }
};

TEST_P(EveryWriteTest, HonoursItsKey) {
  const AnyStore store{GetParam()};
  TestServer server{store.url()};
  Session person = Prepare(server);
  const auto examples = Examples(person);
  AddEffects(server.server().store());
  Gone gone;
  Deliveries outbox(server.server().store(), gone, server.server().wall_clock());
  int writes = 0;
  for (const api::Route& route : server.server().application().router().routes()) {
    if (route.IsSafe() || !route.takes_key) continue;
    const std::string name = route.method + " " + route.path;
    SCOPED_TRACE(name);
    EXPECT_EQ(route.access, api::Access::kPerson) << "whose would its key be?";
    ASSERT_TRUE(examples.contains(name)) << "a write that this test has no example of";
    outbox.RunOnce(10);
    const Write& write = examples.at(name);
    const std::string key = "k" + std::to_string(++writes);
    const auto send = [&](const std::string& body) {
      std::vector<api::NamedText> headers{Key(key)};
      if (route.if_match == api::IfMatch::kRequired) headers.emplace_back("If-Match", "*");
      return person.Send(route.method, write.target, headers, body);
    };
    const Reply first = send(write.body);
    EXPECT_LT(first.status, 300) << first.body;
    ExpectSame(send(write.body), first);
    EXPECT_EQ(CodeOf(send(write.body + " ")), "CH3071");
  }
  EXPECT_EQ(writes, static_cast<int>(examples.size()));
}

TEST_P(EveryWriteTest, HappensOnceThoughItsAnswerIsLost) {
  for (const auto& name : {"POST /v1/workflows", "POST /v1/workflows/{id}/retire", "POST /v1/items",
                           "POST /v1/items/{id}/events", "POST /v1/items/events", "POST /v1/budgets",
                           "POST /v1/budgets/{id}/changes"}) {
    SCOPED_TRACE(name);
    const AnyStore store{GetParam()};
    TestServer server(OpenLosingAnswers(store.url()), kStart, [](api::CharterServerOptions&) {});
    Session person = Prepare(server);
    const Write write = Examples(person).at(name);
    const auto everything = [&] {
      std::string text =
          person.Get("/v1/workflows").body + person.Get("/v1/items").body + person.Get("/v1/budgets").body;
      const json items = json::parse(person.Get("/v1/items").body);
      for (const json& item : items["items"]) text += person.History(item["id"]).dump();
      return text + person.Get("/v1/budgets/before/entries").body;
    };
    const Reply lost = person.Post(write.target, write.body, {Key("k")});
    EXPECT_EQ(lost.status, 503) << lost.body;
    const std::string after = everything();
    const Reply again = person.Post(write.target, write.body, {Key("k")});
    EXPECT_LT(again.status, 300) << again.body;
    EXPECT_TRUE(IsRepeat(again)) << "the change and its answer are kept together";
    EXPECT_EQ(everything(), after);
  }
}

INSTANTIATE_TEST_SUITE_P(Over, EveryWriteTest, kStoreKinds, NameOfKind);

tl::expected<std::string, api::Problem> Read(const std::string& field) {
  api::Headers headers;
  headers.Add("idempotency-key", field);
  return api::ReadIdempotencyKey(headers);
}

TEST(IdempotencyKey, IsReadWithQuotesAndWithout) {
  EXPECT_EQ(Read(R"("8e03978e-40d5")"), "8e03978e-40d5");
  EXPECT_EQ(Read(" 8e03978e-40d5 "), "8e03978e-40d5");
  EXPECT_EQ(Read(R"("a b, \"c\" \\")"), R"(a b, "c" \)");
  EXPECT_EQ(Read(std::string(255, 'k')), std::string(255, 'k'));
  EXPECT_EQ(api::ReadIdempotencyKey({}), "") << "none is named";
}

TEST(IdempotencyKey, ThatIsNoneIsRefused) {
  for (const std::string field :
       {"", " ", R"("")", R"(")", R"("a)", R"(a")", R"("a"b")", R"("a"; b)", R"("\a")", R"("a\")", "a b",
        "a,b", "a;b", "工", R"("工")", "a\x01", "a\tb"}) {
    const auto key = Read(field);
    ASSERT_FALSE(key) << field << " is read as " << *key;
    EXPECT_EQ(key.error().code, Code::idempotency_key_invalid);
  }
  const auto key = Read(std::string(256, 'k'));
  ASSERT_FALSE(key);
  EXPECT_THAT(key.error().detail.en, HasSubstr("not 256"));
}

TEST(IdempotencyKey, ThatIsNoneIsABadRequest) {
  TestServer server;
  server.Publish("tests/api/leave_request.yaml");
  Session worker = server.As("worker", "mill");
  const Reply reply = worker.Post("/v1/items", kLeave, {Key("a b")});
  EXPECT_EQ(reply.status, 400);
  EXPECT_EQ(CodeOf(reply), "CH3070");
}

}  // namespace
}  // namespace charter::test
