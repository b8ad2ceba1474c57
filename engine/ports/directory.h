// Organisations, people and what they may do where.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/ports/page.h"
#include "engine/ports/people.h"
#include "engine/ports/rights.h"
#include "engine/ports/tokens.h"

namespace charter {

struct OrganizationQuery {
  std::vector<std::string> scopes;   // paths of organisations, each with all below it; "": all; empty: none
  std::optional<OrgId> parent = {};  // directly below this one
  std::string after;                 // Page::next of the page before
  int limit = 50;
  std::optional<std::string> text = {};  // in the name, in either language, as ItemQuery::text
};

struct PeopleQuery {
  std::vector<std::string> scopes;  // of one of these organisations, or with a role there at `at`
  Timestamp at;
  std::string text;   // the id, or a part of the name, letters of ASCII in either case; "": all
  std::string after;  // Page::next of the page before
  int limit = 50;
};

class Directory : public Tokens, public Rights {
 public:
  // Creates or replaces by id. The parent must be there before its children (Code::store_failed).
  // Every call is one transaction; throws Failure when the store fails.
  virtual void PutOrganizations(const TenantId& tenant, const std::vector<Organization>& organizations) = 0;
  virtual void PutPerson(const TenantId& tenant, const Person& person) = 0;
  // Puts another name in place of his, and removes his grants, tokens and subjects. His id stays.
  virtual void ErasePerson(const TenantId& tenant, const PersonId& person, const std::string& name) = 0;
  // Gives the role; nothing happens if the person was given it there already.
  virtual void AddGrant(const TenantId& tenant, const PersonId& person, const Grant& grant) = 0;

  [[nodiscard]] virtual std::optional<Organization> FindOrganization(const TenantId& tenant,
                                                                     const OrgId& id) = 0;
  // By path: each before those below it.
  [[nodiscard]] virtual Page<Organization> ListOrganizations(const TenantId& tenant,
                                                             const OrganizationQuery& query) = 0;
  [[nodiscard]] virtual std::optional<Person> FindPerson(const TenantId& tenant, const PersonId& id) = 0;
  // By id.
  [[nodiscard]] virtual Page<Person> ListPeople(const TenantId& tenant, const PeopleQuery& query) = 0;
  // Those that are over or to come as well.
  [[nodiscard]] virtual std::vector<Grant> ListGrants(const TenantId& tenant, const PersonId& id) = 0;

  // Everybody who himself holds the role at this time, at a place that covers `path`; by id, each once.
  [[nodiscard]] virtual std::vector<PersonId> ListHolders(const TenantId& tenant, const std::string& role,
                                                          const std::string& path, Timestamp at) = 0;
};

}  // namespace charter
