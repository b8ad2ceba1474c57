// What a receiver of effects is sent, by Standard Webhooks (https://www.standardwebhooks.com).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/http/message.h"
#include "engine/data/time.h"
#include "engine/ports/outbox.h"

namespace charter::api {

// The key out of the text of a secret's file: "whsec_" and base64, or else the text itself, without the space
// around it. Nothing where that is shorter than 24 or longer than 64 bytes, or no base64.
std::optional<std::string> ReadWebhookSecret(std::string_view text);

// "whsec_" and 32 random bytes in base64.
std::string NewWebhookSecret();

// {"id", "type", "tenant", "item", "rev", "position", "data"}: the same bytes with every repeat.
std::string WebhookBody(const OutboxRow& row);

// "v1," and the HMAC-SHA256 over "ID.TIME.BODY" in base64.
std::string WebhookSignature(const std::string& key, const std::string& id, const std::string& time,
                             const std::string& body);

// webhook-id, webhook-timestamp and, with keys, webhook-signature: one of each, with spaces between.
std::vector<NamedText> SignedHeaders(const std::string& id, Timestamp now, const std::string& body,
                                     const std::vector<std::string>& keys);

// The same of an effect; `key`: "" for none.
std::vector<NamedText> WebhookHeaders(const OutboxRow& row, Timestamp now, const std::string& body,
                                      const std::string& key);

}  // namespace charter::api
