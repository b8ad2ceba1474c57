#include "api/identity.h"

#include <algorithm>
#include <utility>

#include "api/random_bytes.h"
#include "engine/data/base64.h"
#include "engine/data/sha256.h"

namespace charter::api {
namespace {

constexpr std::string_view kPrefix = "charter_";
constexpr std::size_t kTokenBytes = 32;
constexpr std::size_t kLongestToken = 200;
// A session that is used all the time is written down this often.
constexpr Duration kNoteEvery{60, 0};

constexpr const char* kNoToken = "Bearer realm=\"charter\"";
constexpr const char* kBadRequest = "Bearer realm=\"charter\", error=\"invalid_request\"";
constexpr const char* kBadToken = "Bearer realm=\"charter\", error=\"invalid_token\"";

tl::unexpected<Problem> Unauthenticated(Text detail, const char* challenge) {
  Problem problem;
  problem.code = Code::unauthenticated;
  problem.detail = std::move(detail);
  problem.hint = {"在请求头中加入 Authorization: Bearer <令牌>，或先登录：POST /v1/sessions",
                  "Send the header Authorization: Bearer <token>, or sign in: POST /v1/sessions."};
  problem.headers.emplace_back("WWW-Authenticate", challenge);
  return tl::unexpected(std::move(problem));
}

tl::unexpected<Problem> NobodysToken() {
  return Unauthenticated({"令牌无效或已过期", "The token is unknown or has expired."}, kBadToken);
}

// The cookie's value; nothing where there is none, or two: one of them somebody else has put there.
std::optional<std::string_view> FindCookie(const Headers& headers, std::string_view name) {
  std::optional<std::string_view> value;
  for (const auto& [field, text] : headers.all()) {
    if (!EqualIgnoringCase(field, "Cookie")) continue;
    for (std::string_view rest = text; !rest.empty();) {
      const std::size_t end = std::min(rest.find(';'), rest.size());
      const std::string_view pair = TrimSpace(rest.substr(0, end));
      rest.remove_prefix(std::min(end + 1, rest.size()));
      const std::size_t equals = pair.find('=');
      if (equals == std::string_view::npos || pair.substr(0, equals) != name) continue;
      if (value) return std::nullopt;
      value = pair.substr(equals + 1);
    }
  }
  return value;
}

}  // namespace

std::string NewToken() { return std::string(kPrefix) + EncodeBase64Url(RandomBytes(kTokenBytes)); }

std::string_view CookieName(const SessionRules& rules) {
  // Browsers take a name that begins so only over TLS, for this host alone, and for all of its paths.
  return rules.behind_tls ? "__Host-charter" : "charter";
}

std::string SetCookie(const SessionRules& rules, std::string_view token) {
  std::string cookie = std::string(CookieName(rules)) + "=" + std::string(token);
  cookie += "; Path=/; HttpOnly; SameSite=Strict";
  if (rules.behind_tls) cookie += "; Secure";
  return cookie + "; Max-Age=" + std::to_string(token.empty() ? 0 : rules.longest.seconds);
}

tl::expected<Proof, Problem> Identity::Authenticate(const Headers& headers) {
  return Authenticate(headers, Use::kRequest);
}

tl::expected<Proof, Problem> Identity::Look(const Headers& headers) {
  return Authenticate(headers, Use::kLook);
}

tl::expected<Proof, Problem> Identity::Authenticate(const Headers& headers, Use use) {
  const std::string* field = headers.Find("Authorization");
  if (field == nullptr) {
    const auto cookie = FindCookie(headers, CookieName(rules_));
    if (cookie && !cookie->empty() && cookie->size() <= kLongestToken) return ByToken(*cookie, true, use);
    return Unauthenticated({"请求没有携带令牌", "The request carries no token."}, kNoToken);
  }
  const std::string_view text = TrimSpace(*field);
  const std::size_t space = std::min(text.find(' '), text.size());
  const std::string_view token = TrimSpace(text.substr(space));
  const bool is_provided = provider_ != nullptr && IsJwt(token);
  if (!EqualIgnoringCase(text.substr(0, space), "Bearer") || token.empty() ||
      token.size() > (is_provided ? kLongestJwt : kLongestToken)) {
    return Unauthenticated({"Authorization 不是 Bearer 令牌", "Authorization is not a bearer token."},
                           kBadRequest);
  }
  return is_provided ? ByProvider(token) : ByToken(token, false, use);
}

tl::expected<Proof, Problem> Identity::ByToken(std::string_view text, bool by_cookie, Use use) {
  const Timestamp now = clock_.Now();
  const auto token = directory_.FindToken(Sha256(text), now);
  // A cookie is good as a cookie only, and a token as a token: what protects the one is no matter of the
  // other.
  if (!token || (token->kind == TokenKind::kSession) != by_cookie) return NobodysToken();
  auto proof = ProofOf(token->tenant, token->person);
  if (!proof) return NobodysToken();
  proof->kind = token->kind;
  proof->scope = token->scope;
  proof->caller.workflows = token->workflows;
  proof->sha256 = token->sha256;
  proof->by_cookie = by_cookie;
  if (token->kind != TokenKind::kService && use == Use::kRequest) Note(*token, now);
  return *std::move(proof);
}

tl::expected<Proof, Problem> Identity::ByProvider(std::string_view text) {
  const auto subject = provider_->Check(text);
  if (!subject) return Unauthenticated(Explain(subject.error()), kBadToken);
  const auto person = directory_.FindSubject(provider_->tenant(), provider_->issuer(), *subject);
  auto proof = person ? ProofOf(provider_->tenant(), *person) : std::nullopt;
  if (!proof) return Unauthenticated(Explain(JwtFault::kNobody), kBadToken);
  return *std::move(proof);
}

std::optional<Proof> Identity::ProofOf(const TenantId& tenant, const PersonId& id) {
  auto person = directory_.FindPerson(tenant, id);
  if (!person) return std::nullopt;
  Proof proof;
  proof.caller = CallerAt(directory_, tenant, *std::move(person), items_clock_.Now());
  return proof;
}

void Identity::Note(Token token, Timestamp now) {
  if (token.kind == TokenKind::kSession) {
    const auto next = token.used_at ? Add(*token.used_at, kNoteEvery) : std::nullopt;
    if (next && *next > now) return;
    token.used_at = now;
    const auto idle = Add(now, rules_.idle);
    const auto end = Add(token.created_at, rules_.longest);
    if (idle && end) token.expires_at = std::min(*idle, *end);
  } else {
    // Of a person's programs no more is kept than the day.
    const Timestamp today = StartOfDay(DayOf(now));
    if (token.used_at == today) return;
    token.used_at = today;
  }
  directory_.UseToken(token);
}

std::string Identity::Issue(Token& token) {
  std::string text = NewToken();
  token.sha256 = Sha256(text);
  token.created_at = clock_.Now();
  directory_.PutToken(token);
  return text;
}

std::string Identity::Issue(const TenantId& tenant, const PersonId& person, Timestamp expires_at) {
  Token token;
  token.tenant = tenant;
  token.person = person;
  token.expires_at = expires_at;
  return Issue(token);
}

}  // namespace charter::api
