// The way in: every request passes here before anything is done for it, and every refusal on its way back.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/access_trail.h"
#include "api/http/message.h"
#include "api/http/router.h"
#include "api/identity.h"
#include "api/rate_limit.h"

namespace charter::api {

struct GateOptions {
  TenantId home{"liangzhou"};  // whose record has the refusals of who is nobody's
  std::vector<std::string> proxies;
  Rate per_caller;         // requests of one person
  Rate per_address;        // requests from one address
  Rate refusals{600, 60};  // of one person, or of those from one address who are not known
};

// Thread-safe.
class Gate {
 public:
  // `clock`: real time. All outlive this.
  Gate(Identity& identity, AccessTrail& trail, Clock& clock, GateOptions options);

  // Why the request is not let in; nothing where it is. `who` is who sends it, as soon as that is known;
  // nobody where the route answers anyone. unauthenticated, cross_site, password_change_needed,
  // scope_too_narrow, too_many_requests.
  std::optional<Problem> Admit(const Request& request, const Route& route, std::optional<Proof>& who);

  // A request was refused: writes that down, and where it happens too often, says only so. `who`: null where
  // nobody is known. `route`: "POST /v1/items".
  void Refuse(const Request& request, const std::string& route, const Proof* who, Problem& problem);

  [[nodiscard]] std::string AddressOf(const Request& request) const;

 private:
  Identity& identity_;
  AccessTrail& trail_;
  const GateOptions options_;
  RateLimit per_caller_;
  RateLimit per_address_;
  RateLimit refusals_;
};

// 429 with Retry-After.
Problem TooManyRequests(const RateLimit::Wait& wait);

}  // namespace charter::api
