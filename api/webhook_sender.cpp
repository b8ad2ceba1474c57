#include "api/webhook_sender.h"

#include "api/change_json.h"
#include "api/webhook.h"
#include "engine/service/webhook_deliveries.h"

namespace charter::api {

std::string ChangeMessage(const TenantId& tenant, const Change& change, const ChangeView& view) {
  JsonWriter json;
  json.BeginObject().Key("type").String("item.changed").Key("timestamp").Time(change.at);
  json.Key("tenant").String(tenant.value).Key("data");
  WriteChange(json, change, view);
  return json.EndObject().Take();
}

Receipt HttpWebhookSender::Post(const Webhook& webhook, const std::string& id, const std::string& body,
                                Timestamp now, Duration patience) {
  std::vector<std::string> keys;
  if (auto key = ReadWebhookSecret(webhook.secret)) keys.push_back(*std::move(key));
  if (webhook.former_until > now) {
    if (auto key = ReadWebhookSecret(webhook.former_secret)) keys.push_back(*std::move(key));
  }
  return post_.Send(webhook.url, body, SignedHeaders(id, now, body, keys), patience, reach_);
}

Receipt HttpWebhookSender::Send(const Webhook& webhook, const Change& change, const ChangeView& view,
                                Timestamp now, Duration patience) {
  return Post(webhook, MessageId(change, view), ChangeMessage(webhook.tenant, change, view), now, patience);
}

Receipt HttpWebhookSender::Ping(const Webhook& webhook, Timestamp now, Duration patience) {
  JsonWriter json;
  json.BeginObject().Key("type").String("webhook.ping").Key("timestamp").Time(now);
  json.Key("tenant").String(webhook.tenant.value).Key("data").BeginObject();
  json.Key("webhook").String(webhook.id.value).EndObject();
  const std::string body = json.EndObject().Take();
  return Post(webhook, "ping_" + webhook.id.value + "_" + std::to_string(now.seconds), body, now, patience);
}

}  // namespace charter::api
