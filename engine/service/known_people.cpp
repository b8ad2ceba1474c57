#include "engine/service/known_people.h"

#include <set>

#include "engine/service/item_view.h"

namespace charter {

std::optional<Actor> KnownPeople::Find(const PersonId& id) {
  auto person = ports_.directory.FindPerson(tenant_, id);
  if (!person) return std::nullopt;
  // What is lent to somebody is not for others to count on: work that is his own would outlive it.
  Caller own{tenant_, *std::move(person), ports_.directory.ListGrants(tenant_, id)};
  const Timestamp now = ports_.clock.Now();
  std::erase_if(own.grants, [&](const Grant& grant) { return !grant.HoldsAt(now); });
  return ActorOf(own, path_);
}

std::vector<Actor> KnownPeople::HoldersOf(const std::vector<std::string>& roles) {
  std::set<PersonId> ids;
  for (const auto& role : roles) {
    for (auto& id : ports_.directory.ListHolders(tenant_, role, path_, ports_.clock.Now()))
      ids.insert(std::move(id));
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
