#include "storage/sql_directory.h"

#include <algorithm>
#include <limits>
#include <map>
#include <set>
#include <span>
#include <string>

#include "storage/accounts.h"
#include "storage/checks.h"
#include "storage/json_rows.h"
#include "storage/list_rows.h"
#include "storage/path_scope.h"
#include "storage/rights.h"
#include "storage/text_keys.h"

namespace charter::storage {
namespace {

constexpr std::string_view kColumns = "SELECT id, parent, kind, name_zh, name_en, path FROM organizations ";

// Rows in one statement.
constexpr std::size_t kBatch = 2000;

Organization ReadOrganization(const Row& row) {
  Organization organization;
  organization.id = OrgId(row.Text(0));
  if (!row.IsNull(1)) organization.parent = OrgId(row.Text(1));
  organization.kind = row.Text(2);
  organization.name = {row.Text(3), row.Text(4)};
  organization.path = row.Text(5);
  return organization;
}

using Paths = std::map<OrgId, std::string>;

// Of those parents that are there already.
Paths ParentPaths(Session& session, const TenantId& tenant, const std::vector<Organization>& organizations) {
  std::set<OrgId> parents;
  for (const Organization& organization : organizations) {
    if (organization.parent) parents.insert(*organization.parent);
  }
  JsonRows ids;
  for (const OrgId& parent : parents) {
    ids.BeginRow();
    ids.Add("id", parent.value);
  }
  Paths paths;
  session.Query(
      "SELECT id, path FROM organizations WHERE tenant = :tenant AND id IN (SELECT value->>'id' FROM "
      "{rows:ids})",
      {{"tenant", tenant}, {"ids", ids.Finish()}}, 2,
      [&](const Row& row) { paths.emplace(OrgId(row.Text(0)), row.Text(1)); });
  return paths;
}

// Each where it stands first, as it stands last.
std::vector<const Organization*> EachOnce(const std::vector<Organization>& organizations) {
  std::vector<const Organization*> once;
  std::map<OrgId, std::size_t> places;
  for (const Organization& organization : organizations) {
    const auto [place, is_new] = places.emplace(organization.id, once.size());
    if (is_new) {
      once.push_back(&organization);
    } else {
      once[place->second] = &organization;
    }
  }
  return once;
}

void PutTogether(Session& session, const TenantId& tenant,
                 std::span<const Organization* const> organizations) {
  JsonRows rows;
  for (const Organization* organization : organizations) {
    rows.BeginRow();
    rows.Add("id", organization->id.value);
    if (organization->parent) rows.Add("parent", organization->parent->value);
    rows.Add("kind", organization->kind);
    rows.Add("name_zh", organization->name.zh);
    rows.Add("name_en", organization->name.en);
    rows.Add("path", organization->path);
  }
  session.Execute(
      "INSERT INTO organizations (tenant, id, parent, kind, name_zh, name_en, path) "
      "SELECT :tenant, value->>'id', value->>'parent', value->>'kind', value->>'name_zh', value->>'name_en', "
      "value->>'path' FROM {rows:organizations} WHERE 1 = 1 "
      "ON CONFLICT (tenant, id) DO UPDATE SET parent = excluded.parent, kind = excluded.kind, "
      "name_zh = excluded.name_zh, name_en = excluded.name_en, path = excluded.path",
      {{"tenant", tenant}, {"organizations", rows.Finish()}});
}

}  // namespace

void SqlDirectory::PutOrganizations(const TenantId& tenant, const std::vector<Organization>& organizations) {
  database_->Write([&](Session& session) {
    Begin(session);
    Paths paths = ParentPaths(session, tenant, organizations);
    for (const Organization& organization : organizations) {
      std::optional<std::string> parent_path;
      if (organization.parent) {
        if (const auto parent = paths.find(*organization.parent); parent != paths.end())
          parent_path = parent->second;
      }
      CheckOrganization(organization, parent_path);
      paths[organization.id] = organization.path;
    }
    const auto once = EachOnce(organizations);
    for (std::size_t i = 0; i < once.size(); i += kBatch)
      PutTogether(session, tenant, std::span(once).subspan(i, std::min(kBatch, once.size() - i)));
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

void SqlDirectory::ErasePerson(const TenantId& tenant, const PersonId& person, const std::string& name) {
  database_->Write([&](Session& session) {
    Begin(session);
    session.Execute("UPDATE people SET name = :name WHERE tenant = :tenant AND id = :person",
                    {{"name", name}, {"tenant", tenant}, {"person", person}});
    session.Execute(
        "DELETE FROM delegations WHERE tenant = :tenant AND (lender = :person OR receiver = :person)",
        {{"tenant", tenant}, {"person", person}});
    for (const char* table : {"grants", "tokens", "subjects"}) {
      session.Execute("DELETE FROM " + std::string(table) + " WHERE tenant = :tenant AND person = :person",
                      {{"tenant", tenant}, {"person", person}});
    }
    Commit(session);
  });
}

void SqlDirectory::AddGrant(const TenantId& tenant, const PersonId& person, const Grant& grant) {
  database_->Write([&](Session& session) {
    session.Execute(
        "INSERT INTO grants (tenant, person, role, org, starts_at, ends_at) VALUES (:tenant, :person, :role, "
        ":org, :from, :until) ON CONFLICT (tenant, person, role, org) DO NOTHING",
        {{"tenant", tenant},
         {"person", person},
         {"role", grant.role},
         {"org", grant.org},
         {"from", grant.from},
         {"until", grant.until}});
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

Page<Organization> SqlDirectory::ListOrganizations(const TenantId& tenant, const OrganizationQuery& query) {
  // One bound from below: SQLite would take the wrong one of two.
  const auto text = [&query](const char* from) {
    return std::string(kColumns) + "WHERE tenant = :tenant AND path " + from + " :from AND path < :end" +
           (query.parent ? " AND parent = :parent" : "") + " ORDER BY path LIMIT :limit";
  };
  return database_->Read([&](Session& session) {
    Page<Organization> page;
    // One more than a page: there is a next one.
    const auto limit = static_cast<std::size_t>(std::max(query.limit, 0));
    const std::optional<TextSearch> search = SearchOf(query);
    // Scopes do not overlap, and their order is that of the paths below them.
    for (const std::string& scope : Outermost(query.scopes)) {
      const std::string end = EndOfPrefix(scope);
      if (page.rows.size() > limit || end <= query.after) continue;
      const bool begun = query.after >= scope;
      session.Query(text(begun ? ">" : ">="),
                    {{"tenant", tenant},
                     {"from", begun ? query.after : scope},
                     {"end", end},
                     {"parent", query.parent},
                     // Names are compared here, with all the rules that those of items are found by.
                     {"limit", search ? std::numeric_limits<std::int64_t>::max()
                                      : static_cast<std::int64_t>(limit + 1 - page.rows.size())}},
                    6, [&](const Row& row) {
                      Organization found = ReadOrganization(row);
                      if (page.rows.size() > limit || (search && !Finds(*search, found))) return;
                      page.rows.push_back(std::move(found));
                    });
    }
    if (page.rows.size() > limit) {
      page.rows.resize(limit);
      if (limit > 0) page.next = page.rows.back().path;
    }
    return page;
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
        "SELECT g.role, g.org, o.path, g.starts_at, g.ends_at FROM grants g JOIN organizations o ON o.tenant "
        "= g.tenant AND o.id = "
        "g.org "
        "WHERE g.tenant = :tenant AND g.person = :id ORDER BY g.role, o.path",
        {{"tenant", tenant}, {"id", id}}, 5, [&](const Row& row) {
          Grant& grant = grants.emplace_back(Grant{row.Text(0), OrgId(row.Text(1)), row.Text(2)});
          if (!row.IsNull(3)) grant.from = row.Time(3);
          if (!row.IsNull(4)) grant.until = row.Time(4);
        });
    return grants;
  });
}

std::vector<PersonId> SqlDirectory::ListHolders(const TenantId& tenant, const std::string& role,
                                                const std::string& path, Timestamp at) {
  return database_->Read([&](Session& session) {
    JsonRows places;
    for (const std::string& place : PlacesAbove(path)) {
      places.BeginRow();
      places.Add("path", place);
      // The last step of a path is the organisation's id.
      const std::string steps = place.substr(0, place.size() - 1);
      places.Add("org", std::string_view(steps).substr(steps.rfind('/') + 1));
    }
    std::vector<PersonId> people;
    session.Query(
        "SELECT DISTINCT g.person FROM {rows:places} p CROSS JOIN grants g JOIN organizations o ON o.tenant "
        "= "
        "g.tenant AND o.id = g.org WHERE g.tenant = :tenant AND g.role = :role AND g.org = p.value->>'org' "
        "AND "
        "o.path = p.value->>'path' AND (g.starts_at IS NULL OR g.starts_at <= :at) AND (g.ends_at IS NULL OR "
        "g.ends_at > :at) ORDER BY g.person",
        {{"tenant", tenant}, {"role", role}, {"places", places.Finish()}, {"at", at}}, 1,
        [&](const Row& row) { people.emplace_back(row.Text(0)); });
    return people;
  });
}

Page<Person> SqlDirectory::ListPeople(const TenantId& tenant, const PeopleQuery& query) {
  return database_->Read([&](Session& session) { return storage::ListPeople(session, tenant, query); });
}

Changed SqlDirectory::Change(const TenantId& tenant, const RightsChange& change, const AccessRecord& record,
                             const AnswerRecord* answer) {
  return database_->Write(
      [&](Session& session) { return storage::Change(session, tenant, change, record, answer); });
}

std::optional<Delegation> SqlDirectory::FindDelegation(const TenantId& tenant, const std::string& id) {
  return database_->Read([&](Session& session) { return storage::FindDelegation(session, tenant, id); });
}

std::vector<Delegation> SqlDirectory::DelegationsTo(const TenantId& tenant, const PersonId& person) {
  return database_->Read([&](Session& session) { return storage::DelegationsTo(session, tenant, person); });
}

Page<Delegation> SqlDirectory::ListDelegations(const TenantId& tenant, const DelegationQuery& query) {
  return database_->Read([&](Session& session) { return storage::ListDelegations(session, tenant, query); });
}

void SqlDirectory::PutToken(const Token& token) {
  database_->Write([&](Session& session) { storage::PutToken(session, token); });
}

std::optional<Token> SqlDirectory::FindToken(const std::string& sha256, Timestamp now) {
  return database_->Read([&](Session& session) { return storage::FindToken(session, sha256, now); });
}

std::vector<Token> SqlDirectory::ListTokens(const TenantId& tenant, const PersonId& person, TokenKind kind,
                                            Timestamp now) {
  return database_->Read(
      [&](Session& session) { return storage::ListTokens(session, tenant, person, kind, now); });
}

void SqlDirectory::UseToken(const Token& token) {
  database_->Write([&](Session& session) { storage::UseToken(session, token); });
}

int SqlDirectory::DropTokens(const TenantId& tenant, const PersonId& person, TokenKind kind,
                             const std::string& prefix) {
  return database_->Write(
      [&](Session& session) { return storage::DropTokens(session, tenant, person, kind, prefix); });
}

int SqlDirectory::RemoveExpiredTokens(Timestamp now, int limit) {
  return database_->Write(
      [&](Session& session) { return storage::RemoveExpiredTokens(session, now, limit); });
}

void SqlDirectory::PutSubject(const TenantId& tenant, const Subject& subject) {
  database_->Write([&](Session& session) { storage::PutSubject(session, tenant, subject); });
}

std::optional<PersonId> SqlDirectory::FindSubject(const TenantId& tenant, const std::string& issuer,
                                                  const std::string& subject) {
  return database_->Read(
      [&](Session& session) { return storage::FindSubject(session, tenant, issuer, subject); });
}

}  // namespace charter::storage
