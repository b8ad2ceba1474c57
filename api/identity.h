// Who is asking: bearer tokens (RFC 6750), tokens of an identity provider, cookies of browsers; and the
// people behind them.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "api/http/message.h"
#include "api/oidc.h"
#include "api/problem.h"
#include "engine/ports/clock.h"
#include "engine/ports/directory.h"
#include "engine/service/caller.h"

namespace charter::api {

// "charter_" and 32 random bytes in base64url. Only its SHA-256 is ever kept.
std::string NewToken();

// A person, and by what he is known.
struct Proof {
  Caller caller;
  TokenKind kind = TokenKind::kService;
  TokenScope scope = TokenScope::kAll;
  std::string sha256;      // of the token; "" for that of an identity provider
  bool by_cookie = false;  // sent by a browser without being asked
};

struct SessionRules {
  Duration idle{2 * 3600, 0};      // without a request
  Duration longest{12 * 3600, 0};  // whatever is requested
  bool behind_tls = false;         // cookies go over https only
};

// The name of the cookie, and the field that sets it; "" for `token` takes it away.
std::string_view CookieName(const SessionRules& rules);
std::string SetCookie(const SessionRules& rules, std::string_view token);

// Thread-safe.
class Identity {
 public:
  // `clock` is the one by which tokens expire: real time, also where items run on simulated time. `provider`:
  // null where there is none. `items_clock`: by which roles begin and end; null: the same.
  Identity(Directory& directory, Clock& clock, SessionRules rules = {},
           std::shared_ptr<Oidc> provider = nullptr, Clock* items_clock = nullptr)
      : directory_(directory),
        clock_(clock),
        rules_(rules),
        provider_(std::move(provider)),
        items_clock_(items_clock != nullptr ? *items_clock : clock) {}

  // The person whose token or cookie the request carries, with the grants held now. Otherwise unauthenticated
  // with its WWW-Authenticate. Throws Failure when the store fails.
  tl::expected<Proof, Problem> Authenticate(const Headers& headers);
  // The same long after the request: a session does not go on for it.
  tl::expected<Proof, Problem> Look(const Headers& headers);

  // Makes a token for a person of the directory, and returns its text.
  std::string Issue(const TenantId& tenant, const PersonId& person, Timestamp expires_at);
  // The same of any kind: the hash and the time of making are filled in.
  std::string Issue(Token& token);

  [[nodiscard]] const SessionRules& rules() const { return rules_; }
  [[nodiscard]] Timestamp Now() { return clock_.Now(); }

 private:
  enum class Use : std::uint8_t { kRequest, kLook };
  tl::expected<Proof, Problem> Authenticate(const Headers& headers, Use use);
  tl::expected<Proof, Problem> ByToken(std::string_view text, bool by_cookie, Use use);
  tl::expected<Proof, Problem> ByProvider(std::string_view text);
  // Nothing where the directory has no such person.
  std::optional<Proof> ProofOf(const TenantId& tenant, const PersonId& person);
  // Notes that it is used: a session then goes on, of other tokens the day is kept.
  void Note(Token token, Timestamp now);

  Directory& directory_;
  Clock& clock_;
  const SessionRules rules_;
  const std::shared_ptr<Oidc> provider_;
  Clock& items_clock_;
};

}  // namespace charter::api
