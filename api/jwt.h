// Tokens of an identity provider: JSON Web Tokens (RFC 7519), signed, in the compact form of RFC 7515. They
// are read as strictly as they can be written: there is one text for each token, and nothing in it is passed
// over.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "engine/data/text.h"
#include "engine/data/time.h"
#include "engine/data/value.h"

namespace charter::api {

inline constexpr std::size_t kLongestJwt = 8192;

enum class JwtFault : std::uint8_t {
  kMalformed,    // not three parts of canonical base64url with JSON objects in them; a member twice; too long
  kCritical,     // `crit`: it wants something understood that nobody here understands
  kAlgorithm,    // neither RS256 nor ES256, or not that of its key
  kUnknownKey,   // the provider has no key of this `kid`
  kSignature,    // not signed by its key
  kIssuer,       // of somebody else
  kAudience,     // for somebody else
  kExpired,      // or without `exp`
  kNotYetValid,  // `nbf` is to come
  kSubject,      // without `sub`
  kNobody,       // its subject is nobody of the directory
};

// What is wrong with the token, for who sent it.
Text Explain(JwtFault fault);

struct Jwt {
  std::string algorithm;  // "RS256" or "ES256"
  std::string key_id;
  std::string signed_text;  // what the signature is over
  std::string signature;    // bytes
  Value claims;
};

// Whether the text has the form of one at all; other bearer tokens have no dot.
bool IsJwt(std::string_view token);

// Nothing of it is to be believed until its signature has been checked (JwkSet) and its claims.
tl::expected<Jwt, JwtFault> ReadJwt(std::string_view token);

struct Expectations {
  std::string issuer;
  std::string audience;
  Duration skew = {60, 0};  // by how much the provider's clock may differ
};

// The subject, where the claims are what is expected at `now`.
tl::expected<std::string, JwtFault> CheckClaims(const Value& claims, const Expectations& expected,
                                                Timestamp now);

// Canonical base64url without padding (RFC 7515, section 2): nothing where other text, or the same bytes
// written in another way, stands there.
std::optional<std::string> DecodeStrictly(std::string_view text);

}  // namespace charter::api
