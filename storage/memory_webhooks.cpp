#include "storage/memory_webhooks.h"

#include <algorithm>

#include "engine/data/micros.h"
#include "storage/webhooks.h"

namespace charter::storage {

void MemoryWebhooks::Add(const Webhook& webhook) {
  Webhook& kept = webhooks_[{webhook.tenant, webhook.id}] = webhook;
  kept.created_at = Kept(kept.created_at);
  kept.ready_at = Kept(kept.ready_at);
  kept.former_until = Kept(kept.former_until);
}

bool MemoryWebhooks::Change(const Webhook& webhook, bool pauses) {
  const auto found = webhooks_.find({webhook.tenant, webhook.id});
  if (found == webhooks_.end()) return false;
  Webhook& kept = found->second;
  const bool resumed = pauses && !kept.paused.empty() && webhook.paused.empty();
  if (resumed || kept.url != webhook.url) {
    kept.failures = 0;
    kept.ready_at = Kept(webhook.ready_at);
  }
  kept.title = webhook.title;
  kept.url = webhook.url;
  kept.events = webhook.events;
  kept.workflow = webhook.workflow;
  kept.org = webhook.org;
  kept.org_path = webhook.org_path;
  if (pauses) kept.paused = webhook.paused;
  return true;
}

bool MemoryWebhooks::ChangeSecret(const TenantId& tenant, const WebhookId& id, const std::string& secret,
                                  Timestamp former_until) {
  const auto found = webhooks_.find({tenant, id});
  if (found == webhooks_.end()) return false;
  found->second.former_secret = std::exchange(found->second.secret, secret);
  found->second.former_until = Kept(former_until);
  return true;
}

std::optional<Webhook> MemoryWebhooks::Find(const TenantId& tenant, const WebhookId& id) const {
  const auto found = webhooks_.find({tenant, id});
  return found == webhooks_.end() ? std::nullopt : std::optional(found->second);
}

std::vector<Webhook> MemoryWebhooks::List(const TenantId& tenant) const {
  std::vector<Webhook> list;
  for (const auto& [key, webhook] : webhooks_) {
    if (key.first == tenant) list.push_back(webhook);
  }
  return list;
}

bool MemoryWebhooks::Drop(const TenantId& tenant, const WebhookId& id) {
  deliveries_.erase({tenant, id});
  return webhooks_.erase({tenant, id}) > 0;
}

std::vector<Webhook> MemoryWebhooks::Claim(const Lease& lease, const std::map<TenantId, std::int64_t>& newest,
                                           int limit) {
  std::vector<Webhook*> behind;
  for (auto& [key, webhook] : webhooks_) {
    const auto log = newest.find(key.first);
    if (log != newest.end() && log->second > webhook.position && webhook.paused.empty() &&
        webhook.ready_at <= lease.now)
      behind.push_back(&webhook);
  }
  std::stable_sort(behind.begin(), behind.end(),
                   [](const Webhook* a, const Webhook* b) { return a->ready_at < b->ready_at; });
  std::vector<Webhook> taken;
  for (Webhook* webhook : behind) {
    if (static_cast<int>(taken.size()) >= limit) break;
    webhook->ready_at = Kept(lease.until);
    taken.push_back(*webhook);
  }
  return taken;
}

void MemoryWebhooks::Settle(const Webhook& webhook, const Lease& lease,
                            std::span<const WebhookDelivery> deliveries) {
  const Key key{webhook.tenant, webhook.id};
  const auto found = webhooks_.find(key);
  if (found == webhooks_.end() || found->second.ready_at != Kept(lease.until) ||
      !found->second.paused.empty())
    return;
  found->second.position = webhook.position;
  found->second.failures = webhook.failures;
  found->second.ready_at = Kept(webhook.ready_at);
  found->second.paused = webhook.paused;
  found->second.error = webhook.error;
  for (const WebhookDelivery& delivery : deliveries) PutDelivery(webhook.tenant, webhook.id, delivery);
  auto& all = deliveries_[key];
  using Outcome = WebhookDelivery::Outcome;
  std::int64_t delivered = 0;
  std::int64_t dead = 0;
  for (auto it = all.rbegin(); it != all.rend();) {
    const Outcome outcome = it->second.outcome;
    const bool is_old = (outcome == Outcome::kDelivered && ++delivered > kDeliveriesKept) ||
                        (outcome == Outcome::kDead && ++dead > kDeadKept);
    it = is_old ? std::make_reverse_iterator(all.erase(std::prev(it.base()))) : std::next(it);
  }
}

void MemoryWebhooks::PutDelivery(const TenantId& tenant, const WebhookId& id,
                                 const WebhookDelivery& delivery) {
  WebhookDelivery& kept = deliveries_[{tenant, id}][delivery.position] = delivery;
  kept.at = Kept(delivery.at);
}

std::vector<WebhookDelivery> MemoryWebhooks::Deliveries(const TenantId& tenant, const WebhookId& id,
                                                        std::int64_t before, bool only_dead,
                                                        int limit) const {
  std::vector<WebhookDelivery> list;
  const auto found = deliveries_.find({tenant, id});
  if (found == deliveries_.end()) return list;
  for (auto it = found->second.rbegin(); it != found->second.rend(); ++it) {
    if (static_cast<int>(list.size()) >= limit) break;
    if (before > 0 && it->first >= before) continue;
    if (!only_dead || it->second.outcome == WebhookDelivery::Outcome::kDead) list.push_back(it->second);
  }
  return list;
}

}  // namespace charter::storage
