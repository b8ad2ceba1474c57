#include "storage/memory_directory.h"

#include <algorithm>
#include <set>

#include "engine/data/failure.h"
#include "storage/checks.h"
#include "storage/param.h"
#include "storage/text_keys.h"

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
  const std::optional<TextSearch> search = SearchOf(query);
  std::map<std::string, Organization> sorted;
  for (const auto& [key, organization] : organizations_) {
    const bool covered = std::any_of(query.scopes.begin(), query.scopes.end(), [&](const std::string& scope) {
      return organization.path.starts_with(scope);
    });
    if (key.first == tenant && covered && organization.path > query.after &&
        (!query.parent || organization.parent == query.parent) && (!search || Finds(*search, organization)))
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

void MemoryDirectory::PutToken(const Token& token) {
  const std::lock_guard lock(mutex_);
  Require(people_, std::pair(token.tenant, token.person), "person " + token.person.value);
  Token kept = token;
  kept.expires_at = Kept(token.expires_at);
  kept.created_at = Kept(token.created_at);
  if (token.used_at) kept.used_at = Kept(*token.used_at);
  tokens_[token.sha256].insert_or_assign(token.tenant, std::move(kept));
}

std::optional<Token> MemoryDirectory::FindToken(const std::string& sha256, Timestamp now) {
  const std::lock_guard lock(mutex_);
  const auto found = tokens_.find(sha256);
  if (found == tokens_.end()) return std::nullopt;
  for (const auto& [tenant, token] : found->second) {
    if (token.expires_at > now) return token;
  }
  return std::nullopt;
}

std::vector<Token> MemoryDirectory::ListTokens(const TenantId& tenant, const PersonId& person, TokenKind kind,
                                               Timestamp now) {
  const std::lock_guard lock(mutex_);
  std::vector<Token> list;
  for (const auto& [sha256, of_tenants] : tokens_) {
    const auto found = of_tenants.find(tenant);
    if (found == of_tenants.end()) continue;
    const Token& token = found->second;
    if (token.person == person && token.kind == kind && token.expires_at > now) list.push_back(token);
  }
  return list;
}

void MemoryDirectory::UseToken(const Token& token) {
  const std::lock_guard lock(mutex_);
  const auto of_tenants = tokens_.find(token.sha256);
  if (of_tenants == tokens_.end()) return;
  const auto found = of_tenants->second.find(token.tenant);
  if (found == of_tenants->second.end()) return;
  found->second.used_at = token.used_at ? std::optional(Kept(*token.used_at)) : std::nullopt;
  found->second.expires_at = Kept(token.expires_at);
}

int MemoryDirectory::DropTokens(const TenantId& tenant, const PersonId& person, TokenKind kind,
                                const std::string& prefix) {
  const std::lock_guard lock(mutex_);
  int dropped = 0;
  for (auto& [sha256, of_tenants] : tokens_) {
    const auto found = of_tenants.find(tenant);
    if (!sha256.starts_with(prefix) || found == of_tenants.end()) continue;
    if (found->second.person != person || found->second.kind != kind) continue;
    of_tenants.erase(found);
    ++dropped;
  }
  return dropped;
}

int MemoryDirectory::RemoveExpiredTokens(Timestamp now, int limit) {
  const std::lock_guard lock(mutex_);
  int removed = 0;
  for (auto& [sha256, of_tenants] : tokens_) {
    for (auto each = of_tenants.begin(); each != of_tenants.end() && removed < limit;) {
      const bool expired = each->second.expires_at <= now;
      each = expired ? of_tenants.erase(each) : std::next(each);
      if (expired) ++removed;
    }
  }
  std::erase_if(tokens_, [](const auto& entry) { return entry.second.empty(); });
  return removed;
}

void MemoryDirectory::PutSubject(const TenantId& tenant, const Subject& subject) {
  const std::lock_guard lock(mutex_);
  const std::tuple key{tenant, subject.issuer, subject.subject};
  if (subject.person.empty()) {
    subjects_.erase(key);
    return;
  }
  Require(people_, std::pair(tenant, subject.person), "person " + subject.person.value);
  subjects_.insert_or_assign(key, subject.person);
}

std::optional<PersonId> MemoryDirectory::FindSubject(const TenantId& tenant, const std::string& issuer,
                                                     const std::string& subject) {
  const std::lock_guard lock(mutex_);
  const auto found = subjects_.find({tenant, issuer, subject});
  if (found == subjects_.end()) return std::nullopt;
  return found->second;
}

}  // namespace charter::storage
