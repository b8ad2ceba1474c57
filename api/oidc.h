// An identity provider (OpenID Connect) whose tokens are believed.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "api/jwk_set.h"
#include "api/jwt.h"
#include "api/key_fetch.h"
#include "engine/data/id.h"
#include "engine/ports/clock.h"

namespace charter::api {

// The least time between two questions for keys, whatever tokens come; and the longest that keys are believed
// before the provider is asked again whether it still has them.
inline constexpr Duration kKeysPause{30, 0};
inline constexpr Duration kKeysHold{600, 0};

// Thread-safe. The keys are asked for when a token names one that is not known, and now and then; while the
// provider does not answer, the keys that are known hold on. Who comes while they are being asked for is not
// kept waiting.
class Oidc {
 public:
  // `clock`: real time. It outlives this.
  Oidc(TenantId tenant, Expectations expected, std::unique_ptr<KeyFetch> fetch, Clock& clock);

  // The subject of a token that is to be believed now.
  tl::expected<std::string, JwtFault> Check(std::string_view token);
  // Asks for the keys. False, and a line in the log, where there are none to be had; the old ones stay.
  bool Refresh();

  // Whose people its subjects are.
  [[nodiscard]] const TenantId& tenant() const { return tenant_; }
  [[nodiscard]] const std::string& issuer() const { return expected_.issuer; }

 private:
  std::shared_ptr<const JwkSet> KeysFor(const std::string& key_id, Timestamp now);

  const TenantId tenant_;
  const Expectations expected_;
  const std::unique_ptr<KeyFetch> fetch_;
  Clock& clock_;
  std::mutex fetching_;
  std::mutex mutex_;
  std::shared_ptr<const JwkSet> keys_ = std::make_shared<JwkSet>();
  std::optional<Timestamp> asked_at_;
};

}  // namespace charter::api
