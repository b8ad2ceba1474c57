#include "storage/memory_directory.h"

#include <algorithm>
#include <set>

#include "engine/data/failure.h"
#include "engine/data/micros.h"
#include "storage/checks.h"
#include "storage/path_scope.h"
#include "storage/text_keys.h"

namespace charter::storage {
namespace {

template <typename Map, typename Key>
void Require(const Map& map, const Key& key, const std::string& what) {
  if (!map.contains(key)) throw Failure(Code::store_failed, what + " is not there");
}

Grant AsKept(Grant grant) {
  if (grant.from) grant.from = Kept(*grant.from);
  if (grant.until) grant.until = Kept(*grant.until);
  return grant;
}

std::string Folded(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return text;
}

}  // namespace

void MemoryDirectory::PutOrganizations(const TenantId& tenant,
                                       const std::vector<Organization>& organizations) {
  const std::lock_guard lock(mutex_);
  Organizations changed = rows_.organizations;
  for (const Organization& organization : organizations) {
    std::optional<std::string> parent_path;
    if (organization.parent) {
      const auto parent = changed.find({tenant, *organization.parent});
      if (parent != changed.end()) parent_path = parent->second.path;
    }
    CheckOrganization(organization, parent_path);
    changed.insert_or_assign({tenant, organization.id}, organization);
  }
  rows_.organizations.swap(changed);
}

void MemoryDirectory::PutPerson(const TenantId& tenant, const Person& person) {
  const std::lock_guard lock(mutex_);
  Require(rows_.organizations, std::pair(tenant, person.org), "organisation " + person.org.value);
  rows_.people.insert_or_assign({tenant, person.id}, person);
}

void MemoryDirectory::AddGrant(const TenantId& tenant, const PersonId& person, const Grant& grant) {
  const std::lock_guard lock(mutex_);
  Require(rows_.people, std::pair(tenant, person), "person " + person.value);
  Require(rows_.organizations, std::pair(tenant, grant.org), "organisation " + grant.org.value);
  rows_.grants.try_emplace({tenant, person, grant.role, grant.org}, AsKept(grant));
}

std::optional<Organization> MemoryDirectory::FindOrganization(const TenantId& tenant, const OrgId& id) {
  const std::lock_guard lock(mutex_);
  const auto found = rows_.organizations.find({tenant, id});
  if (found == rows_.organizations.end()) return std::nullopt;
  return found->second;
}

Page<Organization> MemoryDirectory::ListOrganizations(const TenantId& tenant,
                                                      const OrganizationQuery& query) {
  const std::lock_guard lock(mutex_);
  const std::optional<TextSearch> search = SearchOf(query);
  std::map<std::string, Organization> sorted;
  for (const auto& [key, organization] : rows_.organizations) {
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
  const auto found = rows_.people.find({tenant, id});
  if (found == rows_.people.end()) return std::nullopt;
  return found->second;
}

void MemoryDirectory::ErasePerson(const TenantId& tenant, const PersonId& person, const std::string& name) {
  const std::lock_guard lock(mutex_);
  if (const auto found = rows_.people.find({tenant, person}); found != rows_.people.end())
    found->second.name = name;
  std::erase_if(rows_.grants, [&](const auto& entry) {
    return std::get<0>(entry.first) == tenant && std::get<1>(entry.first) == person;
  });
  std::erase_if(rows_.delegations, [&](const auto& entry) {
    return entry.first.first == tenant && (entry.second.by == person || entry.second.to == person);
  });
  for (auto& [hash, tokens] : tokens_) {
    std::erase_if(tokens,
                  [&](const auto& entry) { return entry.first == tenant && entry.second.person == person; });
  }
  std::erase_if(subjects_, [&](const auto& entry) {
    return std::get<0>(entry.first) == tenant && entry.second == person;
  });
}

std::vector<Grant> MemoryDirectory::ListGrants(const TenantId& tenant, const PersonId& id) {
  const std::lock_guard lock(mutex_);
  std::vector<Grant> list;
  for (const auto& [key, grant] : rows_.grants) {
    if (std::get<0>(key) != tenant || std::get<1>(key) != id) continue;
    list.push_back(WithPath(tenant, grant));
  }
  std::sort(list.begin(), list.end(), [](const Grant& a, const Grant& b) {
    return std::tie(a.role, a.path) < std::tie(b.role, b.path);
  });
  return list;
}

std::vector<PersonId> MemoryDirectory::ListHolders(const TenantId& tenant, const std::string& role,
                                                   const std::string& path, Timestamp at) {
  const std::lock_guard lock(mutex_);
  std::set<PersonId> people;
  for (const auto& [key, grant] : rows_.grants) {
    if (std::get<0>(key) == tenant && grant.role == role && grant.HoldsAt(at) &&
        path.starts_with(rows_.organizations.at({tenant, grant.org}).path))
      people.insert(std::get<1>(key));
  }
  return {people.begin(), people.end()};
}

void MemoryDirectory::PutToken(const Token& token) {
  const std::lock_guard lock(mutex_);
  Require(rows_.people, std::pair(token.tenant, token.person), "person " + token.person.value);
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
  Require(rows_.people, std::pair(tenant, subject.person), "person " + subject.person.value);
  subjects_.insert_or_assign(key, subject.person);
}

std::optional<PersonId> MemoryDirectory::FindSubject(const TenantId& tenant, const std::string& issuer,
                                                     const std::string& subject) {
  const std::lock_guard lock(mutex_);
  const auto found = subjects_.find({tenant, issuer, subject});
  if (found == subjects_.end()) return std::nullopt;
  return found->second;
}

Grant MemoryDirectory::WithPath(const TenantId& tenant, Grant grant) const {
  grant.path = rows_.organizations.at({tenant, grant.org}).path;
  return grant;
}

Delegation MemoryDirectory::WithPath(const TenantId& tenant, Delegation delegation) const {
  delegation.grant = WithPath(tenant, delegation.grant);
  return delegation;
}

Page<Person> MemoryDirectory::ListPeople(const TenantId& tenant, const PeopleQuery& query) {
  const std::lock_guard lock(mutex_);
  const auto is_there = [&](const OrgId& org) {
    return Covers(query.scopes, rows_.organizations.at({tenant, org}).path);
  };
  const std::string text = Folded(query.text);
  const auto most = static_cast<std::size_t>(std::max(query.limit, 0));
  Page<Person> page;
  for (const auto& [key, person] : rows_.people) {
    if (key.first != tenant || person.id.value <= query.after) continue;
    if (!text.empty() && Folded(person.id.value) != text &&
        Folded(person.name).find(text) == std::string::npos)
      continue;
    const bool found =
        is_there(person.org) || std::any_of(rows_.grants.begin(), rows_.grants.end(), [&](const auto& entry) {
          return std::get<0>(entry.first) == tenant && std::get<1>(entry.first) == person.id &&
                 entry.second.HoldsAt(query.at) && is_there(entry.second.org);
        });
    if (!found) continue;
    if (page.rows.size() == most) {
      if (most > 0) page.next = page.rows.back().id.value;
      break;
    }
    page.rows.push_back(person);
  }
  return page;
}

// One change; whoever makes it takes it back where it is not kYes.
class MemoryDirectory::Changing {
 public:
  Changing(Rows& rows, const TenantId& tenant) : rows_(rows), tenant_(tenant) {}

  Changed operator()(const AddOrganization& add) {
    if (add.organization.parent) NeedPlace(*add.organization.parent);
    return Of(rows_.organizations.try_emplace({tenant_, add.organization.id}, add.organization).second);
  }
  Changed operator()(const ChangeOrganization& change) {
    const auto found = rows_.organizations.find({tenant_, change.organization.id});
    if (found == rows_.organizations.end()) return Changed::kNot;
    found->second.kind = change.organization.kind;
    found->second.name = change.organization.name;
    return Changed::kYes;
  }
  Changed operator()(const AddPerson& add) {
    NeedPlace(add.person.org);
    return Of(rows_.people.try_emplace({tenant_, add.person.id}, add.person).second);
  }
  Changed operator()(const ChangePerson& change) {
    NeedPlace(change.person.org);
    const auto found = rows_.people.find({tenant_, change.person.id});
    if (found == rows_.people.end()) return Changed::kNot;
    found->second = change.person;
    return Changed::kYes;
  }
  Changed operator()(const GiveRole& give) {
    NeedPerson(give.person);
    NeedPlace(give.grant.org);
    const Grant kept = AsKept(give.grant);
    rows_.grants.insert_or_assign({tenant_, give.person, kept.role, kept.org}, kept);
    return KeptOne(give.keeps_one, kept.role, kept.org);
  }
  Changed operator()(const TakeRole& take) {
    if (rows_.grants.erase({tenant_, take.person, take.role, take.org}) == 0) return Changed::kNot;
    return KeptOne(take.keeps_one, take.role, take.org);
  }
  Changed operator()(const LendRole& lend) {
    Delegation kept = lend.delegation;
    NeedPerson(kept.by);
    NeedPerson(kept.to);
    NeedPlace(kept.grant.org);
    kept.grant = AsKept(kept.grant);
    kept.made_at = Kept(kept.made_at);
    return Of(rows_.delegations.try_emplace({tenant_, kept.id}, kept).second);
  }
  Changed operator()(const EndLoan& back) { return Of(rows_.delegations.erase({tenant_, back.id}) == 1); }

 private:
  static Changed Of(bool done) { return done ? Changed::kYes : Changed::kNot; }
  void NeedPlace(const OrgId& id) const {
    Require(rows_.organizations, std::pair(tenant_, id), "organisation " + id.value);
  }
  void NeedPerson(const PersonId& id) const {
    Require(rows_.people, std::pair(tenant_, id), "person " + id.value);
  }
  [[nodiscard]] Changed KeptOne(bool asked, const std::string& role, const OrgId& org) const {
    const bool held = std::any_of(rows_.grants.begin(), rows_.grants.end(), [&](const auto& entry) {
      return std::get<0>(entry.first) == tenant_ && entry.second.role == role && entry.second.org == org &&
             entry.second.IsLasting();
    });
    return asked && !held ? Changed::kLastOne : Changed::kYes;
  }

  Rows& rows_;
  const TenantId& tenant_;
};

Changed MemoryDirectory::Change(const TenantId& tenant, const RightsChange& change,
                                const AccessRecord& record, const AnswerRecord* answer) {
  const std::lock_guard lock(mutex_);
  Rows after = rows_;
  const Changed changed = std::visit(Changing(after, tenant), change);
  if (changed != Changed::kYes) return changed;
  if (answer != nullptr && !store_.KeepAnswer(tenant, *answer)) return Changed::kKeyTaken;
  store_.AddAccess(tenant, record);
  rows_ = std::move(after);
  return changed;
}

std::optional<Delegation> MemoryDirectory::FindDelegation(const TenantId& tenant, const std::string& id) {
  const std::lock_guard lock(mutex_);
  const auto found = rows_.delegations.find({tenant, id});
  if (found == rows_.delegations.end()) return std::nullopt;
  return WithPath(tenant, found->second);
}

std::vector<Delegation> MemoryDirectory::DelegationsTo(const TenantId& tenant, const PersonId& person) {
  const std::lock_guard lock(mutex_);
  std::vector<Delegation> list;
  for (const auto& [key, delegation] : rows_.delegations) {
    if (key.first == tenant && delegation.to == person) list.push_back(WithPath(tenant, delegation));
  }
  return list;
}

Page<Delegation> MemoryDirectory::ListDelegations(const TenantId& tenant, const DelegationQuery& query) {
  const std::lock_guard lock(mutex_);
  const auto most = static_cast<std::size_t>(std::max(query.limit, 0));
  Page<Delegation> page;
  for (const auto& [key, kept] : rows_.delegations) {
    if (key.first != tenant || key.second <= query.after_id || (query.by && kept.by != *query.by)) continue;
    if (query.after && kept.grant.until && *kept.grant.until <= *query.after) continue;
    Delegation delegation = WithPath(tenant, kept);
    if (!Covers(query.scopes, delegation.grant.path)) continue;
    if (page.rows.size() == most) {
      if (most > 0) page.next = page.rows.back().id;
      break;
    }
    page.rows.push_back(std::move(delegation));
  }
  return page;
}

}  // namespace charter::storage
