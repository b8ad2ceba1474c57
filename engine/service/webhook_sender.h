// Who carries changes to the address of a webhook.
#pragma once

#include "engine/data/time.h"
#include "engine/ports/courier.h"
#include "engine/ports/webhooks.h"
#include "engine/service/changes.h"

namespace charter {

class WebhookSender {
 public:
  virtual ~WebhookSender() = default;
  // Both wait for the receiver, but never longer than `patience`. Thread-safe; what goes wrong is a receipt.
  [[nodiscard]] virtual Receipt Send(const Webhook& webhook, const Change& change, const ChangeView& view,
                                     Timestamp now, Duration patience) = 0;
  // A message that tells of nothing, to see whether it arrives.
  [[nodiscard]] virtual Receipt Ping(const Webhook& webhook, Timestamp now, Duration patience) = 0;
};

}  // namespace charter
