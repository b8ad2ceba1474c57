#include "storage/rights.h"

#include <algorithm>
#include <deque>

#include "storage/accounts.h"
#include "storage/answers.h"
#include "storage/database.h"
#include "storage/path_scope.h"

namespace charter::storage {
namespace {

std::optional<Timestamp> TimeOrNone(const Row& row, int column) {
  return row.IsNull(column) ? std::nullopt : std::optional(row.Time(column));
}

// Who asks whether somebody is left must not ask at the same time as another.
void LockPlace(Session& session, const TenantId& tenant, const OrgId& org) {
  session.Query("SELECT id FROM organizations WHERE tenant = :tenant AND id = :org {for_update}",
                {{"tenant", tenant}, {"org", org}}, 1, [](const Row&) {});
}

bool IsHeldLastingly(Session& session, const TenantId& tenant, const std::string& role, const OrgId& org) {
  bool held = false;
  session.Query(
      "SELECT 1 FROM grants WHERE tenant = :tenant AND role = :role AND org = :org AND starts_at IS NULL AND "
      "ends_at IS NULL LIMIT 1",
      {{"tenant", tenant}, {"role", role}, {"org", org}}, 1, [&](const Row&) { held = true; });
  return held;
}

std::string FoldAscii(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return text;
}

// One change within a transaction that is open.
class Changing {
 public:
  Changing(Session& session, const TenantId& tenant) : session_(session), tenant_(tenant) {}

  Changed operator()(const AddOrganization& add) {
    const Organization& made = add.organization;
    return Of(session_.Execute(
        "INSERT INTO organizations (tenant, id, parent, kind, name_zh, name_en, path) VALUES (:tenant, :id, "
        ":parent, :kind, :name_zh, :name_en, :path) ON CONFLICT (tenant, id) DO NOTHING",
        {{"tenant", tenant_},
         {"id", made.id},
         {"parent", made.parent},
         {"kind", made.kind},
         {"name_zh", made.name.zh},
         {"name_en", made.name.en},
         {"path", made.path}}));
  }
  Changed operator()(const ChangeOrganization& change) {
    const Organization& changed = change.organization;
    return Of(
        session_.Execute("UPDATE organizations SET kind = :kind, name_zh = :name_zh, name_en = :name_en "
                         "WHERE tenant = :tenant "
                         "AND id = :id",
                         {{"kind", changed.kind},
                          {"name_zh", changed.name.zh},
                          {"name_en", changed.name.en},
                          {"tenant", tenant_},
                          {"id", changed.id}}));
  }
  Changed operator()(const AddPerson& add) {
    return Of(
        session_.Execute("INSERT INTO people (tenant, id, name, org) VALUES (:tenant, :id, :name, :org) "
                         "ON CONFLICT (tenant, id) DO NOTHING",
                         ParamsOf(add.person)));
  }
  Changed operator()(const ChangePerson& change) {
    return Of(
        session_.Execute("UPDATE people SET name = :name, org = :org WHERE tenant = :tenant AND id = :id",
                         ParamsOf(change.person)));
  }
  Changed operator()(const GiveRole& give) {
    const Grant& grant = give.grant;
    if (give.keeps_one) LockPlace(session_, tenant_, grant.org);
    session_.Execute(
        "INSERT INTO grants (tenant, person, role, org, starts_at, ends_at) VALUES (:tenant, :person, :role, "
        ":org, :from, :until) ON CONFLICT (tenant, person, role, org) DO UPDATE SET starts_at = "
        "excluded.starts_at, ends_at = excluded.ends_at",
        {{"tenant", tenant_},
         {"person", give.person},
         {"role", grant.role},
         {"org", grant.org},
         {"from", grant.from},
         {"until", grant.until}});
    return KeptOne(give.keeps_one, grant.role, grant.org);
  }
  Changed operator()(const TakeRole& take) {
    if (take.keeps_one) LockPlace(session_, tenant_, take.org);
    const auto taken = session_.Execute(
        "DELETE FROM grants WHERE tenant = :tenant AND person = :person AND role = :role AND org = :org",
        {{"tenant", tenant_}, {"person", take.person}, {"role", take.role}, {"org", take.org}});
    return taken == 0 ? Changed::kNot : KeptOne(take.keeps_one, take.role, take.org);
  }
  Changed operator()(const LendRole& lend) {
    const Delegation& lent = lend.delegation;
    return Of(session_.Execute(
        "INSERT INTO delegations (tenant, id, lender, receiver, role, org, starts_at, ends_at, reason, "
        "made_at) VALUES (:tenant, :id, :lender, :receiver, :role, :org, :from, :until, :reason, :made_at)",
        {{"tenant", tenant_},
         {"id", lent.id},
         {"lender", lent.by},
         {"receiver", lent.to},
         {"role", lent.grant.role},
         {"org", lent.grant.org},
         {"from", lent.grant.from},
         {"until", lent.grant.until},
         {"reason", lent.reason},
         {"made_at", lent.made_at}}));
  }
  Changed operator()(const EndLoan& back) {
    return Of(session_.Execute("DELETE FROM delegations WHERE tenant = :tenant AND id = :id",
                               {{"tenant", tenant_}, {"id", back.id}}));
  }

 private:
  static Changed Of(std::int64_t rows) { return rows == 1 ? Changed::kYes : Changed::kNot; }

  Params ParamsOf(const Person& person) {
    return {{"tenant", tenant_}, {"id", person.id}, {"name", person.name}, {"org", person.org}};
  }

  Changed KeptOne(bool asked, const std::string& role, const OrgId& org) {
    return asked && !IsHeldLastingly(session_, tenant_, role, org) ? Changed::kLastOne : Changed::kYes;
  }

  Session& session_;
  const TenantId& tenant_;
};

constexpr std::string_view kDelegations =
    "SELECT d.id, d.lender, d.receiver, d.role, d.org, o.path, d.starts_at, d.ends_at, d.reason, d.made_at "
    "FROM delegations d JOIN organizations o ON o.tenant = d.tenant AND o.id = d.org ";
constexpr int kDelegationColumns = 10;

Delegation ReadDelegation(const Row& row) {
  return {row.Text(0),
          PersonId(row.Text(1)),
          PersonId(row.Text(2)),
          {row.Text(3), OrgId(row.Text(4)), row.Text(5), TimeOrNone(row, 6), TimeOrNone(row, 7)},
          row.Text(8),
          row.Time(9)};
}

template <typename Row, typename Cursor>
void Cut(Page<Row>& page, std::size_t most, const Cursor& cursor) {
  if (page.rows.size() <= most) return;
  page.rows.resize(most);
  if (most > 0) page.next = cursor(page.rows.back());
}

}  // namespace

Changed Change(Session& session, const TenantId& tenant, const RightsChange& change,
               const AccessRecord& record, const AnswerRecord* answer) {
  Begin(session);
  Changed changed = std::visit(Changing(session, tenant), change);
  if (changed == Changed::kYes) AddAccess(session, tenant, record);
  if (changed == Changed::kYes && answer != nullptr && !KeepAnswer(session, tenant, *answer))
    changed = Changed::kKeyTaken;
  changed == Changed::kYes ? Commit(session) : RollBack(session);
  return changed;
}

std::optional<Delegation> FindDelegation(Session& session, const TenantId& tenant, const std::string& id) {
  static const std::string sql = std::string(kDelegations) + "WHERE d.tenant = :tenant AND d.id = :id";
  std::optional<Delegation> found;
  session.Query(sql, {{"tenant", tenant}, {"id", id}}, kDelegationColumns,
                [&](const Row& row) { found = ReadDelegation(row); });
  return found;
}

std::vector<Delegation> DelegationsTo(Session& session, const TenantId& tenant, const PersonId& person) {
  static const std::string sql =
      std::string(kDelegations) + "WHERE d.tenant = :tenant AND d.receiver = :person ORDER BY d.id";
  std::vector<Delegation> list;
  session.Query(sql, {{"tenant", tenant}, {"person", person}}, kDelegationColumns,
                [&](const Row& row) { list.push_back(ReadDelegation(row)); });
  return list;
}

Page<Delegation> ListDelegations(Session& session, const TenantId& tenant, const DelegationQuery& query) {
  Page<Delegation> page;
  if (query.scopes.empty()) return page;
  const auto most = static_cast<std::size_t>(std::max(query.limit, 0));
  std::string sql = std::string(kDelegations) + "WHERE d.tenant = :tenant AND d.id > :after_id AND ";
  Params params{{"tenant", tenant}, {"after_id", query.after_id}};
  std::deque<std::string> texts;
  AppendPathCondition(sql, "o.path", query.scopes, params, texts);
  if (query.by) sql += " AND d.lender = :lender";
  if (query.after) sql += " AND d.ends_at > :after";
  params.emplace_back("lender", query.by);
  params.emplace_back("after", query.after);
  params.emplace_back("limit", static_cast<std::int64_t>(most + 1));
  session.Query(sql + " ORDER BY d.id LIMIT :limit", params, kDelegationColumns,
                [&](const Row& row) { page.rows.push_back(ReadDelegation(row)); });
  Cut(page, most, [](const Delegation& last) { return last.id; });
  return page;
}

Page<Person> ListPeople(Session& session, const TenantId& tenant, const PeopleQuery& query) {
  Page<Person> page;
  if (query.scopes.empty()) return page;
  const auto most = static_cast<std::size_t>(std::max(query.limit, 0));
  const std::string text = FoldAscii(query.text);
  std::string sql =
      "SELECT p.id, p.name, p.org FROM people p WHERE p.tenant = :tenant AND p.id > :after AND (p.org IN "
      "(SELECT o.id FROM organizations o WHERE o.tenant = :tenant AND ";
  Params params{{"tenant", tenant}, {"after", query.after}};
  std::deque<std::string> texts;
  AppendPathCondition(sql, "o.path", query.scopes, params, texts);
  sql +=
      ") OR p.id IN (SELECT g.person FROM grants g JOIN organizations h ON h.tenant = g.tenant AND h.id = "
      "g.org WHERE g.tenant = :tenant AND (g.starts_at IS NULL OR g.starts_at <= :at) AND (g.ends_at IS NULL "
      "OR g.ends_at > :at) AND ";
  AppendPathCondition(sql, "h.path", query.scopes, params, texts);
  sql += "))";
  if (!text.empty())
    sql += " AND (lower(p.id) = :text OR replace(lower(p.name), :text, '') <> lower(p.name))";
  params.emplace_back("at", query.at);
  params.emplace_back("text", text);
  params.emplace_back("limit", static_cast<std::int64_t>(most + 1));
  session.Query(sql + " ORDER BY p.id LIMIT :limit", params, 3, [&](const Row& row) {
    page.rows.push_back({PersonId(row.Text(0)), row.Text(1), OrgId(row.Text(2))});
  });
  Cut(page, most, [](const Person& last) { return last.id.value; });
  return page;
}

}  // namespace charter::storage
