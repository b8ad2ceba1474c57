// The list of tables against what the databases say they have: no table and no column can be forgotten.
#include <algorithm>
#include <map>

#include "storage/session.h"
#include "storage/tables.h"
#include "tests/storage/store_fixture.h"

namespace charter::storage {
namespace {

// Table, column and kind, and of the primary key also the place in it, for all that a migrated database has.
// Partitions are part of their table.
constexpr std::string_view kPostgresqlCatalogue =
    "SELECT t.relname, a.attname, format_type(a.atttypid, NULL), "
    "COALESCE(array_position(CAST(i.indkey AS smallint[]), a.attnum) + 1, 0) "
    "FROM pg_class t JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped "
    "LEFT JOIN pg_index i ON i.indrelid = t.oid AND i.indisprimary "
    "WHERE t.relkind IN ('r', 'p') AND NOT t.relispartition AND t.relnamespace = CAST('public' AS "
    "regnamespace)";
constexpr std::string_view kSqliteCatalogue =
    "SELECT t.name, c.name, lower(c.type), c.pk FROM sqlite_master t JOIN pragma_table_info(t.name) c "
    "WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%'";

std::string KindOf(Column::Kind kind) {
  switch (kind) {
    case Column::Kind::kNumber:
      return "number";
    case Column::Kind::kBytes:
      return "bytes";
    case Column::Kind::kText:
      break;
  }
  return "text";
}

std::string KindNamed(const std::string& type) {
  static const std::map<std::string, std::string> kinds{
      {"bigint", "number"}, {"integer", "number"}, {"bytea", "bytes"}, {"blob", "bytes"}, {"text", "text"}};
  const auto found = kinds.find(type);
  return found == kinds.end() ? type : found->second;
}

// By table: "column kind", where it is in the primary key with its place, in the order of the names.
using Catalogue = std::map<std::string, std::vector<std::string>>;

void Describe(Catalogue& catalogue, const std::string& table, const std::string& column,
              const std::string& kind, std::int64_t place) {
  catalogue[table].push_back(column + " " + kind + (place > 0 ? " key " + std::to_string(place) : ""));
}

// A table without a key is put in order by all that is in it.
bool HasKey(const Catalogue& there, const std::string& table) {
  const auto found = there.find(table);
  return found == there.end() ||
         std::any_of(found->second.begin(), found->second.end(),
                     [](const auto& column) { return column.find(" key ") != std::string::npos; });
}

void Describe(Catalogue& catalogue, const Table& table, bool of_tenant, bool has_key) {
  std::int64_t place = 0;
  const auto next = [&] { return has_key ? ++place : 0; };
  if (of_tenant) Describe(catalogue, table.name, "tenant", "text", next());
  for (const Column& column : table.key)
    Describe(catalogue, table.name, column.name, KindOf(column.kind), next());
  for (const auto* columns : {&table.rest, &table.left}) {
    for (const Column& column : *columns)
      Describe(catalogue, table.name, column.name, KindOf(column.kind), 0);
  }
  std::sort(catalogue[table.name].begin(), catalogue[table.name].end());
}

class TablesTest : public StoreTest {};

TEST_P(TablesTest, AreAllListedWithAllTheirColumns) {
  Catalogue there;
  const auto dialect = MakeDialect(url());
  Session session(*dialect, true);
  session.Query(GetParam() == "sqlite" ? kSqliteCatalogue : kPostgresqlCatalogue, {}, 4, [&](const Row& row) {
    Describe(there, row.Text(0), row.Text(1), KindNamed(row.Text(2)), row.Number(3));
  });
  for (auto& [table, columns] : there) std::sort(columns.begin(), columns.end());
  there.erase("schema_migrations");  // says how the tables are, not what is in them

  Catalogue listed;
  for (const Table& table : TenantTables()) Describe(listed, table, true, HasKey(there, table.name));
  Describe(listed, CalendarTable(), false, true);
  EXPECT_EQ(there, listed) << "a table or column was added: add it to storage/tables.cpp too";
}

INSTANTIATE_TEST_SUITE_P(Every, TablesTest, testing::Values("sqlite", "postgresql"),
                         [](const testing::TestParamInfo<std::string>& each) { return each.param; });

}  // namespace
}  // namespace charter::storage
