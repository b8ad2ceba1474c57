#include "api/webhook.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>

#include "api/json_writer.h"
#include "api/random_bytes.h"
#include "engine/data/base64.h"
#include "engine/data/failure.h"
#include "engine/service/deliveries.h"

namespace charter::api {
namespace {

constexpr std::size_t kShortestKey = 24;
constexpr std::size_t kLongestKey = 64;
constexpr std::size_t kNewKey = 32;
constexpr std::string_view kPrefix = "whsec_";

const unsigned char* Bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(  // NOLINT(cppcoreguidelines-pro-type-reinterpret-cast)
      text.data());
}

}  // namespace

std::optional<std::string> ReadWebhookSecret(std::string_view text) {
  text = TrimSpace(text);
  auto key = text.starts_with(kPrefix) ? DecodeBase64(text.substr(kPrefix.size())) : std::string(text);
  if (!key || key->size() < kShortestKey || key->size() > kLongestKey) return std::nullopt;
  return key;
}

std::string NewWebhookSecret() { return std::string(kPrefix) + EncodeBase64(RandomBytes(kNewKey)); }

std::string WebhookSignature(const std::string& key, const std::string& id, const std::string& time,
                             const std::string& body) {
  const std::string text = id + "." + time + "." + body;
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  if (HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), Bytes(std::string_view(text)), text.size(),
           digest.data(), &size) == nullptr) {
    throw Failure(Code::internal_error, "HMAC-SHA256 is not available");
  }
  return "v1," + EncodeBase64({reinterpret_cast<const char*>(digest.data()), size});
}

std::string WebhookBody(const OutboxRow& row) {
  JsonWriter json;
  json.BeginObject().Key("id").String(EffectId(row.item, row.record)).Key("type").String(row.record.kind);
  json.Key("tenant").String(row.tenant.value).Key("item").String(row.item.value);
  json.Key("rev").Int(row.record.rev).Key("position").Int(row.record.position);
  return json.Key("data").Raw(row.record.payload).EndObject().Take();
}

std::vector<NamedText> SignedHeaders(const std::string& id, Timestamp now, const std::string& body,
                                     const std::vector<std::string>& keys) {
  const std::string time = std::to_string(now.seconds);
  std::vector<NamedText> headers{{"webhook-id", id}, {"webhook-timestamp", time}};
  std::string signatures;
  for (const std::string& key : keys)
    signatures += (signatures.empty() ? "" : " ") + WebhookSignature(key, id, time, body);
  if (!signatures.empty()) headers.emplace_back("webhook-signature", signatures);
  return headers;
}

std::vector<NamedText> WebhookHeaders(const OutboxRow& row, Timestamp now, const std::string& body,
                                      const std::string& key) {
  return SignedHeaders(EffectId(row.item, row.record), now, body,
                       key.empty() ? std::vector<std::string>{} : std::vector{key});
}

}  // namespace charter::api
