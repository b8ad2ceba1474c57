// All SQL of webhooks. See Webhooks for each.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "engine/ports/webhooks.h"
#include "storage/session.h"

namespace charter::storage {

// Of those that were delivered so many are kept of each webhook.
inline constexpr std::int64_t kDeliveriesKept = 200;
inline constexpr std::int64_t kDeadKept = 1000;

void AddWebhook(Session& session, const Webhook& webhook);
bool ChangeWebhook(Session& session, const Webhook& webhook, bool pauses);
bool ChangeSecret(Session& session, const TenantId& tenant, const WebhookId& id, const std::string& secret,
                  Timestamp former_until);
std::optional<Webhook> FindWebhook(Session& session, const TenantId& tenant, const WebhookId& id);
std::vector<Webhook> ListWebhooks(Session& session, const TenantId& tenant);
bool DropWebhook(Session& session, const TenantId& tenant, const WebhookId& id);
std::vector<Webhook> ClaimWebhooks(Session& session, const Lease& lease, int limit);
void SettleWebhook(Session& session, const Webhook& webhook, const Lease& lease,
                   std::span<const WebhookDelivery> deliveries);
void PutDelivery(Session& session, const TenantId& tenant, const WebhookId& id,
                 const WebhookDelivery& delivery);
std::vector<WebhookDelivery> ListDeliveries(Session& session, const TenantId& tenant, const WebhookId& id,
                                            std::int64_t before, bool only_dead, int limit);

}  // namespace charter::storage
