#include "storage/sql_directory.h"

#include <deque>
#include <string>

#include "storage/checks.h"
#include "storage/path_scope.h"

namespace charter::storage {
namespace {

constexpr std::string_view kColumns = "SELECT id, parent, kind, name_zh, name_en, path FROM organizations ";

Organization ReadOrganization(const Row& row) {
  Organization organization;
  organization.id = OrgId(row.Text(0));
  if (!row.IsNull(1)) organization.parent = OrgId(row.Text(1));
  organization.kind = row.Text(2);
  organization.name = {row.Text(3), row.Text(4)};
  organization.path = row.Text(5);
  return organization;
}

std::optional<std::string> PathOf(Session& session, const TenantId& tenant, const OrgId& id) {
  std::optional<std::string> path;
  session.Query("SELECT path FROM organizations WHERE tenant = :tenant AND id = :id",
                {{"tenant", tenant}, {"id", id}}, 1, [&](const Row& row) { path = row.Text(0); });
  return path;
}

void PutOrganization(Session& session, const TenantId& tenant, const Organization& organization) {
  std::optional<std::string> parent_path;
  if (organization.parent) parent_path = PathOf(session, tenant, *organization.parent);
  CheckOrganization(organization, parent_path);
  session.Execute(
      "INSERT INTO organizations (tenant, id, parent, kind, name_zh, name_en, path) "
      "VALUES (:tenant, :id, :parent, :kind, :name_zh, :name_en, :path) "
      "ON CONFLICT (tenant, id) DO UPDATE SET parent = excluded.parent, kind = excluded.kind, "
      "name_zh = excluded.name_zh, name_en = excluded.name_en, path = excluded.path",
      {{"tenant", tenant},
       {"id", organization.id},
       {"parent", organization.parent},
       {"kind", organization.kind},
       {"name_zh", organization.name.zh},
       {"name_en", organization.name.en},
       {"path", organization.path}});
}

}  // namespace

void SqlDirectory::PutOrganizations(const TenantId& tenant, const std::vector<Organization>& organizations) {
  database_->Write([&](Session& session) {
    Begin(session);
    for (const Organization& organization : organizations) PutOrganization(session, tenant, organization);
    Commit(session);
  });
}

void SqlDirectory::PutPerson(const TenantId& tenant, const Person& person) {
  database_->Write([&](Session& session) {
    session.Execute(
        "INSERT INTO people (tenant, id, name, org) VALUES (:tenant, :id, :name, :org) "
        "ON CONFLICT (tenant, id) DO UPDATE SET name = excluded.name, org = excluded.org",
        {{"tenant", tenant}, {"id", person.id}, {"name", person.name}, {"org", person.org}});
  });
}

void SqlDirectory::AddGrant(const TenantId& tenant, const PersonId& person, const Grant& grant) {
  database_->Write([&](Session& session) {
    session.Execute(
        "INSERT INTO grants (tenant, person, role, org) VALUES (:tenant, :person, :role, :org) "
        "ON CONFLICT (tenant, person, role, org) DO NOTHING",
        {{"tenant", tenant}, {"person", person}, {"role", grant.role}, {"org", grant.org}});
  });
}

std::optional<Organization> SqlDirectory::FindOrganization(const TenantId& tenant, const OrgId& id) {
  static const std::string sql = std::string(kColumns) + "WHERE tenant = :tenant AND id = :id";
  return database_->Read([&](Session& session) {
    std::optional<Organization> organization;
    session.Query(sql, {{"tenant", tenant}, {"id", id}}, 6,
                  [&](const Row& row) { organization = ReadOrganization(row); });
    return organization;
  });
}

std::vector<Organization> SqlDirectory::ListOrganizations(const TenantId& tenant,
                                                          const std::string& path_prefix) {
  std::deque<std::string> texts;
  Params params = {{"tenant", tenant}};
  std::string sql = std::string(kColumns) + "WHERE tenant = :tenant AND ";
  AppendPathCondition(sql, "path", {path_prefix}, params, texts);
  sql += " ORDER BY path";
  return database_->Read([&](Session& session) {
    std::vector<Organization> organizations;
    session.Query(sql, params, 6, [&](const Row& row) { organizations.push_back(ReadOrganization(row)); });
    return organizations;
  });
}

std::optional<Person> SqlDirectory::FindPerson(const TenantId& tenant, const PersonId& id) {
  return database_->Read([&](Session& session) {
    std::optional<Person> person;
    session.Query("SELECT id, name, org FROM people WHERE tenant = :tenant AND id = :id",
                  {{"tenant", tenant}, {"id", id}}, 3, [&](const Row& row) {
                    person = Person{PersonId(row.Text(0)), row.Text(1), OrgId(row.Text(2))};
                  });
    return person;
  });
}

std::vector<Grant> SqlDirectory::ListGrants(const TenantId& tenant, const PersonId& id) {
  return database_->Read([&](Session& session) {
    std::vector<Grant> grants;
    session.Query(
        "SELECT g.role, g.org, o.path FROM grants g JOIN organizations o ON o.tenant = g.tenant AND o.id = "
        "g.org "
        "WHERE g.tenant = :tenant AND g.person = :id ORDER BY g.role, o.path",
        {{"tenant", tenant}, {"id", id}}, 3, [&](const Row& row) {
          grants.push_back({row.Text(0), OrgId(row.Text(1)), row.Text(2)});
        });
    return grants;
  });
}

std::vector<PersonId> SqlDirectory::ListHolders(const TenantId& tenant, const std::string& role,
                                                const std::string& path) {
  return database_->Read([&](Session& session) {
    std::vector<PersonId> people;
    session.Query(
        "SELECT DISTINCT g.person FROM grants g JOIN organizations o ON o.tenant = g.tenant AND o.id = g.org "
        "WHERE g.tenant = :tenant AND g.role = :role AND substr(:path, 1, length(o.path)) = o.path "
        "ORDER BY g.person",
        {{"tenant", tenant}, {"role", role}, {"path", path}}, 1,
        [&](const Row& row) { people.emplace_back(row.Text(0)); });
    return people;
  });
}

void SqlDirectory::PutToken(const TokenOwner& owner, const std::string& sha256, Timestamp expires_at) {
  database_->Write([&](Session& session) {
    session.Execute(
        "INSERT INTO tokens (tenant, sha256, person, expires_at) "
        "VALUES (:tenant, :sha256, :person, :expires_at) ON CONFLICT (tenant, sha256) DO UPDATE SET "
        "person = excluded.person, expires_at = excluded.expires_at",
        {{"tenant", owner.tenant}, {"sha256", sha256}, {"person", owner.person}, {"expires_at", expires_at}});
  });
}

std::optional<Directory::TokenOwner> SqlDirectory::FindToken(const std::string& sha256, Timestamp now) {
  return database_->Read([&](Session& session) {
    std::optional<TokenOwner> owner;
    session.Query(
        "SELECT tenant, person FROM tokens WHERE sha256 = :sha256 AND expires_at > :now ORDER BY tenant "
        "LIMIT 1",
        {{"sha256", sha256}, {"now", now}}, 2, [&](const Row& row) {
          owner = TokenOwner{TenantId(row.Text(0)), PersonId(row.Text(1))};
        });
    return owner;
  });
}

}  // namespace charter::storage
