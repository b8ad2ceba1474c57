// Effects over real HTTP: the receiver is a server of our own.
#include "api/http_courier.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "api/webhook.h"
#include "engine/data/failure.h"
#include "tests/support/receiver.h"

namespace charter::api {
namespace {

using nlohmann::json;
using test::Receiver;
using testing::HasSubstr;
using testing::SizeIs;

OutboxRow Row() {
  return {TenantId("city"), ItemId("a"), {3, 1, "notify", R"({"message":{"zh":"\u5df2\u6279\u51c6"}})"}};
}

constexpr Timestamp kNow{1'767'574'800, 0};
constexpr Duration kPatience{10, 0};

TEST(HttpCourier, PostsTheEffectWithAnIdThatIsTheSameEachTime) {
  Receiver receiver;
  HttpCourier courier(receiver.url(), "");
  EXPECT_EQ(courier.Deliver(Row(), kNow, kPatience).kind, Receipt::Kind::kDelivered);
  EXPECT_EQ(courier.Deliver(Row(), {kNow.seconds + 60, 0}, kPatience).kind, Receipt::Kind::kDelivered);
  const auto requests = receiver.Requests(2);
  ASSERT_THAT(requests, SizeIs(2));
  const Request& request = requests[0];
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.target, "/effects?from=charter");
  EXPECT_EQ(*request.headers.Find("Content-Type"), "application/json");
  EXPECT_EQ(*request.headers.Find("webhook-id"), "a_3_1");
  EXPECT_EQ(*request.headers.Find("webhook-timestamp"), "1767574800");
  EXPECT_EQ(request.headers.Find("webhook-signature"), nullptr);
  const json body = json::parse(request.body);
  EXPECT_EQ(body["id"], "a_3_1");
  EXPECT_EQ(body["type"], "notify");
  EXPECT_EQ(body["tenant"], "city");
  EXPECT_EQ(body["data"]["message"]["zh"], "已批准");
  EXPECT_EQ(*requests[1].headers.Find("webhook-id"), "a_3_1");
  EXPECT_EQ(*requests[1].headers.Find("webhook-timestamp"), "1767574860");
  EXPECT_EQ(requests[1].body, request.body);
}

TEST(HttpCourier, SaysWhatTheReceiverMeans) {
  Receiver receiver;
  HttpCourier courier(receiver.url(), "");
  const auto answer = [&](int status) {
    receiver.Answer({status, {}, "no\x01 room"});
    return courier.Deliver(Row(), kNow, kPatience);
  };
  EXPECT_EQ(answer(204).kind, Receipt::Kind::kDelivered);
  EXPECT_EQ(answer(410).kind, Receipt::Kind::kGone);
  for (const int status : {400, 401, 404, 422}) EXPECT_EQ(answer(status).kind, Receipt::Kind::kRefused);
  for (const int status : {301, 408, 429, 500, 503}) EXPECT_EQ(answer(status).kind, Receipt::Kind::kFailed);
  EXPECT_EQ(answer(503).error, "status 503: no  room");
  EXPECT_EQ(answer(503).retry_after, std::nullopt);
  Response later{429, {}, {}};
  later.headers.Add("Retry-After", "120");
  receiver.Answer(later);
  EXPECT_EQ(courier.Deliver(Row(), kNow, kPatience).retry_after, (Duration{120, 0}));
}

TEST(HttpCourier, TellsThatNobodyIsThere) {
  std::string url;
  {
    const Receiver gone;
    url = gone.url();
  }
  HttpCourier courier(url, "");
  const Receipt receipt = courier.Deliver(Row(), kNow, kPatience);
  EXPECT_EQ(receipt.kind, Receipt::Kind::kUnreachable);
  EXPECT_THAT(receipt.error, HasSubstr("connect"));
}

TEST(HttpCourier, WantsAnHttpAddress) {
  EXPECT_THROW(HttpCourier("ftp://example.org/", ""), Failure);
  EXPECT_THROW(HttpCourier("file:///etc/passwd", ""), Failure);
}

// The example of the specification.
TEST(Webhook, SignsAsTheStandardSays) {
  const auto key = ReadWebhookSecret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n");
  ASSERT_TRUE(key);
  EXPECT_THAT(*key, SizeIs(24));
  EXPECT_EQ(WebhookSignature(*key, "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", R"({"test": 2432232314})"),
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  const auto headers = WebhookHeaders(Row(), kNow, "{}", *key);
  ASSERT_THAT(headers, SizeIs(3));
  EXPECT_EQ(headers[2].first, "webhook-signature");
  EXPECT_EQ(headers[2].second, WebhookSignature(*key, "a_3_1", "1767574800", "{}"));
}

TEST(Webhook, TakesNoSecretThatIsTooShortOrNoBase64) {
  EXPECT_EQ(ReadWebhookSecret("short"), std::nullopt);
  EXPECT_EQ(ReadWebhookSecret(""), std::nullopt);
  EXPECT_EQ(ReadWebhookSecret("whsec_!!!!"), std::nullopt);
  EXPECT_EQ(ReadWebhookSecret("whsec_"), std::nullopt);
  EXPECT_EQ(ReadWebhookSecret(std::string(65, 'x')), std::nullopt);
  EXPECT_EQ(ReadWebhookSecret("  twenty-four characters at least\r\n"), "twenty-four characters at least");
}

}  // namespace
}  // namespace charter::api
