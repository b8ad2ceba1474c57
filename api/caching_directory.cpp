#include "api/caching_directory.h"

namespace charter::api {
namespace {

constexpr Duration kBelieved{1, 0};
// Beyond, strangers' tokens could fill the memory.
constexpr std::size_t kMostEntries = 10'000;

}  // namespace

template <typename Key, typename Value, typename Read>
Value CachingDirectory::Get(Cache<Key, Value>& cache, const Key& key, Timestamp now, Read read) {
  std::uint64_t changes = 0;
  {
    const std::scoped_lock lock(mutex_);
    const auto known = cache.find(key);
    if (known != cache.end() && now < known->second.first) return known->second.second;
    changes = changes_;
  }
  Value value = read();
  const auto until = Add(now, kBelieved);
  const std::scoped_lock lock(mutex_);
  if (changes != changes_ || !until) return value;
  if (cache.size() >= kMostEntries) cache.clear();
  cache[key] = {*until, value};
  return value;
}

void CachingDirectory::Forget() {
  const std::scoped_lock lock(mutex_);
  ++changes_;
  tokens_.clear();
  subjects_.clear();
  people_.clear();
  grants_.clear();
  delegations_.clear();
}

void CachingDirectory::PutOrganizations(const TenantId& tenant,
                                        const std::vector<Organization>& organizations) {
  directory_.PutOrganizations(tenant, organizations);
  Forget();
}

void CachingDirectory::PutPerson(const TenantId& tenant, const Person& person) {
  directory_.PutPerson(tenant, person);
  Forget();
}

void CachingDirectory::ErasePerson(const TenantId& tenant, const PersonId& person, const std::string& name) {
  directory_.ErasePerson(tenant, person, name);
  Forget();
}

void CachingDirectory::AddGrant(const TenantId& tenant, const PersonId& person, const Grant& grant) {
  directory_.AddGrant(tenant, person, grant);
  Forget();
}

std::optional<Organization> CachingDirectory::FindOrganization(const TenantId& tenant, const OrgId& id) {
  return directory_.FindOrganization(tenant, id);
}

Page<Organization> CachingDirectory::ListOrganizations(const TenantId& tenant,
                                                       const OrganizationQuery& query) {
  return directory_.ListOrganizations(tenant, query);
}

std::optional<Person> CachingDirectory::FindPerson(const TenantId& tenant, const PersonId& id) {
  return Get(people_, {tenant, id}, clock_.Now(), [&] { return directory_.FindPerson(tenant, id); });
}

std::vector<Grant> CachingDirectory::ListGrants(const TenantId& tenant, const PersonId& id) {
  return Get(grants_, {tenant, id}, clock_.Now(), [&] { return directory_.ListGrants(tenant, id); });
}

std::vector<PersonId> CachingDirectory::ListHolders(const TenantId& tenant, const std::string& role,
                                                    const std::string& path, Timestamp at) {
  return directory_.ListHolders(tenant, role, path, at);
}

Page<Person> CachingDirectory::ListPeople(const TenantId& tenant, const PeopleQuery& query) {
  return directory_.ListPeople(tenant, query);
}

Changed CachingDirectory::Change(const TenantId& tenant, const RightsChange& change,
                                 const AccessRecord& record, const AnswerRecord* answer) {
  const Changed changed = directory_.Change(tenant, change, record, answer);
  Forget();
  return changed;
}

std::optional<Delegation> CachingDirectory::FindDelegation(const TenantId& tenant, const std::string& id) {
  return directory_.FindDelegation(tenant, id);
}

std::vector<Delegation> CachingDirectory::DelegationsTo(const TenantId& tenant, const PersonId& person) {
  return Get(delegations_, {tenant, person}, clock_.Now(),
             [&] { return directory_.DelegationsTo(tenant, person); });
}

Page<Delegation> CachingDirectory::ListDelegations(const TenantId& tenant, const DelegationQuery& query) {
  return directory_.ListDelegations(tenant, query);
}

void CachingDirectory::PutToken(const Token& token) {
  directory_.PutToken(token);
  Forget();
}

std::optional<Token> CachingDirectory::FindToken(const std::string& sha256, Timestamp now) {
  return Get(tokens_, sha256, now, [&] { return directory_.FindToken(sha256, now); });
}

std::vector<Token> CachingDirectory::ListTokens(const TenantId& tenant, const PersonId& person,
                                                TokenKind kind, Timestamp now) {
  return directory_.ListTokens(tenant, person, kind, now);
}

void CachingDirectory::UseToken(const Token& token) {
  directory_.UseToken(token);
  // Sessions do this all the time: nothing else is forgotten.
  const std::scoped_lock lock(mutex_);
  ++changes_;
  tokens_.erase(token.sha256);
}

int CachingDirectory::DropTokens(const TenantId& tenant, const PersonId& person, TokenKind kind,
                                 const std::string& prefix) {
  const int dropped = directory_.DropTokens(tenant, person, kind, prefix);
  Forget();
  return dropped;
}

int CachingDirectory::RemoveExpiredTokens(Timestamp now, int limit) {
  return directory_.RemoveExpiredTokens(now, limit);
}

void CachingDirectory::PutSubject(const TenantId& tenant, const Subject& subject) {
  directory_.PutSubject(tenant, subject);
  Forget();
}

std::optional<PersonId> CachingDirectory::FindSubject(const TenantId& tenant, const std::string& issuer,
                                                      const std::string& subject) {
  return Get(subjects_, {tenant, issuer, subject}, clock_.Now(),
             [&] { return directory_.FindSubject(tenant, issuer, subject); });
}

}  // namespace charter::api
