#include "api/jwt.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "engine/data/base64.h"
#include "engine/data/json.h"

namespace charter::api {
namespace {

constexpr std::size_t kLongestName = 255;  // of a key or a subject

// The JSON object in a part of the token.
std::optional<Value> ReadObject(std::string_view part) {
  const auto text = DecodeStrictly(part);
  if (!text) return std::nullopt;
  // Refuses a member that stands twice, and what is not UTF-8.
  auto json = ParseJson(*text, {.depth = 16});
  if (!json || !json->is(Kind::kMap)) return std::nullopt;
  return *std::move(json);
}

// Of a member: its text, "" where there is none.
std::string Word(const Value& object, std::string_view name) {
  const Value* value = object.Find(name);
  return value != nullptr && value->is(Kind::kString) ? std::string(value->AsString()) : std::string();
}

// NumericDate (RFC 7519, section 2); whole seconds, rounded down.
std::optional<Timestamp> Time(const Value& value) {
  if (!value.is(Kind::kInt) && !value.is(Kind::kDecimal) && !value.is(Kind::kDouble)) return std::nullopt;
  const double seconds = std::floor(std::strtod(WriteJson(value).c_str(), nullptr));
  if (!(seconds >= 0 && seconds <= static_cast<double>(kMaxSeconds))) return std::nullopt;
  return Timestamp{static_cast<std::int64_t>(seconds), 0};
}

bool IsFor(const Value* audience, const std::string& wanted) {
  const auto is_wanted = [&](const Value& each) {
    return each.is(Kind::kString) && each.AsString() == wanted;
  };
  if (audience == nullptr) return false;
  if (!audience->is(Kind::kList)) return is_wanted(*audience);
  const auto list = audience->AsList();
  return std::any_of(list.begin(), list.end(), is_wanted);
}

// RFC 9068 names the access tokens; those that are for something else say so here.
bool IsToken(const Value& header) {
  if (header.Find("typ") == nullptr) return true;
  std::string type = Word(header, "typ");
  std::transform(type.begin(), type.end(), type.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return type == "jwt" || type == "at+jwt" || type == "application/at+jwt";
}

}  // namespace

Text Explain(JwtFault fault) {
  switch (fault) {
    case JwtFault::kMalformed:
      return {"令牌不是规范的 JWT", "The token is no well-formed JWT."};
    case JwtFault::kCritical:
      return {"令牌含有此处不支持的 crit 扩展",
              "The token asks for extensions (crit) that are not known here."};
    case JwtFault::kAlgorithm:
      return {"令牌的签名算法不被接受",
              "The token's algorithm is not the one of its key; RS256 and ES256 are taken."};
    case JwtFault::kUnknownKey:
      return {"身份提供方没有签署此令牌的密钥", "The identity provider has no such key."};
    case JwtFault::kSignature:
      return {"令牌的签名不对", "The token's signature is wrong."};
    case JwtFault::kIssuer:
      return {"令牌由其他机构签发", "The token was issued by somebody else."};
    case JwtFault::kAudience:
      return {"令牌不是发给本系统的", "The token is meant for somebody else."};
    case JwtFault::kExpired:
      return {"令牌已过期", "The token has expired."};
    case JwtFault::kNotYetValid:
      return {"令牌尚未生效", "The token is not valid yet."};
    case JwtFault::kSubject:
      return {"令牌没有写明用户", "The token names no subject."};
    case JwtFault::kNobody:
      return {"令牌所指的用户未在此登记", "The token's subject is nobody who is known here."};
  }
  return {};
}

std::optional<std::string> DecodeStrictly(std::string_view text) {
  if (text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") !=
      std::string_view::npos)
    return std::nullopt;
  auto bytes = DecodeBase64(text);
  // Bits that are left over must be zero, or one token could be written in several ways.
  if (!bytes || EncodeBase64Url(*bytes) != text) return std::nullopt;
  return bytes;
}

bool IsJwt(std::string_view token) { return token.find('.') != std::string_view::npos; }

tl::expected<Jwt, JwtFault> ReadJwt(std::string_view token) {
  if (token.size() > kLongestJwt || std::count(token.begin(), token.end(), '.') != 2)
    return tl::unexpected(JwtFault::kMalformed);
  const std::size_t first = token.find('.');
  const std::size_t second = token.rfind('.');
  const auto header = ReadObject(token.substr(0, first));
  auto claims = ReadObject(token.substr(first + 1, second - first - 1));
  auto signature = DecodeStrictly(token.substr(second + 1));
  if (!header || !claims || !signature) return tl::unexpected(JwtFault::kMalformed);
  if (header->Find("crit") != nullptr) return tl::unexpected(JwtFault::kCritical);
  if (!IsToken(*header)) return tl::unexpected(JwtFault::kMalformed);

  Jwt jwt;
  jwt.algorithm = Word(*header, "alg");
  if (jwt.algorithm != "RS256" && jwt.algorithm != "ES256") return tl::unexpected(JwtFault::kAlgorithm);
  if (signature->empty()) return tl::unexpected(JwtFault::kSignature);
  jwt.key_id = Word(*header, "kid");
  if (jwt.key_id.empty() || jwt.key_id.size() > kLongestName) return tl::unexpected(JwtFault::kUnknownKey);
  jwt.signed_text = token.substr(0, second);
  jwt.signature = *std::move(signature);
  jwt.claims = *std::move(claims);
  return jwt;
}

tl::expected<std::string, JwtFault> CheckClaims(const Value& claims, const Expectations& expected,
                                                Timestamp now) {
  if (Word(claims, "iss") != expected.issuer) return tl::unexpected(JwtFault::kIssuer);
  if (!IsFor(claims.Find("aud"), expected.audience)) return tl::unexpected(JwtFault::kAudience);

  const Value* expiry = claims.Find("exp");
  const auto expires_at = expiry == nullptr ? std::nullopt : Time(*expiry);
  const auto until = expires_at ? Add(*expires_at, expected.skew) : std::nullopt;
  if (!until || *until <= now) return tl::unexpected(JwtFault::kExpired);
  if (const Value* begin = claims.Find("nbf")) {
    const auto begins_at = Time(*begin);
    const auto with_skew = Add(now, expected.skew);
    if (!begins_at || !with_skew || *with_skew < *begins_at) return tl::unexpected(JwtFault::kNotYetValid);
  }

  std::string subject = Word(claims, "sub");
  if (subject.empty() || subject.size() > kLongestName) return tl::unexpected(JwtFault::kSubject);
  return subject;
}

}  // namespace charter::api
