#include "storage/list_fill.h"

#include <string>
#include <vector>

#include "storage/counts.h"
#include "storage/json_rows.h"
#include "storage/list_rows.h"

namespace charter::storage {
namespace {

constexpr std::int64_t kBatch = 1000;

struct TenantItem {
  TenantId tenant;
  ItemRecord item;
};

// What the rows are made of; the rest is left empty.
std::vector<TenantItem> ItemsAfter(Session& session, const TenantItem& last) {
  std::vector<TenantItem> items;
  session.Query(
      "SELECT tenant, id, number, workflow, org_path, parent, title, status, states FROM items "
      "WHERE (tenant, id) > (:tenant, :id) ORDER BY tenant, id LIMIT :limit",
      {{"tenant", last.tenant}, {"id", last.item.id}, {"limit", kBatch}}, 9, [&](const Row& row) {
        TenantItem next{TenantId(row.Text(0)), {}};
        next.item.id = ItemId(row.Text(1));
        next.item.number = row.Text(2);
        next.item.workflow = row.Text(3);
        next.item.org_path = row.Text(4);
        if (!row.IsNull(5)) next.item.parent = ItemId(row.Text(5));
        next.item.title = row.Text(6);
        next.item.status = row.Text(7);
        next.item.states = ReadNames(row.Text(8));
        items.push_back(std::move(next));
      });
  return items;
}

}  // namespace

void FillLists(Session& session) {
  TenantItem last;
  CountSums sums;
  for (auto items = ItemsAfter(session, last); !items.empty(); items = ItemsAfter(session, last)) {
    JsonRows keys;
    for (const auto& [tenant, item] : items) {
      for (const std::string& key : KeysOf(item)) {
        keys.BeginRow();
        keys.Add("tenant", tenant.value);
        keys.Add("key", key);
        keys.Add("item", item.id.value);
      }
      for (const CountChange& change : CountChangesOf(nullptr, item)) AddTo(sums, tenant, change);
    }
    session.Execute(
        "INSERT INTO item_keys (tenant, key, item) SELECT value->>'tenant', value->>'key', value->>'item' "
        "FROM {rows:keys}",
        {{"keys", keys.Finish()}});
    last = std::move(items.back());
  }
  AddToCounts(session, sums);
}

}  // namespace charter::storage
