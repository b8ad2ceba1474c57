// The webhooks of the in-memory store.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "engine/ports/webhooks.h"

namespace charter::storage {

// See Webhooks for each. Not thread-safe: the store that has it locks.
class MemoryWebhooks {
 public:
  void Add(const Webhook& webhook);
  bool Change(const Webhook& webhook, bool pauses);
  bool ChangeSecret(const TenantId& tenant, const WebhookId& id, const std::string& secret,
                    Timestamp former_until);
  [[nodiscard]] std::optional<Webhook> Find(const TenantId& tenant, const WebhookId& id) const;
  [[nodiscard]] std::vector<Webhook> List(const TenantId& tenant) const;
  bool Drop(const TenantId& tenant, const WebhookId& id);
  // `newest`: the newest position in the log of each tenant.
  std::vector<Webhook> Claim(const Lease& lease, const std::map<TenantId, std::int64_t>& newest, int limit);
  void Settle(const Webhook& webhook, const Lease& lease, std::span<const WebhookDelivery> deliveries);
  void PutDelivery(const TenantId& tenant, const WebhookId& id, const WebhookDelivery& delivery);
  [[nodiscard]] std::vector<WebhookDelivery> Deliveries(const TenantId& tenant, const WebhookId& id,
                                                        std::int64_t before, bool only_dead, int limit) const;

 private:
  using Key = std::pair<TenantId, WebhookId>;
  std::map<Key, Webhook> webhooks_;
  std::map<Key, std::map<std::int64_t, WebhookDelivery>> deliveries_;
};

}  // namespace charter::storage
