// Sends to each webhook what the log of changes has for it.
#pragma once

#include <atomic>
#include <optional>
#include <string>
#include <string_view>

#include "engine/ports/clock.h"
#include "engine/ports/store.h"
#include "engine/service/deliveries.h"
#include "engine/service/service.h"
#include "engine/service/webhook_sender.h"

namespace charter {

// Why a webhook is paused (Webhook::paused).
inline constexpr std::string_view kPausedByHand = "by_hand";
inline constexpr std::string_view kPausedGone = "gone";        // the receiver said so (410)
inline constexpr std::string_view kPausedFailing = "failing";  // as often as the rules allow, in a row

// What a webhook is told of a change: what an administrator of the topmost organisation sees. Nothing where
// it is not for it.
std::optional<ChangeView> TellWebhook(const Webhook& webhook, const Change& change);
// "ITEM_REV", the same with every repeat.
std::string MessageId(const Change& change, const ChangeView& view);

// Thread-safe, if its parts are; all outlive it. Sends at least once, each webhook in the order of the log:
// what follows waits while a change is tried again. One that the receiver does not want is given up after
// some tries and the next one sent; where nobody answers, or only with errors, or none is wanted, the webhook
// is paused in the end, and goes on from there when a person says so.
class WebhookDeliveries {
 public:
  // `clock` gives real time.
  WebhookDeliveries(Service& service, Store& store, WebhookSender& sender, Clock& clock,
                    DeliveryRules rules = {})
      : service_(service), store_(store), sender_(sender), clock_(clock), rules_(rules) {}

  // Claims one webhook that is behind and sends it what it may, for some seconds at most. False: there was
  // none. The body of a loop.
  bool RunOnce();
  // From now on a run sends no more than what it has begun.
  void Stop() { stopping_ = true; }

  // Sends a ping, whatever else waits.
  Receipt Ping(const Webhook& webhook);
  // Sends one change again that was given up or delivered, whatever else waits, and keeps what became of it.
  // Nothing where it is not known, or no longer kept, or not for the webhook.
  std::optional<Receipt> Repeat(const Webhook& webhook, const std::string& message);

 private:
  void SendAll(Webhook& webhook, const Lease& lease, std::vector<WebhookDelivery>& deliveries);
  // Whether the receiver has wanted none of the last ones.
  bool WantsNone(const Webhook& webhook, const std::vector<WebhookDelivery>& deliveries);
  // False: what comes next is to wait.
  bool Settle(Webhook& webhook, const Receipt& receipt, Timestamp now, WebhookDelivery& delivery) const;

  Service& service_;
  Store& store_;
  WebhookSender& sender_;
  Clock& clock_;
  const DeliveryRules rules_;
  std::atomic<bool> stopping_ = false;
};

}  // namespace charter
