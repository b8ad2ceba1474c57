#include "storage/definitions.h"

#include "storage/answers.h"
#include "storage/database.h"

namespace charter::storage {
namespace {

DefinitionRecord ReadDefinition(const Row& row) {
  return {row.Text(0), static_cast<int>(row.Number(1)), row.Text(2), PersonId(row.Text(3)), row.Time(4)};
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
      "SELECT workflow, version, source, published_by, published_at FROM definitions "
      "WHERE tenant = :tenant AND workflow = :workflow " +
      std::string(version == 0 ? "ORDER BY version DESC LIMIT 1" : "AND version = :version");
  session.Query(sql, {{"tenant", tenant}, {"workflow", workflow}, {"version", std::int64_t{version}}}, 5,
                [&](const Row& row) { definition = ReadDefinition(row); });
  return definition;
}

std::vector<DefinitionRecord> ListDefinitions(Session& session, const TenantId& tenant) {
  std::vector<DefinitionRecord> definitions;
  session.Query(
      "SELECT workflow, version, '', published_by, published_at FROM definitions WHERE tenant = :tenant "
      "ORDER BY workflow, version",
      {{"tenant", tenant}}, 5, [&](const Row& row) { definitions.push_back(ReadDefinition(row)); });
  return definitions;
}

}  // namespace charter::storage
