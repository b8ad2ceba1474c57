#include "storage/definitions.h"

#include "storage/answers.h"
#include "storage/database.h"

namespace charter::storage {
namespace {

constexpr int kColumns = 9;
constexpr const char* kRest = "published_by, published_at, retired, changed_by, changed_at, reason";

DefinitionRecord ReadDefinition(const Row& row) {
  DefinitionRecord definition{row.Text(0), static_cast<int>(row.Number(1)), row.Text(2),
                              PersonId(row.Text(3)), row.Time(4)};
  definition.retirement = {row.Number(5) != 0, PersonId(row.Text(6)),
                           row.IsNull(7) ? std::nullopt : std::optional(row.Time(7)), row.Text(8)};
  return definition;
}

}  // namespace

bool AddDefinition(Session& session, const TenantId& tenant, const DefinitionRecord& definition,
                   const AnswerRecord* answer) {
  Begin(session);
  const bool added =
      (answer == nullptr || KeepAnswer(session, tenant, *answer)) &&
      session.Execute(
          "INSERT INTO definitions (tenant, workflow, version, source, published_by, published_at) "
          "VALUES (:tenant, :workflow, :version, :source, :published_by, :published_at) "
          "ON CONFLICT (tenant, workflow, version) DO NOTHING",
          {{"tenant", tenant},
           {"workflow", definition.workflow},
           {"version", std::int64_t{definition.version}},
           {"source", definition.source},
           {"published_by", definition.published_by},
           {"published_at", definition.published_at}}) == 1;
  added ? Commit(session) : RollBack(session);
  return added;
}

std::optional<DefinitionRecord> FindDefinition(Session& session, const TenantId& tenant,
                                               const std::string& workflow, int version) {
  std::optional<DefinitionRecord> definition;
  const std::string sql =
      std::string("SELECT workflow, version, source, ") + kRest +
      " FROM definitions WHERE tenant = :tenant AND workflow = :workflow " +
      std::string(version == 0 ? "ORDER BY version DESC LIMIT 1" : "AND version = :version");
  session.Query(sql, {{"tenant", tenant}, {"workflow", workflow}, {"version", std::int64_t{version}}},
                kColumns, [&](const Row& row) { definition = ReadDefinition(row); });
  return definition;
}

std::vector<DefinitionRecord> ListDefinitions(Session& session, const TenantId& tenant) {
  std::vector<DefinitionRecord> definitions;
  session.Query(std::string("SELECT workflow, version, '', ") + kRest +
                    " FROM definitions WHERE tenant = :tenant ORDER BY workflow, version",
                {{"tenant", tenant}}, kColumns,
                [&](const Row& row) { definitions.push_back(ReadDefinition(row)); });
  return definitions;
}

std::vector<DefinitionRecord> ListVersions(Session& session, const TenantId& tenant,
                                           const std::string& workflow) {
  std::vector<DefinitionRecord> definitions;
  session.Query(std::string("SELECT workflow, version, '', ") + kRest +
                    " FROM definitions WHERE tenant = :tenant AND workflow = :workflow ORDER BY version",
                {{"tenant", tenant}, {"workflow", workflow}}, kColumns,
                [&](const Row& row) { definitions.push_back(ReadDefinition(row)); });
  return definitions;
}

bool Retire(Session& session, const TenantId& tenant, const std::string& workflow, int version,
            const Retirement& retirement, const AnswerRecord* answer) {
  Begin(session);
  if (answer != nullptr && !KeepAnswer(session, tenant, *answer)) {
    RollBack(session);
    return false;
  }
  session.Execute(std::string("UPDATE definitions SET retired = :retired, changed_by = :changed_by, "
                              "changed_at = :changed_at, reason = :reason "
                              "WHERE tenant = :tenant AND workflow = :workflow AND retired <> :retired") +
                      (version == 0 ? "" : " AND version = :version"),
                  {{"retired", std::int64_t{retirement.retired ? 1 : 0}},
                   {"changed_by", retirement.by},
                   {"changed_at", retirement.at},
                   {"reason", retirement.reason},
                   {"tenant", tenant},
                   {"workflow", workflow},
                   {"version", std::int64_t{version}}});
  Commit(session);
  return true;
}

}  // namespace charter::storage
