// Organisations, people and what they may do where.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/data/id.h"
#include "engine/data/text.h"
#include "engine/data/time.h"
#include "engine/ports/page.h"
#include "engine/ports/tokens.h"

namespace charter {

// A node of the organisation tree. `path` is the chain of ids from the root, each followed by "/":
// "liangzhou/taihu/u12/". An organisation covers every path that starts with its own.
struct Organization {
  OrgId id;
  std::optional<OrgId> parent;
  std::string kind;  // the glossary's identifier: "municipal_federation", "grassroots_union", ...
  Text name;
  std::string path;
};

struct Person {
  PersonId id;
  std::string name;
  OrgId org;
};

// A role held at a place: it holds for that organisation and all below it.
struct Grant {
  std::string role;
  OrgId org;
  std::string path;  // of `org`; filled in by the store
};

struct OrganizationQuery {
  std::vector<std::string> scopes;   // paths of organisations, each with all below it; "": all; empty: none
  std::optional<OrgId> parent = {};  // directly below this one
  std::string after;                 // Page::next of the page before
  int limit = 50;
  std::optional<std::string> text = {};  // in the name, in either language, as ItemQuery::text
};

class Directory : public Tokens {
 public:
  // Creates or replaces by id. The parent must be there before its children (Code::store_failed).
  // Every call is one transaction; throws Failure when the store fails.
  virtual void PutOrganizations(const TenantId& tenant, const std::vector<Organization>& organizations) = 0;
  virtual void PutPerson(const TenantId& tenant, const Person& person) = 0;
  // Gives the role; nothing happens if the person holds it there already.
  virtual void AddGrant(const TenantId& tenant, const PersonId& person, const Grant& grant) = 0;

  [[nodiscard]] virtual std::optional<Organization> FindOrganization(const TenantId& tenant,
                                                                     const OrgId& id) = 0;
  // By path: each before those below it.
  [[nodiscard]] virtual Page<Organization> ListOrganizations(const TenantId& tenant,
                                                             const OrganizationQuery& query) = 0;
  [[nodiscard]] virtual std::optional<Person> FindPerson(const TenantId& tenant, const PersonId& id) = 0;
  [[nodiscard]] virtual std::vector<Grant> ListGrants(const TenantId& tenant, const PersonId& id) = 0;

  // Everybody who holds the role at a place that covers `path`; by id, each once.
  [[nodiscard]] virtual std::vector<PersonId> ListHolders(const TenantId& tenant, const std::string& role,
                                                          const std::string& path) = 0;
};

}  // namespace charter
