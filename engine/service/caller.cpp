#include "engine/service/caller.h"

#include <algorithm>

namespace charter {

std::vector<std::string> RolesAt(const Caller& caller, std::string_view path) {
  std::vector<std::string> roles;
  for (const auto& grant : caller.grants) {
    if (path.starts_with(grant.path)) roles.push_back(grant.role);
  }
  std::sort(roles.begin(), roles.end());
  roles.erase(std::unique(roles.begin(), roles.end()), roles.end());
  return roles;
}

bool Holds(const Caller& caller, std::string_view role, std::string_view path) {
  return std::any_of(caller.grants.begin(), caller.grants.end(),
                     [&](const Grant& grant) { return grant.role == role && path.starts_with(grant.path); });
}

std::vector<std::string> ScopesOf(const Caller& caller) {
  std::vector<std::string> scopes;
  for (const auto& grant : caller.grants) scopes.push_back(grant.path);
  std::sort(scopes.begin(), scopes.end());
  // A place below another one that is held adds nothing.
  std::vector<std::string> kept;
  for (auto& scope : scopes) {
    if (kept.empty() || !scope.starts_with(kept.back())) kept.push_back(std::move(scope));
  }
  return kept;
}

}  // namespace charter
