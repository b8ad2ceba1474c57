// Who is asking: bearer tokens (RFC 6750) and the people behind them.
#pragma once

#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "api/http/message.h"
#include "api/problem.h"
#include "engine/ports/clock.h"
#include "engine/ports/directory.h"
#include "engine/service/caller.h"

namespace charter::api {

// "charter_" and 32 random bytes in base64url. Only its SHA-256 is ever kept.
std::string NewToken();

// Thread-safe.
class Identity {
 public:
  // `clock` is the one by which tokens expire: real time, also where items run on simulated time.
  Identity(Directory& directory, Clock& clock) : directory_(directory), clock_(clock) {}

  // The person whose token the request carries, with the grants held now. Otherwise unauthenticated
  // with its WWW-Authenticate. Throws Failure when the store fails.
  tl::expected<Caller, Problem> Authenticate(const Headers& headers);

  // Makes a token for a person of the directory, and returns its text.
  std::string Issue(const TenantId& tenant, const PersonId& person, Timestamp expires_at);

 private:
  Directory& directory_;
  Clock& clock_;
};

}  // namespace charter::api
