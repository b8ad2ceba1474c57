#include "api/webhook.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>

#include "api/json_writer.h"
#include "engine/data/failure.h"
#include "engine/service/deliveries.h"

namespace charter::api {
namespace {

constexpr std::size_t kShortestKey = 24;
constexpr std::size_t kLongestKey = 64;
constexpr std::string_view kPrefix = "whsec_";

unsigned char* Bytes(std::string& text) {
  return reinterpret_cast<unsigned char*>(
      text.data());  // NOLINT(cppcoreguidelines-pro-type-reinterpret-cast)
}

const unsigned char* Bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(  // NOLINT(cppcoreguidelines-pro-type-reinterpret-cast)
      text.data());
}

std::string Base64(std::string_view bytes) {
  std::string text((bytes.size() + 2) / 3 * 4 + 1, '\0');
  text.resize(
      static_cast<std::size_t>(EVP_EncodeBlock(Bytes(text), Bytes(bytes), static_cast<int>(bytes.size()))));
  return text;
}

std::optional<std::string> FromBase64(std::string_view text) {
  if (text.empty() || text.size() % 4 != 0) return std::nullopt;
  std::string bytes(text.size(), '\0');
  const int size = EVP_DecodeBlock(Bytes(bytes), Bytes(text), static_cast<int>(text.size()));
  if (size < 0) return std::nullopt;
  const std::size_t padding = text.size() - 1 - text.find_last_not_of('=');
  bytes.resize(static_cast<std::size_t>(size) - padding);
  return bytes;
}

}  // namespace

std::optional<std::string> ReadWebhookSecret(std::string_view text) {
  text = TrimSpace(text);
  auto key = text.starts_with(kPrefix) ? FromBase64(text.substr(kPrefix.size())) : std::string(text);
  if (!key || key->size() < kShortestKey || key->size() > kLongestKey) return std::nullopt;
  return key;
}

std::string WebhookSignature(const std::string& key, const std::string& id, const std::string& time,
                             const std::string& body) {
  const std::string text = id + "." + time + "." + body;
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  if (HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), Bytes(std::string_view(text)), text.size(),
           digest.data(), &size) == nullptr) {
    throw Failure(Code::internal_error, "HMAC-SHA256 is not available");
  }
  return "v1," + Base64(std::string(digest.begin(), digest.begin() + size));
}

std::string WebhookBody(const OutboxRow& row) {
  JsonWriter json;
  json.BeginObject().Key("id").String(EffectId(row.item, row.record)).Key("type").String(row.record.kind);
  json.Key("tenant").String(row.tenant.value).Key("item").String(row.item.value);
  json.Key("rev").Int(row.record.rev).Key("position").Int(row.record.position);
  return json.Key("data").Raw(row.record.payload).EndObject().Take();
}

std::vector<NamedText> WebhookHeaders(const OutboxRow& row, Timestamp now, const std::string& body,
                                      const std::string& key) {
  const std::string id = EffectId(row.item, row.record);
  const std::string time = std::to_string(now.seconds);
  std::vector<NamedText> headers{{"webhook-id", id}, {"webhook-timestamp", time}};
  if (!key.empty()) headers.emplace_back("webhook-signature", WebhookSignature(key, id, time, body));
  return headers;
}

}  // namespace charter::api
