#include "api/jwk_set.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include <set>

#include "engine/data/json.h"

namespace charter::api {
namespace {

constexpr int kLeastRsaBits = 2048;
constexpr int kMostRsaBits = 8192;            // a larger one would only cost time
constexpr std::size_t kCoordinateBytes = 32;  // of P-256; a signature has two

using Number = std::unique_ptr<BIGNUM, decltype(&BN_free)>;
using Builder = std::unique_ptr<OSSL_PARAM_BLD, decltype(&OSSL_PARAM_BLD_free)>;
using Parameters = std::unique_ptr<OSSL_PARAM, decltype(&OSSL_PARAM_free)>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, decltype(&EVP_PKEY_CTX_free)>;
using Context = std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)>;
using Signature = std::unique_ptr<ECDSA_SIG, decltype(&ECDSA_SIG_free)>;

const unsigned char* Raw(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

Number ToNumber(std::string_view bytes) {
  return {BN_bin2bn(Raw(bytes), static_cast<int>(bytes.size()), nullptr), BN_free};
}

EVP_PKEY* Native(const std::shared_ptr<void>& key) { return static_cast<EVP_PKEY*>(key.get()); }

// Null where the parameters make no sound key: a point off its curve, an even modulus, ...
std::shared_ptr<void> Make(const char* type, OSSL_PARAM_BLD* builder) {
  const Parameters parameters(OSSL_PARAM_BLD_to_param(builder), OSSL_PARAM_free);
  const KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr), EVP_PKEY_CTX_free);
  EVP_PKEY* key = nullptr;
  if (!parameters || !context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, parameters.get()) != 1)
    return nullptr;
  std::shared_ptr<void> shared(key, [](void* each) { EVP_PKEY_free(static_cast<EVP_PKEY*>(each)); });
  const KeyContext check(EVP_PKEY_CTX_new_from_pkey(nullptr, key, nullptr), EVP_PKEY_CTX_free);
  if (!check || EVP_PKEY_public_check(check.get()) != 1) return nullptr;
  return shared;
}

std::string Word(const Value& jwk, std::string_view name) {
  const Value* value = jwk.Find(name);
  return value != nullptr && value->is(Kind::kString) ? std::string(value->AsString()) : std::string();
}

std::shared_ptr<void> MakeRsa(const Value& jwk) {
  const auto modulus = DecodeStrictly(Word(jwk, "n"));
  const auto exponent = DecodeStrictly(Word(jwk, "e"));
  if (!modulus || !exponent || exponent->empty() || exponent->size() > 8) return nullptr;
  const Number n = ToNumber(*modulus);
  const Number e = ToNumber(*exponent);
  const Builder builder(OSSL_PARAM_BLD_new(), OSSL_PARAM_BLD_free);
  if (!n || !e || !builder || BN_num_bits(n.get()) < kLeastRsaBits || BN_num_bits(n.get()) > kMostRsaBits ||
      OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get()) != 1 ||
      OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get()) != 1)
    return nullptr;
  return Make("RSA", builder.get());
}

std::shared_ptr<void> MakeP256(const Value& jwk) {
  const auto x = DecodeStrictly(Word(jwk, "x"));
  const auto y = DecodeStrictly(Word(jwk, "y"));
  if (Word(jwk, "crv") != "P-256" || !x || !y || x->size() != kCoordinateBytes ||
      y->size() != kCoordinateBytes)
    return nullptr;
  const std::string point = "\x04" + *x + *y;  // uncompressed
  const Builder builder(OSSL_PARAM_BLD_new(), OSSL_PARAM_BLD_free);
  if (!builder ||
      OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1", 0) != 1 ||
      OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size()) !=
          1)
    return nullptr;
  return Make("EC", builder.get());
}

// JWS writes the two numbers side by side (RFC 7518, section 3.4), OpenSSL takes them in DER.
std::string ToDer(std::string_view signature) {
  if (signature.size() != 2 * kCoordinateBytes) return "";
  const Signature pair(ECDSA_SIG_new(), ECDSA_SIG_free);
  Number r = ToNumber(signature.substr(0, kCoordinateBytes));
  Number s = ToNumber(signature.substr(kCoordinateBytes));
  if (!pair || !r || !s || ECDSA_SIG_set0(pair.get(), r.get(), s.get()) != 1) return "";
  // Both belong to the pair now.
  static_cast<void>(r.release());
  static_cast<void>(s.release());
  unsigned char* der = nullptr;
  const int size = i2d_ECDSA_SIG(pair.get(), &der);
  if (size <= 0) return "";
  std::string text(reinterpret_cast<const char*>(der), static_cast<std::size_t>(size));
  OPENSSL_free(der);
  return text;
}

// Whether the key is for verifying at all.
bool IsForSignatures(const Value& jwk) {
  const std::string use = Word(jwk, "use");
  if (!use.empty() && use != "sig") return false;
  const Value* operations = jwk.Find("key_ops");
  if (operations == nullptr || !operations->is(Kind::kList)) return true;
  for (const Value& each : operations->AsList()) {
    if (each.is(Kind::kString) && each.AsString() == "verify") return true;
  }
  return false;
}

}  // namespace

std::optional<JwkSet> JwkSet::Read(std::string_view json) {
  const auto set = ParseJson(json, {.depth = 16});
  const Value* list = set && set->is(Kind::kMap) ? set->Find("keys") : nullptr;
  if (list == nullptr || !list->is(Kind::kList)) return std::nullopt;
  JwkSet keys;
  std::set<std::string> twice;
  for (const Value& jwk : list->AsList()) {
    if (!jwk.is(Kind::kMap) || !IsForSignatures(jwk)) continue;
    const std::string id = Word(jwk, "kid");
    const std::string type = Word(jwk, "kty");
    Key key;
    if (type == "RSA") key = {"RS256", MakeRsa(jwk)};
    if (type == "EC") key = {"ES256", MakeP256(jwk)};
    const std::string algorithm = Word(jwk, "alg");
    if (id.empty() || key.native == nullptr || (!algorithm.empty() && algorithm != key.algorithm)) continue;
    if (!keys.keys_.emplace(id, std::move(key)).second) twice.insert(id);
  }
  // A name of two keys is the name of none.
  for (const std::string& id : twice) keys.keys_.erase(id);
  if (keys.keys_.empty()) return std::nullopt;
  return keys;
}

std::optional<JwtFault> JwkSet::Check(const Jwt& jwt) const {
  const auto found = keys_.find(jwt.key_id);
  if (found == keys_.end()) return JwtFault::kUnknownKey;
  const Key& key = found->second;
  if (jwt.algorithm != key.algorithm) return JwtFault::kAlgorithm;
  const std::string signature = key.algorithm == "ES256" ? ToDer(jwt.signature) : jwt.signature;
  const Context context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  const bool is_right =
      context && !signature.empty() &&
      EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, Native(key.native)) == 1 &&
      EVP_DigestVerify(context.get(), Raw(signature), signature.size(), Raw(jwt.signed_text),
                       jwt.signed_text.size()) == 1;
  if (is_right) return std::nullopt;
  return JwtFault::kSignature;
}

}  // namespace charter::api
