#include "storage/audit.h"

#include <map>
#include <optional>
#include <set>
#include <string>

#include "engine/data/json.h"
#include "storage/database.h"
#include "storage/items.h"
#include "storage/ledger.h"

namespace charter::storage {
namespace {

// That a range may have where no items tell how long it is.
constexpr std::int64_t kRowsPerItem = 50;

using Trails = std::map<ItemId, Trail>;

Trail& TrailOf(Trails& trails, const std::string& id) {
  Trail& trail = trails[ItemId(id)];
  if (trail.id.empty()) trail.id = ItemId(id);
  return trail;
}

// Whoever checks is to be told of a list that is damaged, not to fail at it.
std::vector<std::string> NamesAsTheyAre(const std::string& json) {
  const auto value = ParseJson(json);
  if (!value || !value->is(Kind::kList)) return {json};
  std::vector<std::string> names;
  for (const Value& name : value->AsList()) {
    if (!name.is(Kind::kString)) return {json};
    names.emplace_back(name.AsString());
  }
  return names;
}

// A query over a range: `sql` ends within its conditions.
struct RangeQuery {
  std::string sql;
  Params params;

  RangeQuery(std::string_view text, std::string_view column, const TenantId& tenant, const ItemRange& range)
      : sql(text), params{{"tenant", tenant}, {"after", range.after}} {
    sql += " WHERE tenant = :tenant AND " + std::string(column) + " > :after";
    if (!range.until) return;
    sql += " AND " + std::string(column) + " <= :until";
    params.emplace_back("until", *range.until);
  }
};

void ReadItems(Session& session, const TenantId& tenant, const ItemRange& range, Trails& trails) {
  static const std::string sql = "SELECT " + std::string(kListedColumns) + ", i.snapshot FROM items i";
  const RangeQuery query(sql, "id", tenant, range);
  session.Query(query.sql, query.params, kListedColumnCount + 1, [&](const Row& row) {
    ItemRecord& item = TrailOf(trails, row.Text(0)).item.emplace(ReadListedItem(row, NamesAsTheyAre));
    item.snapshot = row.Text(kListedColumnCount);
  });
}

void ReadHistory(Session& session, const TenantId& tenant, const ItemRange& range, Trails& trails) {
  const RangeQuery query(
      "SELECT item, rev, at, recorded_at, event, source, actor, input, from_states, to_states, detail, hash, "
      "names FROM history",
      "item", tenant, range);
  session.Query(query.sql + " ORDER BY item, rev", query.params, 13, [&](const Row& row) {
    TrailOf(trails, row.Text(0))
        .history.push_back({row.Number(1), row.Time(2), row.Time(3), row.Text(4), row.Text(5), row.Text(6),
                            row.Text(7), NamesAsTheyAre(row.Text(8)), NamesAsTheyAre(row.Text(9)),
                            row.Text(10), row.Text(11), row.Text(12)});
  });
}

void ReadLeaves(Session& session, const TenantId& tenant, const ItemRange& range, Trails& trails) {
  const RangeQuery query("SELECT item, before_rev, rev, head, seal FROM seal_leaves", "item", tenant, range);
  session.Query(query.sql + " ORDER BY item, rev", query.params, 5, [&](const Row& row) {
    Trail& trail = TrailOf(trails, row.Text(0));
    trail.leaves.push_back({trail.id, row.Number(1), row.Number(2), row.Text(3), row.Number(4)});
  });
}

}  // namespace

std::vector<TenantId> ListTenants(Session& session) {
  std::set<TenantId> tenants;
  // From one tenant to the next by the primary keys: none of their rows are gone through.
  for (const char* table : {"items", "history", "budgets", "seals"}) {
    std::optional<std::string> last = "";
    while (last) {
      std::optional<std::string> next;
      session.Query("SELECT min(tenant) FROM " + std::string(table) + " WHERE tenant > :last",
                    {{"last", *last}}, 1, [&](const Row& row) {
                      if (!row.IsNull(0)) next = row.Text(0);
                    });
      if (next) tenants.insert(TenantId(*next));
      last = std::move(next);
    }
  }
  return {tenants.begin(), tenants.end()};
}

ItemRange RangeAfter(Session& session, const TenantId& tenant, const ItemId& after, int size) {
  ItemRange range{after, std::nullopt};
  const auto until = [&](const char* sql, std::int64_t offset) {
    session.Query(sql, {{"tenant", tenant}, {"after", after}, {"offset", offset}}, 1,
                  [&](const Row& row) { range.until = ItemId(row.Text(0)); });
  };
  until("SELECT id FROM items WHERE tenant = :tenant AND id > :after ORDER BY id LIMIT 1 OFFSET :offset",
        size - 1);
  // Behind the last item there may be the history of many that are gone.
  if (!range.until) {
    until(
        "SELECT item FROM history WHERE tenant = :tenant AND item > :after ORDER BY item, rev "
        "LIMIT 1 OFFSET :offset",
        std::int64_t{size} * kRowsPerItem);
  }
  return range;
}

std::vector<Trail> ReadTrails(Session& session, const TenantId& tenant, const ItemRange& range) {
  Trails trails;
  session.Execute(session.dialect().BeginRead(), {});
  ReadItems(session, tenant, range, trails);
  ReadHistory(session, tenant, range, trails);
  ReadLeaves(session, tenant, range, trails);
  for (LedgerRecord& entry : ListLedgerOf(session, tenant, range)) {
    auto& entries = TrailOf(trails, entry.item.value).entries;
    entries.push_back(std::move(entry));
  }
  Commit(session);
  std::vector<Trail> list;
  list.reserve(trails.size());
  for (auto& [id, trail] : trails) list.push_back(std::move(trail));
  return list;
}

}  // namespace charter::storage
