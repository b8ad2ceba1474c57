// Subscriptions of other programs to the log of changes: where each is sent, and how far it has come.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/data/id.h"
#include "engine/data/time.h"
#include "engine/ports/lease.h"

namespace charter {

using WebhookId = Id<struct WebhookTag>;

struct Webhook {
  TenantId tenant;
  WebhookId id;
  std::string title;
  std::string url;
  std::vector<std::string> events;  // only these; empty: all
  std::string workflow;             // only of this one; "": of all
  OrgId org;                        // only of this organisation and below; empty: of all
  std::string org_path;             // of `org`
  std::string secret;               // signs what is sent; "whsec_" and base64
  std::string former_secret;        // signs as well, until then; "": none
  Timestamp former_until;
  PersonId created_by;
  Timestamp created_at;

  std::int64_t position = 0;  // in the log of changes: all up to it was sent, given up, or not asked for
  int failures = 0;           // of what comes next, in vain
  Timestamp ready_at;         // not before
  std::string paused;         // why nothing is sent; "": it is
  std::string error;          // of the last failure
};

// What became of one change that was sent. Of a change that is sent again there is the last word only.
struct WebhookDelivery {
  enum class Outcome : std::uint8_t { kDelivered, kFailed, kDead };
  std::int64_t position = 0;
  std::string message;  // the id under which it was sent
  std::string event;
  Timestamp at;
  int tries = 0;
  Outcome outcome = Outcome::kDelivered;
  std::string error;  // "" where it was delivered
};

// Times are real time, whatever the clock that items live by.
class Webhooks {
 public:
  virtual ~Webhooks() = default;

  // A new id.
  virtual void AddWebhook(const Webhook& webhook) = 0;
  // Another title, address or choice, and where `pauses`, another pause; false if there is none. Its secrets,
  // and where it got to in the log, stay as they are, but that one which is no longer paused, or has another
  // address, is ready at `ready_at` and has failed at nothing.
  [[nodiscard]] virtual bool ChangeWebhook(const Webhook& webhook, bool pauses) = 0;
  // Signs with `secret` from now on, and until `former_until` also with the one before. False if there is
  // none.
  [[nodiscard]] virtual bool ChangeSecret(const TenantId& tenant, const WebhookId& id,
                                          const std::string& secret, Timestamp former_until) = 0;
  [[nodiscard]] virtual std::optional<Webhook> FindWebhook(const TenantId& tenant, const WebhookId& id) = 0;
  // By id.
  [[nodiscard]] virtual std::vector<Webhook> ListWebhooks(const TenantId& tenant) = 0;
  // With all that is known of what it was sent. False if there is none.
  [[nodiscard]] virtual bool DropWebhook(const TenantId& tenant, const WebhookId& id) = 0;

  // Takes at most `limit` of those, of all tenants, that are ready and behind in their tenant's log, those
  // that have waited longest first; nobody else gets them before they are settled or the lease is over.
  [[nodiscard]] virtual std::vector<Webhook> ClaimWebhooks(const Lease& lease, int limit) = 0;
  // Keeps position, failures, ready_at, paused and error, and what became of each change; nothing where the
  // lease was over and somebody else has claimed it, or it was paused or dropped.
  virtual void SettleWebhook(const Webhook& webhook, const Lease& lease,
                             std::span<const WebhookDelivery> deliveries) = 0;
  // The last word on one change. Of those that were delivered the newest 200 are kept.
  virtual void PutDelivery(const TenantId& tenant, const WebhookId& id, const WebhookDelivery& delivery) = 0;
  // The newest first, those before `before` (0: all); `only_dead`: those that were given up.
  [[nodiscard]] virtual std::vector<WebhookDelivery> ListDeliveries(const TenantId& tenant,
                                                                    const WebhookId& id, std::int64_t before,
                                                                    bool only_dead, int limit) = 0;
};

}  // namespace charter
