// The public keys of an identity provider: a JSON Web Key Set (RFC 7517).
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "api/jwt.h"

namespace charter::api {

// Immutable; safe to share between threads.
class JwkSet {
 public:
  // RSA keys of 2048 bits and more for RS256, keys on P-256 for ES256, each with a `kid` of its own; others,
  // and those that are not for signatures, are left out. Nothing where the text is no key set, or none is
  // left.
  static std::optional<JwkSet> Read(std::string_view json);

  // The algorithm is that of the key, whatever the token says: kUnknownKey, kAlgorithm, kSignature.
  [[nodiscard]] std::optional<JwtFault> Check(const Jwt& jwt) const;
  [[nodiscard]] bool Has(const std::string& key_id) const { return keys_.contains(key_id); }
  [[nodiscard]] std::size_t size() const { return keys_.size(); }

 private:
  struct Key {
    std::string algorithm;
    std::shared_ptr<void> native;
  };
  std::map<std::string, Key> keys_;  // by kid
};

}  // namespace charter::api
