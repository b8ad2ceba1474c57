// The directory's in-memory twin: the same promises, nothing kept.
#pragma once

#include <map>
#include <mutex>
#include <string>
#include <tuple>
#include <utility>

#include "engine/ports/directory.h"

namespace charter::storage {

class MemoryDirectory : public Directory {
 public:
  void PutOrganizations(const TenantId& tenant, const std::vector<Organization>& organizations) override;
  void PutPerson(const TenantId& tenant, const Person& person) override;
  void AddGrant(const TenantId& tenant, const PersonId& person, const Grant& grant) override;
  std::optional<Organization> FindOrganization(const TenantId& tenant, const OrgId& id) override;
  Page<Organization> ListOrganizations(const TenantId& tenant, const OrganizationQuery& query) override;
  std::optional<Person> FindPerson(const TenantId& tenant, const PersonId& id) override;
  std::vector<Grant> ListGrants(const TenantId& tenant, const PersonId& id) override;
  std::vector<PersonId> ListHolders(const TenantId& tenant, const std::string& role,
                                    const std::string& path) override;
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
  std::mutex mutex_;
  Organizations organizations_;
  std::map<std::pair<TenantId, PersonId>, Person> people_;
  std::map<std::tuple<TenantId, PersonId, std::string, OrgId>, Grant> grants_;
  std::map<std::string, std::map<TenantId, Token>> tokens_;  // by hash
  std::map<std::tuple<TenantId, std::string, std::string>, PersonId> subjects_;
};

}  // namespace charter::storage
