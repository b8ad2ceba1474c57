#include "engine/run/cast.h"

#include <algorithm>

namespace charter {

std::optional<Actor> Cast::Find(const PersonId& id) {
  const auto found =
      std::find_if(people_.begin(), people_.end(), [&](const Actor& actor) { return actor.id == id; });
  return found == people_.end() ? std::nullopt : std::optional(*found);
}

std::vector<Actor> Cast::HoldersOf(const std::vector<std::string>& roles) {
  std::vector<Actor> holders;
  for (const auto& actor : people_) {
    if (HoldsAny(actor, roles)) holders.push_back(actor);
  }
  std::sort(holders.begin(), holders.end(), [](const Actor& a, const Actor& b) { return a.id < b.id; });
  return holders;
}

std::string Cast::Seed() {
  const std::string digits = std::to_string(rev_);
  return std::string(16 - digits.size(), '0') + digits;
}

}  // namespace charter
