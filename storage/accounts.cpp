#include "storage/accounts.h"

#include <algorithm>

#include "storage/database.h"

namespace charter::storage {
namespace {

constexpr std::string_view kAccounts =
    "SELECT name, person, hash, must_change, failures, locked_until, changed_at, rev FROM accounts WHERE "
    "tenant = :tenant AND ";
constexpr int kAccountColumns = 8;

Account ReadAccount(const Row& row) {
  Account account;
  account.name = row.Text(0);
  account.person = PersonId(row.Text(1));
  account.hash = row.Text(2);
  account.must_change = row.Number(3) != 0;
  account.failures = static_cast<int>(row.Number(4));
  if (!row.IsNull(5)) account.locked_until = row.Time(5);
  account.changed_at = row.Time(6);
  account.rev = row.Number(7);
  return account;
}

std::optional<Account> Find(Session& session, const TenantId& tenant, std::string_view column,
                            const std::string& value) {
  std::optional<Account> account;
  session.Query(std::string(kAccounts) + std::string(column) + " = :value",
                {{"tenant", tenant}, {"value", value}}, kAccountColumns,
                [&](const Row& row) { account = ReadAccount(row); });
  return account;
}

}  // namespace

std::optional<Account> FindAccount(Session& session, const TenantId& tenant, const std::string& name) {
  return Find(session, tenant, "name", name);
}

std::optional<Account> FindAccountOf(Session& session, const TenantId& tenant, const PersonId& person) {
  return Find(session, tenant, "person", person.value);
}

bool PutAccount(Session& session, const TenantId& tenant, const Account& account,
                const AccessRecord& record) {
  const Params params{{"tenant", tenant},
                      {"name", account.name},
                      {"person", account.person},
                      {"hash", account.hash},
                      {"must_change", std::int64_t{account.must_change ? 1 : 0}},
                      {"failures", std::int64_t{account.failures}},
                      {"locked_until", account.locked_until},
                      {"changed_at", account.changed_at},
                      {"rev", account.rev}};
  Begin(session);
  // Without a target, so that either of the two unique keys counts.
  const auto changed =
      account.rev == 0
          ? session.Execute(
                "INSERT INTO accounts (tenant, name, person, hash, must_change, failures, locked_until, "
                "changed_at, rev) VALUES (:tenant, :name, :person, :hash, :must_change, :failures, "
                ":locked_until, :changed_at, 1) ON CONFLICT DO NOTHING",
                params)
          : session.Execute(
                "UPDATE accounts SET hash = :hash, must_change = :must_change, failures = :failures, "
                "locked_until = :locked_until, changed_at = :changed_at, rev = rev + 1 "
                "WHERE tenant = :tenant AND name = :name AND person = :person AND rev = :rev",
                params);
  if (changed != 1) {
    RollBack(session);
    return false;
  }
  AddAccess(session, tenant, record);
  Commit(session);
  return true;
}

Page<Account> ListAccounts(Session& session, const TenantId& tenant, const std::string& after, int limit) {
  static const std::string sql = std::string(kAccounts) + "name > :after ORDER BY name LIMIT :limit";
  Page<Account> page;
  const auto most = static_cast<std::size_t>(std::max(limit, 0));
  session.Query(sql, {{"tenant", tenant}, {"after", after}, {"limit", static_cast<std::int64_t>(most + 1)}},
                kAccountColumns, [&](const Row& row) { page.rows.push_back(ReadAccount(row)); });
  if (page.rows.size() > most) {
    page.rows.resize(most);
    if (most > 0) page.next = page.rows.back().name;
  }
  return page;
}

void AddAccess(Session& session, const TenantId& tenant, const AccessRecord& record) {
  session.Execute(
      "INSERT INTO access_log (tenant, id, at, kind, person, name_hash, address, route, code, whom, what, "
      "place, subject) VALUES (:tenant, :id, :at, :kind, :person, :name_hash, :address, :route, :code, "
      ":whom, "
      ":what, :place, :subject)",
      {{"tenant", tenant},
       {"id", record.id},
       {"at", record.at},
       {"kind", record.kind},
       {"person", record.person},
       {"name_hash", record.name_hash},
       {"address", record.address},
       {"route", record.route},
       {"code", std::int64_t{record.code}},
       {"whom", record.whom},
       {"what", record.what},
       {"place", record.where},
       {"subject", record.subject}});
}

int RemoveAccess(Session& session, Timestamp before, int limit) {
  return static_cast<int>(session.Execute(
      "DELETE FROM access_log WHERE (tenant, id) IN (SELECT tenant, id FROM access_log WHERE at < :before "
      "AND whom IS NULL AND what = '' AND subject = '' "
      "ORDER BY at, tenant, id LIMIT :limit)",
      {{"before", before}, {"limit", std::int64_t{limit}}}));
}

Page<AccessRecord> ListAccess(Session& session, const TenantId& tenant, const PersonId* person,
                              const std::string& before, int limit) {
  std::string sql =
      "SELECT id, at, kind, person, name_hash, address, route, code, whom, what, place, subject FROM "
      "access_log "
      "WHERE tenant = :tenant";
  Params params{{"tenant", tenant}};
  if (!before.empty()) {
    sql += " AND id < :before";
    params.emplace_back("before", before);
  }
  if (person != nullptr) {
    sql += " AND person = :person";
    params.emplace_back("person", *person);
  }
  Page<AccessRecord> page;
  const auto most = static_cast<std::size_t>(std::max(limit, 0));
  params.emplace_back("limit", static_cast<std::int64_t>(most + 1));
  session.Query(sql + " ORDER BY id DESC LIMIT :limit", params, 12, [&](const Row& row) {
    AccessRecord& record = page.rows.emplace_back();
    record.id = row.Text(0);
    record.at = row.Time(1);
    record.kind = row.Text(2);
    if (!row.IsNull(3)) record.person = PersonId(row.Text(3));
    record.name_hash = row.Text(4);
    record.address = row.Text(5);
    record.route = row.Text(6);
    record.code = static_cast<int>(row.Number(7));
    if (!row.IsNull(8)) record.whom = PersonId(row.Text(8));
    record.what = row.Text(9);
    record.where = OrgId(row.Text(10));
    record.subject = row.Text(11);
  });
  if (page.rows.size() > most) {
    page.rows.resize(most);
    if (most > 0) page.next = page.rows.back().id;
  }
  return page;
}

}  // namespace charter::storage
