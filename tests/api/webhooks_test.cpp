// Webhooks over HTTP: set up, sent to, signed, refused, paused, and kept from where they may not go.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "api/webhook.h"
#include "tests/support/receiver.h"
#include "tests/support/test_server.h"

namespace charter::test {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kPosting = R"yaml(workflow: posting
version: 1
title: {zh: 公示, en: Posting}
number: "GS-{year}-{seq:3}"
roles:
  worker: {title: {zh: 职工, en: Worker}}
create: {by: worker}
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
      take_back: {by: worker, target: draft, title: {zh: 收回, en: Take back}}
      close: {by: worker, target: closed, title: {zh: 结束, en: Close}}
  closed: {type: final, title: {zh: 已结束, en: Closed}}
)yaml";

api::Response Status(int status) {
  api::Response response;
  response.status = status;
  return response;
}

class WebhooksTest : public testing::Test {
 protected:
  explicit WebhooksTest(api::Reach reach = api::Reach::kLoopback)
      : server(OpenForTest("memory:"), "2026-01-05T09:00:00+08:00",
               [&](api::CharterServerOptions& options) { options.webhooks_to = reach; }) {
    server.PublishText(kPosting);
  }

  json Subscribe(const std::string& url, json more = json::object()) {
    more["url"] = url;
    const Reply reply = administrator.Post("/v1/webhooks", more.dump());
    EXPECT_EQ(reply.status, 201) << reply.body;
    return json::parse(reply.body);
  }
  std::string Create(Session& person) { return person.Create("posting", {{"name", "夜校"}}); }
  static void Send(Session& person, const std::string& item, const std::string& event) {
    EXPECT_EQ(person.SendEvent(item, event).status, 200);
  }
  // Everything that is ready by now.
  void Deliver() {
    api::CharterServer& charter = server.server();
    charter.service().FoldNotes(charter.wall_clock().Now(), 10'000);
    while (charter.webhooks().RunOnce()) continue;
  }
  json Read(const json& webhook) {
    return json::parse(administrator.Get("/v1/webhooks/" + webhook["id"].get<std::string>()).body);
  }
  Reply Patch(const json& webhook, const json& body) {
    return administrator.Patch("/v1/webhooks/" + webhook["id"].get<std::string>(), body);
  }
  json Deliveries(const json& webhook, const std::string& query = "") {
    return json::parse(
        administrator.Get("/v1/webhooks/" + webhook["id"].get<std::string>() + "/deliveries" + query).body);
  }
  static std::vector<std::string> EventsOf(const std::vector<api::Request>& requests) {
    std::vector<std::string> events;
    for (const auto& request : requests) events.push_back(json::parse(request.body)["data"]["event"]);
    return events;
  }

  Receiver receiver;
  TestServer server;
  Session administrator = server.As("administrator", "city");
  Session worker = server.Person("worker", "mill", {"worker"});
  Session other = server.Person("other", "shops", {"worker"});
};

TEST_F(WebhooksTest, AreSentWhatHappensFromNowOnInItsOrder) {
  const std::string before = Create(worker);
  const json webhook = Subscribe(receiver.url());
  Send(worker, before, "submit");
  const std::string item = Create(other);
  Deliver();
  const auto requests = receiver.Requests(2);
  ASSERT_THAT(EventsOf(requests), ElementsAre("submit", "item.create"));
  const json body = json::parse(requests[0].body);
  EXPECT_EQ(body["type"], "item.changed");
  EXPECT_EQ(body["tenant"], "city");
  EXPECT_EQ(body["data"]["item"], before);
  EXPECT_EQ(body["data"]["rev"], 2);
  EXPECT_EQ(body["data"]["states"], json::array({"shown"}));
  EXPECT_EQ(*requests[0].headers.Find("webhook-id"), before + "_2");
  EXPECT_EQ(*requests[0].headers.Find("Content-Type"), "application/json");
  const auto key = api::ReadWebhookSecret(webhook["secret"].get<std::string>());
  ASSERT_TRUE(key);
  EXPECT_EQ(*requests[0].headers.Find("webhook-signature"),
            api::WebhookSignature(*key, before + "_2", *requests[0].headers.Find("webhook-timestamp"),
                                  requests[0].body));
  const json deliveries = Deliveries(webhook);
  ASSERT_EQ(deliveries["items"].size(), 2U);
  EXPECT_EQ(deliveries["items"][0]["id"], item + "_1");
  EXPECT_EQ(deliveries["items"][0]["outcome"], "delivered");
  Deliver();
  EXPECT_EQ(receiver.Requests(2).size(), 2U);
}

TEST_F(WebhooksTest, ShowTheirSecretOnceAndTakeANewOneWithTheFormerBesideIt) {
  const json webhook = Subscribe(receiver.url());
  EXPECT_FALSE(Read(webhook).contains("secret"));
  EXPECT_THAT(administrator.Get("/v1/webhooks").body, Not(HasSubstr("whsec_")));
  const Reply changed =
      administrator.Post("/v1/webhooks/" + webhook["id"].get<std::string>() + "/secret", "");
  EXPECT_EQ(changed.status, 200) << changed.body;
  const json with_new = json::parse(changed.body);
  EXPECT_NE(with_new["secret"], webhook["secret"]);
  EXPECT_FALSE(with_new["former_secret_until"].is_null());
  Create(worker);
  Deliver();
  const auto requests = receiver.Requests(1);
  ASSERT_EQ(requests.size(), 1U);
  const auto& headers = requests[0].headers;
  std::string both;
  for (const json& secret : {with_new["secret"], webhook["secret"]}) {
    both +=
        (both.empty() ? "" : " ") +
        api::WebhookSignature(*api::ReadWebhookSecret(secret.get<std::string>()), *headers.Find("webhook-id"),
                              *headers.Find("webhook-timestamp"), requests[0].body);
  }
  EXPECT_EQ(*headers.Find("webhook-signature"), both);
}

TEST_F(WebhooksTest, AreSentOnlyWhatTheyAskFor) {
  const json webhook =
      Subscribe(receiver.url(), {{"events", {"submit"}}, {"org", "taihu"}, {"workflow", "posting"}});
  const std::string here = Create(worker);
  const std::string there = Create(other);
  Send(worker, here, "submit");
  Send(other, there, "submit");
  Send(worker, here, "take_back");
  Deliver();
  ASSERT_THAT(EventsOf(receiver.Requests(1)), ElementsAre("submit"));
  EXPECT_EQ(Patch(webhook, {{"events", json::array()}, {"org", ""}}).status, 200);
  Send(other, there, "take_back");
  Deliver();
  EXPECT_THAT(EventsOf(receiver.Requests(2)), ElementsAre("submit", "take_back"));
  EXPECT_TRUE(Read(webhook)["org"].is_null());
}

TEST_F(WebhooksTest, DoNotWaitForEachOther) {
  Receiver broken;
  broken.Answer(Status(500));
  const json bad = Subscribe(broken.url());
  const json good = Subscribe(receiver.url());
  const std::string item = Create(worker);
  Send(worker, item, "submit");
  Deliver();
  EXPECT_THAT(EventsOf(receiver.Requests(2)), ElementsAre("item.create", "submit"));
  // In its order: what follows waits for what failed.
  EXPECT_THAT(EventsOf(broken.Requests(1)), ElementsAre("item.create"));
  const json waits = Read(bad);
  EXPECT_EQ(waits["failures"], 1);
  EXPECT_FALSE(waits["next_try"].is_null());
  EXPECT_THAT(waits["error"].get<std::string>(), HasSubstr("status 500"));
  EXPECT_EQ(Deliveries(bad)["items"][0]["outcome"], "failed");
  EXPECT_EQ(Read(good)["failures"], 0);
}

TEST_F(WebhooksTest, GiveUpWhatIsRefusedAgainAndAgainAndGoOn) {
  receiver.Answer(Status(422));
  const json webhook = Subscribe(receiver.url());
  const std::string item = Create(worker);
  api::CharterServer& charter = server.server();
  api::HttpWebhookSender sender(api::Reach::kLoopback);
  DeliveryRules rules;
  rules.most_refusals = 1;
  WebhookDeliveries impatient(charter.service(), charter.store(), sender, charter.wall_clock(), rules);
  Send(worker, item, "submit");
  charter.service().FoldNotes(charter.wall_clock().Now(), 10'000);
  while (impatient.RunOnce()) continue;
  EXPECT_THAT(EventsOf(receiver.Requests(2)), ElementsAre("item.create", "submit"));
  const json dead = Deliveries(webhook, "?dead=true");
  ASSERT_EQ(dead["items"].size(), 2U);
  EXPECT_EQ(dead["items"][1]["id"], item + "_1");
  EXPECT_THAT(dead["items"][1]["error"].get<std::string>(), HasSubstr("status 422"));
  const std::string address = "/v1/webhooks/" + webhook["id"].get<std::string>() + "/deliveries/";
  EXPECT_EQ(json::parse(administrator.Post(address + item + "_1/retry", "").body)["delivered"], false);
  receiver.Answer(Status(200));
  EXPECT_EQ(json::parse(administrator.Post(address + item + "_1/retry", "").body)["delivered"], true);
  EXPECT_EQ(Deliveries(webhook, "?dead=true")["items"].size(), 1U);
  EXPECT_EQ(receiver.Requests(4).size(), 4U);
  EXPECT_EQ(administrator.Post(address + "nothing_1/retry", "").status, 404);
}

TEST_F(WebhooksTest, ArePausedWhereNothingIsWantedForLong) {
  receiver.Answer(Status(404));
  const json webhook = Subscribe(receiver.url());
  for (int i = 0; i < 25; ++i) Create(worker);
  api::CharterServer& charter = server.server();
  api::HttpWebhookSender sender(api::Reach::kLoopback);
  DeliveryRules rules;
  rules.most_refusals = 1;
  WebhookDeliveries impatient(charter.service(), charter.store(), sender, charter.wall_clock(), rules);
  charter.service().FoldNotes(charter.wall_clock().Now(), 10'000);
  while (impatient.RunOnce()) continue;
  EXPECT_EQ(Read(webhook)["paused_because"], "failing");
  EXPECT_EQ(receiver.Requests(20).size(), 20U);
  // Who mends it is sent the rest.
  receiver.Answer(Status(200));
  EXPECT_EQ(Patch(webhook, {{"paused", false}}).status, 200);
  Deliver();
  EXPECT_EQ(receiver.Requests(25).size(), 25U);
}

TEST_F(WebhooksTest, KeepANoteOfWhatTheyMissed) {
  const json webhook = Subscribe(receiver.url());
  EXPECT_EQ(Patch(webhook, {{"paused", true}}).status, 200);
  Create(worker);
  api::CharterServer& charter = server.server();
  const Timestamp now = charter.wall_clock().Now();
  charter.service().FoldNotes(now, 10'000);
  EXPECT_EQ(charter.store().DropChanges({now.seconds + 60, 0}, 10), 1);
  EXPECT_EQ(Patch(webhook, {{"paused", false}}).status, 200);
  const std::string item = Create(worker);
  Deliver();
  EXPECT_EQ(receiver.Requests(1).size(), 1U);
  const json dead = Deliveries(webhook, "?dead=true")["items"];
  ASSERT_EQ(dead.size(), 1U);
  EXPECT_THAT(dead[0]["id"].get<std::string>(), HasSubstr("gap_"));
  EXPECT_THAT(dead[0]["error"].get<std::string>(), HasSubstr("no longer kept"));
}

TEST_F(WebhooksTest, ArePausedByHandAndByThemselves) {
  const json webhook = Subscribe(receiver.url());
  EXPECT_EQ(Patch(webhook, {{"paused", true}}).status, 200);
  Create(worker);
  Deliver();
  EXPECT_EQ(Read(webhook)["paused_because"], "by_hand");
  receiver.Answer(Status(410));
  EXPECT_EQ(Patch(webhook, {{"paused", false}}).status, 200);
  Deliver();
  EXPECT_EQ(receiver.Requests(1).size(), 1U);
  EXPECT_EQ(Read(webhook)["paused"], true);
  EXPECT_EQ(Read(webhook)["paused_because"], "gone");
  receiver.Answer(Status(204));
  EXPECT_EQ(Patch(webhook, {{"paused", false}}).status, 200);
  Deliver();
  EXPECT_EQ(receiver.Requests(2).size(), 2U);
  EXPECT_EQ(Deliveries(webhook)["items"][0]["outcome"], "delivered");
}

TEST_F(WebhooksTest, AreTriedOutWithAPing) {
  const json webhook = Subscribe(receiver.url());
  const std::string address = "/v1/webhooks/" + webhook["id"].get<std::string>() + "/test";
  const Reply reply = administrator.Post(address, "");
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(json::parse(reply.body)["delivered"], true);
  const auto requests = receiver.Requests(1);
  ASSERT_EQ(requests.size(), 1U);
  EXPECT_EQ(json::parse(requests[0].body)["type"], "webhook.ping");
  EXPECT_NE(requests[0].headers.Find("webhook-signature"), nullptr);
  receiver.Answer(Status(503));
  EXPECT_THAT(administrator.Post(address, "").body, HasSubstr("status 503"));
}

TEST_F(WebhooksTest, FollowNoRedirect) {
  Receiver elsewhere;
  api::Response away = Status(307);
  away.headers.Add("Location", elsewhere.url());
  receiver.Answer(away);
  const json webhook = Subscribe(receiver.url());
  const Reply reply = administrator.Post("/v1/webhooks/" + webhook["id"].get<std::string>() + "/test", "");
  EXPECT_THAT(reply.body, HasSubstr("status 307"));
  EXPECT_EQ(elsewhere.Requests(0).size(), 0U);
}

TEST_F(WebhooksTest, AreForAdministratorsOfAllAndWithinWhatTheServerMayReach) {
  EXPECT_EQ(server.As("administrator", "taihu").Get("/v1/webhooks").status, 403);
  for (const char* url : {"http://10.0.0.1/x", "https://169.254.169.254/latest", "ftp://example.org/", "x"}) {
    const Reply reply = administrator.Post("/v1/webhooks", json{{"url", url}}.dump());
    EXPECT_EQ(reply.status, 422) << url;
    EXPECT_THAT(reply.body, HasSubstr("CH3170"));
  }
  EXPECT_EQ(administrator.Post("/v1/webhooks", R"({"url":"https://example.org/","org":"nowhere"})").status,
            422);
  const json webhook = Subscribe("https://example.org/hook");
  EXPECT_EQ(Patch(webhook, {{"url", "http://192.168.0.1/"}}).status, 422);
  EXPECT_EQ(Read(webhook)["url"], "https://example.org/hook");
  EXPECT_EQ(administrator.Send("DELETE", "/v1/webhooks/" + webhook["id"].get<std::string>()).status, 204);
  EXPECT_EQ(administrator.Get("/v1/webhooks/" + webhook["id"].get<std::string>()).status, 404);
}

class PublicWebhooks : public WebhooksTest {
 protected:
  PublicWebhooks() : WebhooksTest(api::Reach::kPublic) {}
};

// The name is looked up when the connection is made, and its address is what counts.
TEST_F(PublicWebhooks, DoNotReachThisMachineByAName) {
  EXPECT_EQ(administrator.Post("/v1/webhooks", json{{"url", receiver.url()}}.dump()).status, 422);
  std::string url = receiver.url();
  url.replace(0, std::string("http://127.0.0.1").size(), "https://localhost");
  EXPECT_EQ(administrator.Post("/v1/webhooks", json{{"url", url}}.dump()).status, 422);
  Webhook hidden;
  hidden.tenant = TenantId("city");
  hidden.id = WebhookId("hidden");
  hidden.url = url;
  hidden.secret = api::NewWebhookSecret();
  server.server().store().AddWebhook(hidden);
  const Reply reply = administrator.Post("/v1/webhooks/hidden/test", "");
  EXPECT_THAT(reply.body, HasSubstr("may not send to that address"));
  EXPECT_EQ(receiver.Requests(0).size(), 0U);
}

}  // namespace
}  // namespace charter::test
