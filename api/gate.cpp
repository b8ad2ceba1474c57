#include "api/gate.h"

#include <utility>

#include "api/client_address.h"
#include "api/cross_site.h"

namespace charter::api {
namespace {

Problem Refused(Code code, Text hint = {}) {
  Problem problem;
  problem.code = code;
  problem.hint = std::move(hint);
  return problem;
}

// What a token for certain workflows is good for; where items are told, the service picks out those of them.
bool IsAboutItems(const Route& route) {
  return route.path == "/v1/me" || route.path == "/v1/tasks" || route.path == "/v1/counts" ||
         route.path == "/v1/changes" || route.path == "/v1/items" || route.path.starts_with("/v1/items/") ||
         route.path == "/v1/files" || route.path.starts_with("/v1/uploads");
}

std::string KeyOf(const Caller& caller) { return caller.tenant.value + "/" + caller.person.id.value; }

}  // namespace

Problem TooManyRequests(const RateLimit::Wait& wait) {
  const std::string seconds = std::to_string(wait.seconds);
  Problem problem;
  problem.code = Code::too_many_requests;
  problem.hint = {"请在 " + seconds + " 秒后重试", "Try again in " + seconds + " s."};
  problem.headers.emplace_back("Retry-After", seconds);
  return problem;
}

Gate::Gate(Identity& identity, AccessTrail& trail, Clock& clock, GateOptions options)
    : identity_(identity),
      trail_(trail),
      options_(std::move(options)),
      per_caller_(options_.per_caller, clock),
      per_address_(options_.per_address, clock),
      refusals_(options_.refusals, clock) {}

std::string Gate::AddressOf(const Request& request) const { return ClientAddress(request, options_.proxies); }

std::optional<Problem> Gate::Admit(const Request& request, const Route& route, std::optional<Proof>& who) {
  if (!per_address_.is_none()) {
    if (const auto wait = per_address_.Take(CountedAddress(AddressOf(request))))
      return TooManyRequests(*wait);
  }
  if (route.access == Access::kAnyone) {
    // A page elsewhere must not sign somebody in either, as somebody else.
    if (!route.IsSafe() && IsFromAnotherSite(request.headers)) return Refused(Code::cross_site);
    return std::nullopt;
  }
  auto proof = identity_.Authenticate(request.headers);
  if (!proof) return proof.error();
  who = *std::move(proof);
  if (who->by_cookie && !route.IsSafe() && IsFromAnotherSite(request.headers))
    return Refused(Code::cross_site);
  if (who->scope == TokenScope::kPassword && route.access != Access::kAccount) {
    return Refused(Code::password_change_needed, {"修改初始密码：POST /v1/me/password",
                                                  "Change the first password: POST /v1/me/password."});
  }
  if (who->scope == TokenScope::kRead && !route.IsSafe())
    return Refused(Code::scope_too_narrow, {"此令牌只能读取", "This token is for reading only."});
  if (!who->caller.workflows.empty() && !IsAboutItems(route)) {
    return Refused(Code::scope_too_narrow,
                   {"此令牌只用于指定流程的事项", "This token is for items of certain workflows only."});
  }
  if (!per_caller_.is_none()) {
    if (const auto wait = per_caller_.Take(KeyOf(who->caller))) return TooManyRequests(*wait);
  }
  return std::nullopt;
}

void Gate::Refuse(const Request& request, const std::string& route, const Proof* who, Problem& problem) {
  const std::string address = AddressOf(request);
  const auto wait = refusals_.Take(who != nullptr ? KeyOf(who->caller) : CountedAddress(address));
  if (!wait || wait->first) {
    AccessRecord record = trail_.Make(wait ? access::kLimited : access::kRefused, address);
    record.route = route;
    record.code = static_cast<int>(problem.code);
    if (who != nullptr) record.person = who->caller.person.id;
    trail_.Add(who != nullptr ? who->caller.tenant : options_.home, record);
  }
  if (wait) problem = TooManyRequests(*wait);
}

}  // namespace charter::api
