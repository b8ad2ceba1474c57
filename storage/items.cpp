#include "storage/items.h"

#include <string>

namespace charter::storage {

ItemRecord ReadListedItem(const Row& row, std::vector<std::string> (*names)(const std::string& json)) {
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
  item.states = names(row.Text(14));
  item.head = row.Text(15);
  return item;
}

std::int64_t PresentRev(Session& session, const TenantId& tenant, const ItemId& id) {
  std::int64_t rev = 0;
  session.Query("SELECT rev FROM items WHERE tenant = :tenant AND id = :id", {{"tenant", tenant}, {"id", id}},
                1, [&](const Row& row) { rev = row.Number(0); });
  return rev;
}

std::optional<ItemRecord> FindItem(Session& session, const TenantId& tenant, const ItemId& id) {
  static const std::string sql = "SELECT " + std::string(kListedColumns) +
                                 ", i.snapshot FROM items i WHERE i.tenant = :tenant AND i.id = :id";
  std::optional<ItemRecord> item;
  session.Query(sql, {{"tenant", tenant}, {"id", id}}, kListedColumnCount + 1, [&](const Row& row) {
    item = ReadListedItem(row);
    item->snapshot = row.Text(kListedColumnCount);
  });
  return item;
}

std::vector<HistoryRecord> ListHistory(Session& session, const TenantId& tenant, const ItemId& id,
                                       std::int64_t after_rev, int limit) {
  std::vector<HistoryRecord> history;
  if (limit <= 0) return history;
  session.Query(
      "SELECT rev, at, recorded_at, event, source, actor, input, from_states, to_states, detail, hash, names "
      "FROM history "
      "WHERE tenant = :tenant AND item = :id AND rev > :after ORDER BY rev LIMIT :limit",
      {{"tenant", tenant}, {"id", id}, {"after", after_rev}, {"limit", std::int64_t{limit}}}, 12,
      [&](const Row& row) {
        history.push_back({row.Number(0), row.Time(1), row.Time(2), row.Text(3), row.Text(4), row.Text(5),
                           row.Text(6), ReadNames(row.Text(7)), ReadNames(row.Text(8)), row.Text(9),
                           row.Text(10), row.Text(11)});
      });
  return history;
}

}  // namespace charter::storage
