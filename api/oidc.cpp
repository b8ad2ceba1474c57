#include "api/oidc.h"

#include <utility>

#include "api/log.h"
#include "engine/data/failure.h"

namespace charter::api {
namespace {

bool IsOver(const std::optional<Timestamp>& since, Duration pause, Timestamp now) {
  if (!since) return true;
  const auto end = Add(*since, pause);
  return !end || *end <= now;
}

}  // namespace

Oidc::Oidc(TenantId tenant, Expectations expected, std::unique_ptr<KeyFetch> fetch, Clock& clock)
    : tenant_(std::move(tenant)), expected_(std::move(expected)), fetch_(std::move(fetch)), clock_(clock) {}

bool Oidc::Refresh() {
  const std::unique_lock turn(fetching_, std::try_to_lock);
  if (!turn.owns_lock()) return false;
  {
    const std::scoped_lock lock(mutex_);
    asked_at_ = clock_.Now();
  }
  std::string reason = "no key in it that can be used";
  try {
    if (auto keys = JwkSet::Read(fetch_->Fetch())) {
      const std::scoped_lock lock(mutex_);
      keys_ = std::make_shared<JwkSet>(*std::move(keys));
      return true;
    }
  } catch (const Failure& failure) {
    reason = failure.what();
  }
  Log(Level::kWarning, "identity_provider_keys_failed", {{"issuer", expected_.issuer}, {"reason", reason}});
  return false;
}

std::shared_ptr<const JwkSet> Oidc::KeysFor(const std::string& key_id, Timestamp now) {
  {
    const std::scoped_lock lock(mutex_);
    if (!IsOver(asked_at_, keys_->Has(key_id) ? kKeysHold : kKeysPause, now)) return keys_;
  }
  Refresh();
  const std::scoped_lock lock(mutex_);
  return keys_;
}

tl::expected<std::string, JwtFault> Oidc::Check(std::string_view token) {
  const auto jwt = ReadJwt(token);
  if (!jwt) return tl::unexpected(jwt.error());
  const Timestamp now = clock_.Now();
  if (const auto fault = KeysFor(jwt->key_id, now)->Check(*jwt)) return tl::unexpected(*fault);
  return CheckClaims(jwt->claims, expected_, now);
}

}  // namespace charter::api
