#include "api/identity.h"

#include <algorithm>

#include "api/random_bytes.h"
#include "engine/data/sha256.h"

namespace charter::api {
namespace {

constexpr std::string_view kPrefix = "charter_";
constexpr std::size_t kTokenBytes = 32;
constexpr std::size_t kLongestToken = 200;

std::string Base64Url(std::string_view bytes) {
  constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  std::string out;
  unsigned bits = 0;
  unsigned count = 0;
  for (const char c : bytes) {
    bits = bits << 8U | static_cast<unsigned char>(c);
    for (count += 8; count >= 6; count -= 6) out += kAlphabet[bits >> (count - 6) & 63U];
  }
  if (count > 0) out += kAlphabet[bits << (6 - count) & 63U];
  return out;
}

tl::unexpected<Problem> Unauthenticated(Text detail, const char* challenge) {
  Problem problem;
  problem.code = Code::unauthenticated;
  problem.detail = std::move(detail);
  problem.hint = {"在请求头中加入 Authorization: Bearer <令牌>",
                  "Send the header Authorization: Bearer <token>."};
  problem.headers.emplace_back("WWW-Authenticate", challenge);
  return tl::unexpected(std::move(problem));
}

}  // namespace

std::string NewToken() { return std::string(kPrefix) + Base64Url(RandomBytes(kTokenBytes)); }

tl::expected<Caller, Problem> Identity::Authenticate(const Headers& headers) {
  const std::string* field = headers.Find("Authorization");
  if (field == nullptr) {
    return Unauthenticated({"请求没有携带令牌", "The request carries no token."}, "Bearer realm=\"charter\"");
  }
  const std::string_view text = TrimSpace(*field);
  const std::size_t space = std::min(text.find(' '), text.size());
  const std::string_view token = TrimSpace(text.substr(space));
  if (!EqualIgnoringCase(text.substr(0, space), "Bearer") || token.empty() || token.size() > kLongestToken) {
    return Unauthenticated({"Authorization 不是 Bearer 令牌", "Authorization is not a bearer token."},
                           "Bearer realm=\"charter\", error=\"invalid_request\"");
  }
  const auto owner = directory_.FindToken(Sha256(token), clock_.Now());
  auto person = owner ? directory_.FindPerson(owner->tenant, owner->person) : std::nullopt;
  if (!person) {
    return Unauthenticated({"令牌无效或已过期", "The token is unknown or has expired."},
                           "Bearer realm=\"charter\", error=\"invalid_token\"");
  }
  Caller caller;
  caller.tenant = owner->tenant;
  caller.grants = directory_.ListGrants(owner->tenant, owner->person);
  caller.person = *std::move(person);
  return caller;
}

std::string Identity::Issue(const TenantId& tenant, const PersonId& person, Timestamp expires_at) {
  std::string token = NewToken();
  directory_.PutToken({tenant, person}, Sha256(token), expires_at);
  return token;
}

}  // namespace charter::api
