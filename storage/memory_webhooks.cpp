#include "storage/memory_webhooks.h"

#include <algorithm>

#include "engine/data/micros.h"
#include "storage/webhooks.h"

namespace charter::storage {

void MemoryWebhooks::Put(const Webhook& webhook) {
  const auto [place, is_new] = webhooks_.try_emplace({webhook.tenant, webhook.id}, webhook);
  Webhook& kept = place->second;
  if (!is_new) {
    const Webhook before = std::exchange(kept, webhook);
    const bool resumed = !before.paused.empty() && webhook.paused.empty();
    kept.created_by = before.created_by;
    kept.created_at = before.created_at;
    kept.position = before.position;
    kept.failures = resumed ? 0 : before.failures;
    kept.ready_at = resumed ? webhook.ready_at : before.ready_at;
    kept.error = before.error;
  }
  kept.created_at = Kept(kept.created_at);
  kept.ready_at = Kept(kept.ready_at);
  kept.former_until = Kept(kept.former_until);
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
  std::int64_t delivered = 0;
  for (auto it = all.rbegin(); it != all.rend();) {
    const bool is_old =
        it->second.outcome == WebhookDelivery::Outcome::kDelivered && ++delivered > kDeliveriesKept;
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
