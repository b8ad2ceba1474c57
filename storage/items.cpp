#include "storage/items.h"

#include <deque>
#include <string>

#include "storage/json_rows.h"
#include "storage/path_scope.h"

namespace charter::storage {
namespace {

constexpr std::string_view kColumns =
    "i.id, i.number, i.workflow, i.version, i.org, i.org_path, i.parent, i.title, i.created_by, "
    "i.created_at, i.updated_at, i.rev, i.sealed, i.status, i.states, i.snapshot, i.head";
constexpr int kColumnCount = 17;

ItemRecord ReadItem(const Row& row) {
  ItemRecord item;
  item.id = ItemId(row.Text(0));
  item.number = row.Text(1);
  item.workflow = row.Text(2);
  item.version = static_cast<int>(row.Number(3));
  item.org = OrgId(row.Text(4));
  item.org_path = row.Text(5);
  if (!row.IsNull(6)) item.parent = ItemId(row.Text(6));
  item.title = row.Text(7);
  item.created_by = PersonId(row.Text(8));
  item.created_at = row.Time(9);
  item.updated_at = row.Time(10);
  item.rev = row.Number(11);
  item.sealed = row.Number(12);
  item.status = row.Text(13);
  item.states = ReadNames(row.Text(14));
  item.snapshot = row.Text(15);
  item.head = row.Text(16);
  return item;
}

}  // namespace

std::optional<ItemRecord> FindItem(Session& session, const TenantId& tenant, const ItemId& id) {
  static const std::string sql =
      "SELECT " + std::string(kColumns) + " FROM items i WHERE i.tenant = :tenant AND i.id = :id";
  std::optional<ItemRecord> item;
  session.Query(sql, {{"tenant", tenant}, {"id", id}}, kColumnCount,
                [&](const Row& row) { item = ReadItem(row); });
  return item;
}

std::vector<ItemRecord> ListItems(Session& session, const TenantId& tenant, const ItemQuery& query) {
  std::vector<ItemRecord> items;
  const std::vector<std::string> scopes = Outermost(query.scopes);
  if (scopes.empty() || query.limit <= 0) return items;

  std::deque<std::string> texts;
  Params params = {{"tenant", tenant}};
  std::string sql = "SELECT " + std::string(kColumns) + " FROM items i";
  if (query.state) {
    sql +=
        " JOIN item_states s ON s.tenant = i.tenant AND s.item = i.id AND s.tenant = :tenant AND s.state = "
        ":state";
    params.emplace_back("state", *query.state);
  }
  sql += " WHERE i.tenant = :tenant";
  const auto equal = [&](const char* column, const std::string* value) {
    if (value == nullptr) return;
    sql += std::string(" AND i.") + column + " = :" + column;
    params.emplace_back(column, *value);
  };
  equal("workflow", query.workflow ? &*query.workflow : nullptr);
  equal("status", query.status ? &*query.status : nullptr);
  equal("parent", query.parent ? &query.parent->value : nullptr);
  if (!scopes.front().empty()) {
    sql += " AND ";
    AppendPathCondition(sql, "i.org_path", scopes, params, texts);
  }
  if (query.org_path) {
    sql += " AND ";
    AppendPathCondition(sql, "i.org_path", {*query.org_path}, params, texts);
  }
  if (!query.after.empty()) {
    sql += " AND i.id < :after";
    params.emplace_back("after", query.after);
  }
  sql += " ORDER BY i.id DESC LIMIT :limit";
  params.emplace_back("limit", std::int64_t{query.limit});
  session.Query(sql, params, kColumnCount, [&](const Row& row) { items.push_back(ReadItem(row)); });
  return items;
}

std::vector<HistoryRecord> ListHistory(Session& session, const TenantId& tenant, const ItemId& id,
                                       std::int64_t after_rev, int limit) {
  std::vector<HistoryRecord> history;
  if (limit <= 0) return history;
  session.Query(
      "SELECT rev, at, recorded_at, event, source, actor, input, from_states, to_states, detail, hash FROM "
      "history "
      "WHERE tenant = :tenant AND item = :id AND rev > :after ORDER BY rev LIMIT :limit",
      {{"tenant", tenant}, {"id", id}, {"after", after_rev}, {"limit", std::int64_t{limit}}}, 11,
      [&](const Row& row) {
        history.push_back({row.Number(0), row.Time(1), row.Time(2), row.Text(3), row.Text(4), row.Text(5),
                           row.Text(6), ReadNames(row.Text(7)), ReadNames(row.Text(8)), row.Text(9),
                           row.Text(10)});
      });
  return history;
}

}  // namespace charter::storage
