#include "engine/service/known_people.h"

#include <set>

#include "engine/service/item_view.h"

namespace charter {

std::optional<Actor> KnownPeople::Find(const PersonId& id) {
  auto person = ports_.directory.FindPerson(tenant_, id);
  if (!person) return std::nullopt;
  const Caller as_caller{tenant_, *person, ports_.directory.ListGrants(tenant_, id)};
  return ActorOf(as_caller, path_);
}

std::vector<Actor> KnownPeople::HoldersOf(const std::vector<std::string>& roles) {
  std::set<PersonId> ids;
  for (const auto& role : roles) {
    for (auto& id : ports_.directory.ListHolders(tenant_, role, path_)) ids.insert(std::move(id));
  }
  std::vector<Actor> holders;
  for (const auto& id : ids) {
    if (auto person = Find(id)) holders.push_back(std::move(*person));
  }
  return holders;
}

std::vector<std::int64_t> KnownPeople::LoadsOf(const std::vector<PersonId>& people) {
  return ports_.store.CountTasks(tenant_, people);
}

}  // namespace charter
