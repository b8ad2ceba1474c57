#include "engine/service/webhook_deliveries.h"

#include <algorithm>
#include <functional>

#include "engine/data/micros.h"

namespace charter {
namespace {

constexpr int kPage = 50;         // changes that one run looks at
constexpr Duration kTurn{10, 0};  // before other webhooks have theirs
constexpr std::size_t kUnwanted = 20;
constexpr int kLookBack = 200;  // deliveries in which one to be repeated is looked for at once

Timestamp After(Timestamp now, Duration wait) { return Add(now, wait).value_or(now); }

WebhookDelivery DeliveryOf(const Change& change, const ChangeView& view) {
  return {change.position,
          MessageId(change, view),
          change.event,
          {},
          0,
          WebhookDelivery::Outcome::kDelivered,
          {}};
}

}  // namespace

std::optional<ChangeView> TellWebhook(const Webhook& webhook, const Change& change) {
  if (!webhook.events.empty() &&
      std::find(webhook.events.begin(), webhook.events.end(), change.event) == webhook.events.end())
    return std::nullopt;
  Caller everywhere;
  everywhere.tenant = webhook.tenant;
  everywhere.grants = {{std::string(kAdministrator), OrgId(), ""}};
  ChangeFilter filter;
  if (!webhook.workflow.empty()) filter.workflow = webhook.workflow;
  if (!webhook.org.empty()) filter.org_path = webhook.org_path;
  return Tell(change, everywhere, filter);
}

std::string MessageId(const Change& change, const ChangeView& view) {
  return change.item.value + "_" + std::to_string(view.rev);
}

bool WebhookDeliveries::RunOnce() {
  const Timestamp now = clock_.Now();
  const Lease lease{now, FromMicros(ToMicros(After(now, rules_.lease)))};
  // One at a time: a slow receiver keeps nobody else waiting.
  auto claimed = store_.ClaimWebhooks(lease, 1);
  if (claimed.empty()) return false;
  Webhook& webhook = claimed.front();
  std::vector<WebhookDelivery> deliveries;
  SendAll(webhook, lease, deliveries);
  store_.SettleWebhook(webhook, lease, deliveries);
  return true;
}

void WebhookDeliveries::SendAll(Webhook& webhook, const Lease& lease,
                                std::vector<WebhookDelivery>& deliveries) {
  Timestamp now = lease.now;
  webhook.ready_at = now;
  const auto changes = service_.ChangesAfter(webhook.tenant, webhook.position, kPage);
  if (!changes) {
    webhook.position = store_.MarkOfChanges(webhook.tenant, "").dropped;
    webhook.error = "some changes were no longer kept when their turn came";
    deliveries.push_back({webhook.position, "gap_" + std::to_string(webhook.position), "", now, 0,
                          WebhookDelivery::Outcome::kDead, webhook.error});
    return;
  }
  for (const Change& change : *changes) {
    if (const auto view = TellWebhook(webhook, change)) {
      if (stopping_ || now > After(lease.now, kTurn) || After(now, rules_.patience) > lease.until) return;
      const Receipt receipt = sender_.Send(webhook, change, *view, now, rules_.patience);
      now = clock_.Now();
      webhook.ready_at = now;
      WebhookDelivery& delivery = deliveries.emplace_back(DeliveryOf(change, *view));
      if (!Settle(webhook, receipt, now, delivery)) return;
      if (WantsNone(webhook, deliveries)) {
        webhook.position = change.position;
        webhook.paused = kPausedFailing;
        return;
      }
    }
    webhook.position = change.position;
  }
}

bool WebhookDeliveries::WantsNone(const Webhook& webhook, const std::vector<WebhookDelivery>& deliveries) {
  const auto is_dead = [](const WebhookDelivery& each) {
    return each.outcome == WebhookDelivery::Outcome::kDead;
  };
  if (!is_dead(deliveries.back())) return false;
  const auto rest = std::find_if_not(deliveries.rbegin(), deliveries.rend(), is_dead);
  auto dead = static_cast<std::size_t>(rest - deliveries.rbegin());
  if (rest == deliveries.rend() && dead < kUnwanted) {
    const auto before = store_.ListDeliveries(webhook.tenant, webhook.id, deliveries.front().position, false,
                                              static_cast<int>(kUnwanted));
    dead +=
        static_cast<std::size_t>(std::find_if_not(before.begin(), before.end(), is_dead) - before.begin());
  }
  return dead >= kUnwanted;
}

bool WebhookDeliveries::Settle(Webhook& webhook, const Receipt& receipt, Timestamp now,
                               WebhookDelivery& delivery) const {
  delivery.at = now;
  delivery.tries = webhook.failures + 1;
  delivery.error = receipt.error;
  webhook.error = receipt.error;
  if (receipt.kind == Receipt::Kind::kDelivered) {
    webhook.failures = 0;
    return true;
  }
  if (receipt.kind == Receipt::Kind::kRefused && delivery.tries >= rules_.most_refusals) {
    delivery.outcome = WebhookDelivery::Outcome::kDead;
    webhook.failures = 0;
    return true;
  }
  delivery.outcome = WebhookDelivery::Outcome::kFailed;
  webhook.failures = delivery.tries;
  if (receipt.kind == Receipt::Kind::kGone) webhook.paused = kPausedGone;
  if (webhook.failures >= rules_.most_failures) webhook.paused = kPausedFailing;
  const std::uint64_t seed = rules_.seed ^ std::hash<std::string>{}(webhook.id.value);
  const Duration wait = WaitAfter(rules_.backoff, webhook.failures, seed);
  const Duration asked = std::min(receipt.retry_after.value_or(Duration{}), rules_.backoff.cap);
  webhook.ready_at = After(now, std::max(wait, asked));
  return false;
}

Receipt WebhookDeliveries::Ping(const Webhook& webhook) {
  return sender_.Ping(webhook, clock_.Now(), rules_.patience);
}

std::optional<Receipt> WebhookDeliveries::Repeat(const Webhook& webhook, const std::string& message) {
  std::optional<WebhookDelivery> found;
  for (std::int64_t before = 0; !found;) {
    const auto page = store_.ListDeliveries(webhook.tenant, webhook.id, before, false, kLookBack);
    for (const WebhookDelivery& delivery : page) {
      if (delivery.message == message) found = delivery;
      before = delivery.position;
    }
    if (page.size() < static_cast<std::size_t>(kLookBack)) break;
  }
  // What is still to be tried comes by itself.
  if (!found || found->outcome == WebhookDelivery::Outcome::kFailed) return std::nullopt;
  const auto changes = service_.ChangesAfter(webhook.tenant, found->position - 1, 1);
  if (!changes || changes->empty() || changes->front().position != found->position) return std::nullopt;
  const Change& change = changes->front();
  const auto view = TellWebhook(webhook, change);
  if (!view) return std::nullopt;
  const Receipt receipt = sender_.Send(webhook, change, *view, clock_.Now(), rules_.patience);
  found->at = clock_.Now();
  ++found->tries;
  found->error = receipt.error;
  found->outcome = receipt.kind == Receipt::Kind::kDelivered ? WebhookDelivery::Outcome::kDelivered
                                                             : WebhookDelivery::Outcome::kDead;
  store_.PutDelivery(webhook.tenant, webhook.id, *found);
  return receipt;
}

}  // namespace charter
