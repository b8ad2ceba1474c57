#include "api/signing_key.h"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <system_error>

#include "api/commands/commands.h"
#include "api/secret_file.h"
#include "engine/data/failure.h"
#include "engine/data/hex.h"
#include "engine/data/sha256.h"

namespace charter::api {
namespace {

constexpr std::size_t kKeyBytes = 32;
constexpr std::size_t kSignatureBytes = 64;

using Bio = std::unique_ptr<BIO, decltype(&BIO_free)>;
using Context = std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)>;

[[noreturn]] void BadFile(const std::string& text) { throw Failure(Code::invalid_parameter, text); }

void Require(bool done) {
  if (!done) throw Failure(Code::internal_error, "Ed25519 is not available");
}

Bio ReadPem(const std::string& path) {
  const auto text = ReadFile(path);
  if (!text) BadFile("cannot read the key file " + path);
  Bio bio(BIO_new(BIO_s_mem()), BIO_free);
  Require(bio && BIO_write(bio.get(), text->data(), static_cast<int>(text->size())) >= 0);
  return bio;
}

std::string Written(BIO* bio) {
  char* text = nullptr;
  const auto size = BIO_get_mem_data(bio, &text);
  return {text, static_cast<std::size_t>(size)};
}

std::string IdOf(EVP_PKEY* key, const std::string& path) {
  std::string bytes(kKeyBytes, '\0');
  std::size_t size = bytes.size();
  if (EVP_PKEY_get_base_id(key) != EVP_PKEY_ED25519 ||
      EVP_PKEY_get_raw_public_key(key, reinterpret_cast<unsigned char*>(bytes.data()), &size) != 1)
    BadFile(path + " holds another kind of key; Ed25519 is wanted: charter seal --new-key FILE makes one");
  return Sha256(bytes);
}

std::shared_ptr<void> Shared(EVP_PKEY* key) {
  return {key, [](void* each) { EVP_PKEY_free(static_cast<EVP_PKEY*>(each)); }};
}

EVP_PKEY* Native(const std::shared_ptr<void>& key) { return static_cast<EVP_PKEY*>(key.get()); }

// "" where it is no signature in hex.
std::string Bytes(std::string_view hex) {
  if (hex.size() != 2 * kSignatureBytes) return "";
  std::string bytes;
  for (std::size_t i = 0; i < hex.size(); i += 2) {
    unsigned byte = 0;
    const auto [end, error] = std::from_chars(hex.data() + i, hex.data() + i + 2, byte, 16);
    if (error != std::errc{} || end != hex.data() + i + 2) return "";
    bytes += static_cast<char>(byte);
  }
  return bytes;
}

const unsigned char* Raw(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

}  // namespace

SigningKey SigningKey::Read(const std::string& path) {
  const Bio pem = ReadPem(path);
  SigningKey key;
  key.key_ = Shared(PEM_read_bio_PrivateKey(pem.get(), nullptr, nullptr, nullptr));
  if (key.key_ == nullptr) BadFile(path + " holds no private key; charter seal --new-key FILE makes one");
  key.id_ = IdOf(Native(key.key_), path);
  return key;
}

void SigningKey::Make(const std::string& path) {
  if (std::filesystem::exists(path)) BadFile(path + " is there already; a key is never overwritten");
  const auto key = Shared(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"));
  const Bio secret(BIO_new(BIO_s_mem()), BIO_free);
  const Bio open(BIO_new(BIO_s_mem()), BIO_free);
  Require(key && secret && open &&
          PEM_write_bio_PrivateKey(secret.get(), Native(key), nullptr, nullptr, 0, nullptr, nullptr) == 1 &&
          PEM_write_bio_PUBKEY(open.get(), Native(key)) == 1);
  if (!WriteSecret(path, Written(secret.get())))
    BadFile("cannot write the key file " + path + ": " + std::generic_category().message(errno));
  std::ofstream beside(path + ".pub", std::ios::binary);
  beside << Written(open.get());
  if (!beside.flush()) BadFile("cannot write " + path + ".pub");
}

std::string SigningKey::Sign(std::string_view text) const {
  const Context context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  std::string signature(kSignatureBytes, '\0');
  std::size_t size = signature.size();
  Require(context && EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, Native(key_)) == 1 &&
          EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size, Raw(text),
                         text.size()) == 1);
  return ToHex(signature);
}

PublicKeys PublicKeys::Read(const std::string& path) {
  const Bio pem = ReadPem(path);
  PublicKeys keys;
  while (EVP_PKEY* key = PEM_read_bio_PUBKEY(pem.get(), nullptr, nullptr, nullptr)) {
    const auto shared = Shared(key);
    keys.keys_.push_back({IdOf(key, path), shared});
  }
  if (keys.keys_.empty()) BadFile(path + " holds no public key (charter seal --new-key KEY writes KEY.pub)");
  return keys;
}

bool PublicKeys::Verify(std::string_view id, std::string_view text, std::string_view signature) const {
  const std::string bytes = Bytes(signature);
  for (const Key& key : keys_) {
    if (key.id != id || bytes.empty()) continue;
    const Context context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
    return context && EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, Native(key.key)) == 1 &&
           EVP_DigestVerify(context.get(), Raw(bytes), bytes.size(), Raw(text), text.size()) == 1;
  }
  return false;
}

}  // namespace charter::api
