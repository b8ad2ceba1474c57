// The directory's in-memory twin: the same promises, nothing kept.
#pragma once

#include <map>
#include <mutex>
#include <string>
#include <tuple>
#include <utility>

#include "engine/ports/directory.h"
#include "engine/ports/store.h"

namespace charter::storage {

class MemoryDirectory : public Directory {
 public:
  // `store`, where changes are recorded and answers kept, outlives this.
  explicit MemoryDirectory(Store& store) : store_(store) {}

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
  using Organizations = std::map<std::pair<TenantId, OrgId>, Organization>;
  struct Rows {
    Organizations organizations;
    std::map<std::pair<TenantId, PersonId>, Person> people;
    std::map<std::tuple<TenantId, PersonId, std::string, OrgId>, Grant> grants;
    std::map<std::pair<TenantId, std::string>, Delegation> delegations;
  };
  class Changing;

  [[nodiscard]] Grant WithPath(const TenantId& tenant, Grant grant) const;
  [[nodiscard]] Delegation WithPath(const TenantId& tenant, Delegation delegation) const;

  Store& store_;
  std::mutex mutex_;
  Rows rows_;
  std::map<std::string, std::map<TenantId, Token>> tokens_;  // by hash
  std::map<std::tuple<TenantId, std::string, std::string>, PersonId> subjects_;
};

}  // namespace charter::storage
