#include "tests/api/provider.h"

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>

#include <array>
#include <stdexcept>

#include "engine/data/base64.h"
#include "engine/data/failure.h"

namespace charter::test {
namespace {

using nlohmann::json;

EVP_PKEY* Native(const std::shared_ptr<void>& key) { return static_cast<EVP_PKEY*>(key.get()); }

std::shared_ptr<void> Shared(EVP_PKEY* key) {
  if (key == nullptr) throw std::runtime_error("no key is made");
  return {key, [](void* each) { EVP_PKEY_free(static_cast<EVP_PKEY*>(each)); }};
}

// `size`: with zeros before it; 0: as short as it is.
std::string Bytes(const BIGNUM* number, int size = 0) {
  std::string bytes(static_cast<std::size_t>(size > 0 ? size : BN_num_bytes(number)), '\0');
  BN_bn2binpad(number, reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
  return bytes;
}

std::string Member(const std::shared_ptr<void>& key, const char* name, int size = 0) {
  BIGNUM* number = nullptr;
  if (EVP_PKEY_get_bn_param(Native(key), name, &number) != 1) throw std::runtime_error(name);
  const std::string bytes = Bytes(number, size);
  BN_free(number);
  return EncodeBase64Url(bytes);
}

std::string RawOfDer(const std::string& der) {
  const auto* at = reinterpret_cast<const unsigned char*>(der.data());
  ECDSA_SIG* pair = d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size()));
  std::string raw = Bytes(ECDSA_SIG_get0_r(pair), 32) + Bytes(ECDSA_SIG_get0_s(pair), 32);
  ECDSA_SIG_free(pair);
  return raw;
}

}  // namespace

Provider Provider::Rsa(const std::string& kid, int bits) {
  Provider provider;
  provider.kid_ = kid;
  provider.key_ = Shared(EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", static_cast<std::size_t>(bits)));
  return provider;
}

Provider Provider::P256(const std::string& kid) {
  Provider provider;
  provider.kid_ = kid;
  provider.is_rsa_ = false;
  provider.key_ = Shared(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256"));
  return provider;
}

std::string Provider::Sign(const json& claims) const { return SignText(claims.dump()); }

std::string Provider::Sign(const json& claims, const json& header) const {
  return SignText(claims.dump(), header.dump());
}

std::string Provider::SignText(const std::string& claims, const std::string& header) const {
  const json own{{"alg", is_rsa_ ? "RS256" : "ES256"}, {"kid", kid_}, {"typ", "JWT"}};
  const std::string text =
      EncodeBase64Url(header.empty() ? own.dump() : header) + "." + EncodeBase64Url(claims);
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  std::string signature(1024, '\0');
  std::size_t size = signature.size();
  const bool done = EVP_DigestSignInit(context, nullptr, EVP_sha256(), nullptr, Native(key_)) == 1 &&
                    EVP_DigestSign(context, reinterpret_cast<unsigned char*>(signature.data()), &size,
                                   reinterpret_cast<const unsigned char*>(text.data()), text.size()) == 1;
  EVP_MD_CTX_free(context);
  if (!done) throw std::runtime_error("not signed");
  signature.resize(size);
  return text + "." + EncodeBase64Url(is_rsa_ ? signature : RawOfDer(signature));
}

json Provider::Jwk() const {
  if (is_rsa_) {
    return {{"kty", "RSA"},
            {"kid", kid_},
            {"n", Member(key_, OSSL_PKEY_PARAM_RSA_N)},
            {"e", Member(key_, OSSL_PKEY_PARAM_RSA_E)}};
  }
  return {{"kty", "EC"},
          {"crv", "P-256"},
          {"kid", kid_},
          {"x", Member(key_, OSSL_PKEY_PARAM_EC_PUB_X, 32)},
          {"y", Member(key_, OSSL_PKEY_PARAM_EC_PUB_Y, 32)}};
}

std::string Provider::Keys() const { return KeySet({Jwk()}); }

std::string Provider::Pem() const {
  BIO* bio = BIO_new(BIO_s_mem());
  PEM_write_bio_PUBKEY(bio, Native(key_));
  char* text = nullptr;
  const auto size = BIO_get_mem_data(bio, &text);
  std::string pem(text, static_cast<std::size_t>(size));
  BIO_free(bio);
  return pem;
}

std::string KeySet(const std::vector<json>& keys) { return json{{"keys", keys}}.dump(); }

std::string Part(const json& json) { return EncodeBase64Url(json.dump()); }

std::string SignHs256(const json& header, const json& claims, const std::string& secret) {
  const std::string text = Part(header) + "." + Part(claims);
  std::array<unsigned char, EVP_MAX_MD_SIZE> mac{};
  unsigned size = 0;
  HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
       reinterpret_cast<const unsigned char*>(text.data()), text.size(), mac.data(), &size);
  return text + "." + EncodeBase64Url({reinterpret_cast<const char*>(mac.data()), size});
}

std::string GivenKeys::Fetch() {
  ++fetched;
  if (fails) throw Failure(Code::internal_error, "nobody answers");
  return *text_;
}

}  // namespace charter::test
