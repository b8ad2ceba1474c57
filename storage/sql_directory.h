// The directory on PostgreSQL and SQLite.
#pragma once

#include <memory>
#include <utility>

#include "engine/ports/directory.h"
#include "storage/database.h"

namespace charter::storage {

class SqlDirectory : public Directory {
 public:
  explicit SqlDirectory(std::shared_ptr<Database> database) : database_(std::move(database)) {}

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
  std::shared_ptr<Database> database_;
};

}  // namespace charter::storage
