// Webhooks: kept, claimed by one server at a time, and what became of what they were sent.
#include "engine/data/micros.h"
#include "tests/storage/store_fixture.h"

namespace charter::storage {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using Outcome = WebhookDelivery::Outcome;

class WebhooksTest : public StoreTest {
 protected:
  static Webhook Make(const std::string& id, const TenantId& tenant = kCity) {
    Webhook webhook;
    webhook.tenant = tenant;
    webhook.id = WebhookId(id);
    webhook.title = "财务系统";
    webhook.url = "https://example.org/" + id;
    webhook.events = {"submit", "send_back"};
    webhook.workflow = "posting";
    webhook.org = OrgId("taihu");
    webhook.org_path = "liangzhou/taihu/";
    webhook.secret = "whsec_1";
    webhook.former_secret = "whsec_0";
    webhook.former_until = At(86400);
    webhook.created_by = PersonId("p7");
    webhook.created_at = At(1);
    webhook.ready_at = At(1);
    return webhook;
  }
  void Put(const std::string& id, const TenantId& tenant = kCity) { store().AddWebhook(Make(id, tenant)); }
  // Something for the tenant's webhooks to be behind.
  void Change(const std::string& item, const TenantId& tenant = kCity) {
    EXPECT_FALSE(store().Commit(tenant, std::vector{Creation(item)}));
    store().FoldNotes(At(60), 100);
  }
  std::vector<std::string> Claim(std::int64_t now, int limit = 10) {
    std::vector<std::string> ids;
    for (const Webhook& webhook : store().ClaimWebhooks({At(now), At(now + 10)}, limit))
      ids.push_back(webhook.id.value);
    return ids;
  }
  WebhookDelivery Delivery(std::int64_t position, Outcome outcome = Outcome::kDelivered) {
    return {position,
            "a_" + std::to_string(position),
            "submit",
            At(100),
            1,
            outcome,
            outcome == Outcome::kDelivered ? "" : "status 500"};
  }
  std::vector<std::int64_t> Positions(const std::string& id, bool only_dead = false, std::int64_t before = 0,
                                      int limit = 1000) {
    std::vector<std::int64_t> positions;
    for (const auto& each : store().ListDeliveries(kCity, WebhookId(id), before, only_dead, limit))
      positions.push_back(each.position);
    return positions;
  }
};

TEST_P(WebhooksTest, AreKeptAsTheyWerePut) {
  Put("b");
  Put("a");
  Put("c", kOtherCity);
  EXPECT_THAT(store().ListWebhooks(kCity), SizeIs(2));
  const Webhook found = store().FindWebhook(kCity, WebhookId("a")).value();
  EXPECT_EQ(found.title, "财务系统");
  EXPECT_EQ(found.url, "https://example.org/a");
  EXPECT_THAT(found.events, ElementsAre("submit", "send_back"));
  EXPECT_EQ(found.workflow, "posting");
  EXPECT_EQ(found.org_path, "liangzhou/taihu/");
  EXPECT_EQ(found.secret, "whsec_1");
  EXPECT_EQ(found.former_secret, "whsec_0");
  EXPECT_EQ(found.former_until, At(86400));
  EXPECT_EQ(found.created_by, PersonId("p7"));
  EXPECT_FALSE(store().FindWebhook(kOtherCity, WebhookId("a")));
  EXPECT_TRUE(store().DropWebhook(kCity, WebhookId("a")));
  EXPECT_FALSE(store().DropWebhook(kCity, WebhookId("a")));
  EXPECT_FALSE(store().FindWebhook(kCity, WebhookId("a")));
}

TEST_P(WebhooksTest, AreClaimedOnceWhereTheyAreBehind) {
  Put("a");
  EXPECT_THAT(Claim(100), IsEmpty());
  Change("x", kOtherCity);
  EXPECT_THAT(Claim(100), IsEmpty());
  Change("x");
  Put("b");
  EXPECT_THAT(Claim(0), IsEmpty());
  EXPECT_THAT(Claim(100, 1), ElementsAre("a"));
  EXPECT_THAT(Claim(100), ElementsAre("b"));
  EXPECT_THAT(Claim(109), IsEmpty());
  // Whoever claimed them has died.
  EXPECT_THAT(Claim(110), ElementsAre("a", "b"));
}

TEST_P(WebhooksTest, GoOnWhereTheyWereSettled) {
  Put("a");
  Change("x");
  const Lease lease{At(100), At(110)};
  Webhook webhook = store().ClaimWebhooks(lease, 1).at(0);
  webhook.position = ToMicros(At(60));
  webhook.failures = 3;
  webhook.ready_at = At(105);
  webhook.error = "status 500";
  const std::vector deliveries{Delivery(1), Delivery(2, Outcome::kDead)};
  store().SettleWebhook(webhook, lease, deliveries);
  const Webhook kept = store().FindWebhook(kCity, webhook.id).value();
  EXPECT_EQ(kept.position, ToMicros(At(60)));
  EXPECT_EQ(kept.failures, 3);
  EXPECT_EQ(kept.ready_at, At(105));
  EXPECT_EQ(kept.error, "status 500");
  EXPECT_THAT(Positions("a"), ElementsAre(2, 1));
  EXPECT_THAT(Positions("a", true), ElementsAre(2));
  EXPECT_THAT(Positions("a", false, 2), ElementsAre(1));
  EXPECT_THAT(Positions("a", false, 0, 1), ElementsAre(2));
  EXPECT_THAT(Claim(200), IsEmpty());
  Change("y");
  EXPECT_THAT(Claim(104), IsEmpty());
  EXPECT_THAT(Claim(105), ElementsAre("a"));
}

TEST_P(WebhooksTest, AreNotSettledByWhoLostThem) {
  Put("a");
  Change("x");
  const Lease lease{At(100), At(110)};
  Webhook webhook = store().ClaimWebhooks(lease, 1).at(0);
  EXPECT_THAT(Claim(110), ElementsAre("a"));
  webhook.position = 5;
  store().SettleWebhook(webhook, lease, std::vector{Delivery(5)});
  EXPECT_EQ(store().FindWebhook(kCity, webhook.id)->position, 0);
  EXPECT_THAT(Positions("a"), IsEmpty());
}

TEST_P(WebhooksTest, ArePausedAndGoOnAtOnce) {
  Put("a");
  Change("x");
  const Lease lease{At(100), At(110)};
  Webhook webhook = store().ClaimWebhooks(lease, 1).at(0);
  webhook.failures = 25;
  webhook.ready_at = At(9999);
  webhook.paused = "failing";
  store().SettleWebhook(webhook, lease, {});
  EXPECT_THAT(Claim(20'000), IsEmpty());
  // A change of something else leaves it as it is.
  Webhook again = store().FindWebhook(kCity, webhook.id).value();
  again.title = "x";
  again.ready_at = At(300);
  EXPECT_TRUE(store().ChangeWebhook(again, false));
  EXPECT_THAT(Claim(20'000), IsEmpty());
  again.paused.clear();
  EXPECT_TRUE(store().ChangeWebhook(again, false));
  EXPECT_THAT(Claim(20'000), IsEmpty()) << "a change that does not speak of the pause leaves it";
  EXPECT_TRUE(store().ChangeWebhook(again, true));
  EXPECT_THAT(Claim(299), IsEmpty());
  EXPECT_THAT(Claim(300), ElementsAre("a"));
  EXPECT_EQ(store().FindWebhook(kCity, webhook.id)->failures, 0);
  EXPECT_EQ(store().FindWebhook(kCity, webhook.id)->created_by, PersonId("p7"));
}

TEST_P(WebhooksTest, KeepANewSecretWhereSomethingElseIsChangedAtTheSameTime) {
  Put("a");
  Webhook read_before = store().FindWebhook(kCity, WebhookId("a")).value();
  EXPECT_TRUE(store().ChangeSecret(kCity, WebhookId("a"), "whsec_2", At(90'000)));
  read_before.title = "x";
  EXPECT_TRUE(store().ChangeWebhook(read_before, false));
  const Webhook found = store().FindWebhook(kCity, WebhookId("a")).value();
  EXPECT_EQ(found.title, "x");
  EXPECT_EQ(found.secret, "whsec_2");
  EXPECT_EQ(found.former_secret, "whsec_1");
  EXPECT_EQ(found.former_until, At(90'000));
  EXPECT_FALSE(store().ChangeSecret(kOtherCity, WebhookId("a"), "whsec_3", At(1)));
}

TEST_P(WebhooksTest, AreNotBroughtBackByAChangeOfOneThatWasDropped) {
  Put("a");
  const Webhook read_before = store().FindWebhook(kCity, WebhookId("a")).value();
  EXPECT_TRUE(store().DropWebhook(kCity, WebhookId("a")));
  EXPECT_FALSE(store().ChangeWebhook(read_before, true));
  EXPECT_FALSE(store().FindWebhook(kCity, WebhookId("a")));
}

TEST_P(WebhooksTest, AreTriedAtOnceWhereTheAddressIsMended) {
  Put("a");
  Change("x");
  const Lease lease{At(100), At(110)};
  Webhook webhook = store().ClaimWebhooks(lease, 1).at(0);
  webhook.failures = 9;
  webhook.ready_at = At(20'000);
  store().SettleWebhook(webhook, lease, {});
  EXPECT_THAT(Claim(300), IsEmpty());
  webhook.url = "https://example.org/mended";
  webhook.ready_at = At(300);
  EXPECT_TRUE(store().ChangeWebhook(webhook, false));
  EXPECT_EQ(store().FindWebhook(kCity, webhook.id)->failures, 0);
  EXPECT_THAT(Claim(300), ElementsAre("a"));
}

TEST_P(WebhooksTest, KeepTheNewestDeliveriesAndAllDeadOnes) {
  Put("a");
  Change("x");
  const Lease lease{At(100), At(110)};
  const Webhook webhook = store().ClaimWebhooks(lease, 1).at(0);
  std::vector<WebhookDelivery> many{Delivery(1, Outcome::kDead)};
  for (std::int64_t i = 2; i <= 220; ++i) many.push_back(Delivery(i));
  Webhook settled = webhook;
  settled.ready_at = lease.until;
  store().SettleWebhook(settled, lease, many);
  const auto positions = Positions("a");
  ASSERT_THAT(positions, SizeIs(201));
  EXPECT_EQ(positions.front(), 220);
  EXPECT_EQ(positions[199], 21);
  EXPECT_EQ(positions.back(), 1);
  store().PutDelivery(kCity, webhook.id, Delivery(1));
  EXPECT_THAT(Positions("a", true), IsEmpty());
  EXPECT_TRUE(store().DropWebhook(kCity, webhook.id));
  EXPECT_THAT(Positions("a"), IsEmpty());
}

CHARTER_EVERY_STORE(WebhooksTest);

}  // namespace
}  // namespace charter::storage
