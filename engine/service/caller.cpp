#include "engine/service/caller.h"

#include <algorithm>

namespace charter {

namespace {

void SortOnce(std::vector<std::string>& names) {
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
}

Represented AsRepresented(const Person& person) { return {person.id, person.name, person.org}; }

// Whether the person himself holds the role over all that the grant covers.
bool HoldsAll(const std::vector<Grant>& own, const Grant& lent, Timestamp at) {
  return std::any_of(own.begin(), own.end(), [&](const Grant& grant) {
    return grant.role == lent.role && grant.HoldsAt(at) && lent.path.starts_with(grant.path);
  });
}

}  // namespace

Caller CallerAt(Directory& directory, const TenantId& tenant, Person person, Timestamp at) {
  Caller caller{tenant, std::move(person), {}};
  caller.grants = directory.ListGrants(tenant, caller.person.id);
  std::erase_if(caller.grants, [&](const Grant& grant) { return !grant.HoldsAt(at); });
  for (Delegation& delegation : directory.DelegationsTo(tenant, caller.person.id)) {
    if (!delegation.grant.HoldsAt(at)) continue;
    auto lender = directory.FindPerson(tenant, delegation.by);
    if (lender && HoldsAll(directory.ListGrants(tenant, delegation.by), delegation.grant, at))
      caller.lent.push_back({*std::move(lender), std::move(delegation.grant)});
  }
  return caller;
}

std::vector<Caller> GuisesOf(const Caller& caller) {
  std::vector<Caller> guises{{caller.tenant, caller.person, caller.grants}};
  for (const Lent& lent : caller.lent) {
    const auto same = std::find_if(guises.begin() + 1, guises.end(),
                                   [&](const Caller& guise) { return guise.on_behalf_of->id == lent.by.id; });
    if (same != guises.end()) {
      same->grants.push_back(lent.grant);
    } else {
      guises.push_back({caller.tenant, caller.person, caller.grants, {}, lent.by});
      guises.back().grants.push_back(lent.grant);
    }
  }
  for (Caller& guise : guises) guise.workflows = caller.workflows;
  return guises;
}

bool LacksRole(Code code) {
  return code == Code::wrong_role || code == Code::handed_over || code == Code::nothing_to_hand_over;
}

Actor ActorOf(const Caller& caller, const std::string& org_path) {
  Actor actor{caller.person.id, caller.person.name, caller.person.org, RolesAt(caller, org_path)};
  if (caller.on_behalf_of) actor.on_behalf_of.push_back(AsRepresented(*caller.on_behalf_of));
  return actor;
}

std::vector<Actor> ActorsOf(const Caller& caller, const std::string& org_path) {
  if (caller.lent.empty()) return {ActorOf(caller, org_path)};
  std::vector<Actor> actors;
  for (const Caller& guise : GuisesOf(caller)) {
    Actor actor = ActorOf(guise, org_path);
    // What is lent elsewhere, or what he holds himself, makes him nobody's substitute here.
    if (actors.empty() || actor.roles != actors.front().roles) actors.push_back(std::move(actor));
  }
  return actors;
}

Actor ReaderOf(const Caller& caller, const std::string& org_path) {
  Actor reader = ActorOf(caller, org_path);
  for (const Lent& lent : caller.lent) {
    if (!org_path.starts_with(lent.grant.path)) continue;
    reader.roles.push_back(lent.grant.role);
    if (!reader.StandsFor(lent.by.id)) reader.on_behalf_of.push_back(AsRepresented(lent.by));
  }
  SortOnce(reader.roles);
  return reader;
}

std::vector<std::string> RolesAt(const Caller& caller, std::string_view path) {
  std::vector<std::string> roles;
  for (const auto& grant : caller.grants) {
    if (path.starts_with(grant.path)) roles.push_back(grant.role);
  }
  SortOnce(roles);
  return roles;
}

bool Holds(const Caller& caller, std::string_view role, std::string_view path) {
  return std::any_of(caller.grants.begin(), caller.grants.end(),
                     [&](const Grant& grant) { return grant.role == role && path.starts_with(grant.path); });
}

bool Reaches(const Caller& caller, std::string_view path) {
  return std::any_of(caller.grants.begin(), caller.grants.end(),
                     [&](const Grant& grant) { return path.starts_with(grant.path); }) ||
         std::any_of(caller.lent.begin(), caller.lent.end(),
                     [&](const Lent& lent) { return path.starts_with(lent.grant.path); });
}

bool IsFor(const Caller& caller, std::string_view workflow) {
  return caller.workflows.empty() ||
         std::find(caller.workflows.begin(), caller.workflows.end(), workflow) != caller.workflows.end();
}

std::vector<std::string> ScopesOf(const Caller& caller) {
  std::vector<std::string> scopes;
  for (const auto& grant : caller.grants) scopes.push_back(grant.path);
  for (const auto& lent : caller.lent) scopes.push_back(lent.grant.path);
  std::sort(scopes.begin(), scopes.end());
  // A place below another one that is held adds nothing.
  std::vector<std::string> kept;
  for (auto& scope : scopes) {
    if (kept.empty() || !scope.starts_with(kept.back())) kept.push_back(std::move(scope));
  }
  return kept;
}

}  // namespace charter
