#include "storage/memory_directory.h"

#include <algorithm>
#include <set>

#include "engine/data/failure.h"
#include "storage/checks.h"
#include "storage/param.h"

namespace charter::storage {
namespace {

template <typename Map, typename Key>
void Require(const Map& map, const Key& key, const std::string& what) {
  if (!map.contains(key)) throw Failure(Code::store_failed, what + " is not there");
}

}  // namespace

void MemoryDirectory::PutOrganizations(const TenantId& tenant,
                                       const std::vector<Organization>& organizations) {
  const std::lock_guard lock(mutex_);
  Organizations changed = organizations_;
  for (const Organization& organization : organizations) {
    std::optional<std::string> parent_path;
    if (organization.parent) {
      const auto parent = changed.find({tenant, *organization.parent});
      if (parent != changed.end()) parent_path = parent->second.path;
    }
    CheckOrganization(organization, parent_path);
    changed.insert_or_assign({tenant, organization.id}, organization);
  }
  organizations_.swap(changed);
}

void MemoryDirectory::PutPerson(const TenantId& tenant, const Person& person) {
  const std::lock_guard lock(mutex_);
  Require(organizations_, std::pair(tenant, person.org), "organisation " + person.org.value);
  people_.insert_or_assign({tenant, person.id}, person);
}

void MemoryDirectory::AddGrant(const TenantId& tenant, const PersonId& person, const Grant& grant) {
  const std::lock_guard lock(mutex_);
  Require(people_, std::pair(tenant, person), "person " + person.value);
  Require(organizations_, std::pair(tenant, grant.org), "organisation " + grant.org.value);
  grants_.try_emplace({tenant, person, grant.role, grant.org}, grant);
}

std::optional<Organization> MemoryDirectory::FindOrganization(const TenantId& tenant, const OrgId& id) {
  const std::lock_guard lock(mutex_);
  const auto found = organizations_.find({tenant, id});
  if (found == organizations_.end()) return std::nullopt;
  return found->second;
}

Page<Organization> MemoryDirectory::ListOrganizations(const TenantId& tenant,
                                                      const OrganizationQuery& query) {
  const std::lock_guard lock(mutex_);
  std::map<std::string, Organization> sorted;
  for (const auto& [key, organization] : organizations_) {
    const bool covered = std::any_of(query.scopes.begin(), query.scopes.end(), [&](const std::string& scope) {
      return organization.path.starts_with(scope);
    });
    if (key.first == tenant && covered && organization.path > query.after &&
        (!query.parent || organization.parent == query.parent))
      sorted.emplace(organization.path, organization);
  }
  Page<Organization> page;
  for (auto& [path, organization] : sorted) {
    if (page.rows.size() >= static_cast<std::size_t>(std::max(query.limit, 0))) {
      if (!page.rows.empty()) page.next = page.rows.back().path;
      break;
    }
    page.rows.push_back(std::move(organization));
  }
  return page;
}

std::optional<Person> MemoryDirectory::FindPerson(const TenantId& tenant, const PersonId& id) {
  const std::lock_guard lock(mutex_);
  const auto found = people_.find({tenant, id});
  if (found == people_.end()) return std::nullopt;
  return found->second;
}

std::vector<Grant> MemoryDirectory::ListGrants(const TenantId& tenant, const PersonId& id) {
  const std::lock_guard lock(mutex_);
  std::vector<Grant> list;
  for (const auto& [key, grant] : grants_) {
    if (std::get<0>(key) != tenant || std::get<1>(key) != id) continue;
    list.push_back(grant);
    list.back().path = organizations_.at({tenant, grant.org}).path;
  }
  std::sort(list.begin(), list.end(), [](const Grant& a, const Grant& b) {
    return std::tie(a.role, a.path) < std::tie(b.role, b.path);
  });
  return list;
}

std::vector<PersonId> MemoryDirectory::ListHolders(const TenantId& tenant, const std::string& role,
                                                   const std::string& path) {
  const std::lock_guard lock(mutex_);
  std::set<PersonId> people;
  for (const auto& [key, grant] : grants_) {
    if (std::get<0>(key) == tenant && grant.role == role &&
        path.starts_with(organizations_.at({tenant, grant.org}).path))
      people.insert(std::get<1>(key));
  }
  return {people.begin(), people.end()};
}

void MemoryDirectory::PutToken(const TokenOwner& owner, const std::string& sha256, Timestamp expires_at) {
  const std::lock_guard lock(mutex_);
  Require(people_, std::pair(owner.tenant, owner.person), "person " + owner.person.value);
  tokens_[sha256].insert_or_assign(owner.tenant, Token{owner.person, Kept(expires_at)});
}

std::optional<Directory::TokenOwner> MemoryDirectory::FindToken(const std::string& sha256, Timestamp now) {
  const std::lock_guard lock(mutex_);
  const auto found = tokens_.find(sha256);
  if (found == tokens_.end()) return std::nullopt;
  for (const auto& [tenant, token] : found->second) {
    if (token.expires_at > now) return TokenOwner{tenant, token.person};
  }
  return std::nullopt;
}

}  // namespace charter::storage
