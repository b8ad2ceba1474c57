// Who sends a request, without three questions to the database for each.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "engine/ports/clock.h"
#include "engine/ports/directory.h"

namespace charter::api {

// Thread-safe. Tokens, people, grants and what is lent to them are read once and then believed for a second:
// what another server changes is known here a second later at most, what is changed through this directory at
// once. `clock` is that of the machine, by which tokens expire as well. Both outlive this.
class CachingDirectory final : public Directory {
 public:
  CachingDirectory(Directory& directory, Clock& clock) : directory_(directory), clock_(clock) {}

  void PutOrganizations(const TenantId& tenant, const std::vector<Organization>& organizations) override;
  void PutPerson(const TenantId& tenant, const Person& person) override;
  void ErasePerson(const TenantId& tenant, const PersonId& person, const std::string& name) override;
  void AddGrant(const TenantId& tenant, const PersonId& person, const Grant& grant) override;
  std::optional<Organization> FindOrganization(const TenantId& tenant, const OrgId& id) override;
  Page<Organization> ListOrganizations(const TenantId& tenant, const OrganizationQuery& query) override;
  std::optional<Person> FindPerson(const TenantId& tenant, const PersonId& id) override;
  Page<Person> ListPeople(const TenantId& tenant, const PeopleQuery& query) override;
  std::vector<Grant> ListGrants(const TenantId& tenant, const PersonId& id) override;
  std::vector<PersonId> ListHolders(const TenantId& tenant, const std::string& role, const std::string& path,
                                    Timestamp at) override;
  Changed Change(const TenantId& tenant, const RightsChange& change, const AccessRecord& record,
                 const AnswerRecord* answer) override;
  std::optional<Delegation> FindDelegation(const TenantId& tenant, const std::string& id) override;
  std::vector<Delegation> DelegationsTo(const TenantId& tenant, const PersonId& person) override;
  Page<Delegation> ListDelegations(const TenantId& tenant, const DelegationQuery& query) override;
  void PutToken(const Token& token) override;
  std::optional<Token> FindToken(const std::string& sha256, Timestamp now) override;
  std::vector<Token> ListTokens(const TenantId& tenant, const PersonId& person, TokenKind kind,
                                Timestamp now) override;
  void UseToken(const Token& token) override;
  int DropTokens(const TenantId& tenant, const PersonId& person, TokenKind kind,
                 const std::string& prefix) override;
  int RemoveExpiredTokens(Timestamp now, int limit) override;
  void PutSubject(const TenantId& tenant, const Subject& subject) override;
  std::optional<PersonId> FindSubject(const TenantId& tenant, const std::string& issuer,
                                      const std::string& subject) override;

 private:
  // With the time from which each is read again.
  template <typename Key, typename Value>
  using Cache = std::map<Key, std::pair<Timestamp, Value>>;
  using PersonKey = std::pair<TenantId, PersonId>;
  using SubjectKey = std::tuple<TenantId, std::string, std::string>;

  template <typename Key, typename Value, typename Read>
  Value Get(Cache<Key, Value>& cache, const Key& key, Timestamp now, Read read);
  void Forget();

  Directory& directory_;
  Clock& clock_;
  std::mutex mutex_;
  std::uint64_t changes_ = 0;  // what was read before a change is not kept after it
  Cache<std::string, std::optional<Token>> tokens_;
  Cache<SubjectKey, std::optional<PersonId>> subjects_;
  Cache<PersonKey, std::optional<Person>> people_;
  Cache<PersonKey, std::vector<Grant>> grants_;
  Cache<PersonKey, std::vector<Delegation>> delegations_;
};

}  // namespace charter::api
