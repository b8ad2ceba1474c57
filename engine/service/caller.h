// Who asks, and what they hold where.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/ports/directory.h"

namespace charter {

// A signed-in person. `grants` are as the directory had them at sign-in.
struct Caller {
  TenantId tenant;
  Person person;
  std::vector<Grant> grants;
};

// Roles with a meaning to Charter itself, beside those that workflows name: an administrator
// publishes workflows, an auditor reads everything below his place and changes nothing.
inline constexpr std::string_view kAdministrator = "administrator";
inline constexpr std::string_view kAuditor = "auditor";

// The roles that the caller holds over the organisation at `path`: sorted, each once.
std::vector<std::string> RolesAt(const Caller& caller, std::string_view path);
bool Holds(const Caller& caller, std::string_view role, std::string_view path);
// The path prefixes that the caller may see.
std::vector<std::string> ScopesOf(const Caller& caller);

}  // namespace charter
