// Posts changes to the addresses of webhooks, signed by Standard Webhooks (https://www.standardwebhooks.com).
#pragma once

#include <string>

#include "api/http_post.h"
#include "api/reach.h"
#include "engine/service/webhook_sender.h"

namespace charter::api {

// {"type": "item.changed", "timestamp", "tenant", "data"}, `data` being what GET /v1/changes shows; the same
// bytes with every repeat.
std::string ChangeMessage(const TenantId& tenant, const Change& change, const ChangeView& view);

class HttpWebhookSender final : public WebhookSender {
 public:
  explicit HttpWebhookSender(Reach reach) : reach_(reach) {}

  [[nodiscard]] Receipt Send(const Webhook& webhook, const Change& change, const ChangeView& view,
                             Timestamp now, Duration patience) override;
  [[nodiscard]] Receipt Ping(const Webhook& webhook, Timestamp now, Duration patience) override;
  [[nodiscard]] Reach reach() const { return reach_; }

 private:
  Receipt Post(const Webhook& webhook, const std::string& id, const std::string& body, Timestamp now,
               Duration patience);

  const Reach reach_;
  HttpPost post_;
};

}  // namespace charter::api
