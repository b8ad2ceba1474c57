#include "api/first_administrator.h"

namespace charter::api {

std::optional<SignIn::FirstPassword> MakeFirstAdministrator(Directory& directory, SignIn& sign_in,
                                                            const TenantId& tenant) {
  OrganizationQuery query;
  query.scopes = {""};
  query.limit = 1;
  if (!directory.ListOrganizations(tenant, query).rows.empty()) return std::nullopt;
  const OrgId top(tenant.value);
  const PersonId person("administrator");
  directory.PutOrganizations(
      tenant, {{top, std::nullopt, "municipal_federation", {"总工会", "Federation"}, top.value + "/"}});
  directory.PutPerson(tenant, {person, "管理员", top});
  directory.AddGrant(tenant, person, {std::string(kAdministrator), top, {}});
  return sign_in.Reset(tenant, person);
}

}  // namespace charter::api
