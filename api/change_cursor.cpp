#include "api/change_cursor.h"

#include <sodium.h>

#include <array>

#include "api/random_bytes.h"
#include "engine/data/base64.h"
#include "engine/data/hex.h"

namespace charter::api {
namespace {

// XChaCha20-Poly1305, whose nonces are long enough to be taken at random.
constexpr std::size_t kNonce = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t kKey = crypto_aead_xchacha20poly1305_ietf_KEYBYTES;
constexpr std::size_t kTag = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr std::size_t kPosition = 8;

const unsigned char* Bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

}  // namespace

std::string NewChangeKey() { return ToHex(RandomBytes(kKey)); }

std::string WriteChangeCursor(const std::string& key, const TenantId& tenant, std::int64_t position) {
  const std::string bytes = FromHex(key);
  std::array<unsigned char, kPosition> plain{};
  for (std::size_t i = 0; i < plain.size(); ++i)
    plain.at(i) = static_cast<unsigned char>(static_cast<std::uint64_t>(position) >> (8 * i));
  std::string cursor = RandomBytes(kNonce);
  cursor.resize(kNonce + kPosition + kTag);
  crypto_aead_xchacha20poly1305_ietf_encrypt(reinterpret_cast<unsigned char*>(cursor.data() + kNonce),
                                             nullptr, plain.data(), plain.size(), Bytes(tenant.value),
                                             tenant.value.size(), nullptr, Bytes(cursor), Bytes(bytes));
  return EncodeBase64Url(cursor);
}

std::optional<std::int64_t> ReadChangeCursor(const std::string& key, const TenantId& tenant,
                                             std::string_view cursor) {
  const auto sealed = DecodeBase64(cursor);
  const std::string bytes = FromHex(key);
  if (!sealed || sealed->size() != kNonce + kPosition + kTag || bytes.size() != kKey) return std::nullopt;
  std::array<unsigned char, kPosition> plain{};
  const std::string_view text = std::string_view(*sealed).substr(kNonce);
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(plain.data(), nullptr, nullptr, Bytes(text), text.size(),
                                                 Bytes(tenant.value), tenant.value.size(), Bytes(*sealed),
                                                 Bytes(bytes)) != 0)
    return std::nullopt;
  std::uint64_t position = 0;
  for (std::size_t i = 0; i < plain.size(); ++i) position |= std::uint64_t{plain.at(i)} << (8 * i);
  return static_cast<std::int64_t>(position);
}

}  // namespace charter::api
