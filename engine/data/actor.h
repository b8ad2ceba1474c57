// A person who acts.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "engine/data/id.h"

namespace charter {

// Roles with a meaning to Charter itself, beside those that workflows name: an auditor reads everything below
// his place and changes nothing; an advisor sees and comments there, and decides nothing.
inline constexpr std::string_view kAuditor = "auditor";
inline constexpr std::string_view kAdvisor = "advisor";

// Somebody whose role another acts with.
struct Represented {
  PersonId id;
  std::string name;
  OrgId org;
};

// A person with the roles that hold over an item, settled before the step: the history keeps them,
// so that a replay needs no directory.
struct Actor {
  PersonId id;
  std::string name;
  OrgId org;
  std::vector<std::string> roles;  // sorted
  // Who has lent him what he acts with; empty: he acts for himself. Whatever binds one of them binds him.
  std::vector<Represented> on_behalf_of = {};

  // Whether all that he is here is an auditor or an advisor: he sees, and decides nothing.
  [[nodiscard]] bool IsOnlooker() const {
    return !roles.empty() && std::all_of(roles.begin(), roles.end(), [](const std::string& role) {
      return role == kAuditor || role == kAdvisor;
    });
  }
  // Whether it is he, or somebody for whom he acts.
  [[nodiscard]] bool StandsFor(const PersonId& person) const {
    return id == person || std::any_of(on_behalf_of.begin(), on_behalf_of.end(),
                                       [&](const Represented& other) { return other.id == person; });
  }
};

}  // namespace charter
