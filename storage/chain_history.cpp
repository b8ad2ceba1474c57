#include "storage/chain_history.h"

#include <vector>

#include "engine/ports/chain.h"
#include "storage/json_rows.h"

namespace charter::storage {
namespace {

constexpr std::int64_t kPage = 500;

struct TenantItem {
  TenantId tenant;
  ItemRecord item;  // the facts that the chain starts from
};

std::vector<TenantItem> ItemsAfter(Session& session, const TenantItem& after) {
  std::vector<TenantItem> page;
  session.Query(
      "SELECT tenant, id, number, workflow, version, org, parent, created_by, created_at FROM items "
      "WHERE (tenant, id) > (:tenant, :id) ORDER BY tenant, id LIMIT :limit",
      {{"tenant", after.tenant}, {"id", after.item.id}, {"limit", kPage}}, 9, [&](const Row& row) {
        TenantItem& each = page.emplace_back();
        each.tenant = TenantId(row.Text(0));
        each.item.id = ItemId(row.Text(1));
        each.item.number = row.Text(2);
        each.item.workflow = row.Text(3);
        each.item.version = static_cast<int>(row.Number(4));
        each.item.org = OrgId(row.Text(5));
        if (!row.IsNull(6)) each.item.parent = ItemId(row.Text(6));
        each.item.created_by = PersonId(row.Text(7));
        each.item.created_at = row.Time(8);
      });
  return page;
}

std::vector<HistoryRecord> RowsAfter(Session& session, const TenantItem& of, std::int64_t rev) {
  std::vector<HistoryRecord> page;
  session.Query(
      "SELECT rev, at, recorded_at, event, source, actor, input, from_states, to_states, detail FROM history "
      "WHERE tenant = :tenant AND item = :id AND rev > :rev ORDER BY rev LIMIT :limit",
      {{"tenant", of.tenant}, {"id", of.item.id}, {"rev", rev}, {"limit", kPage}}, 10, [&](const Row& row) {
        page.push_back({row.Number(0), row.Time(1), row.Time(2), row.Text(3), row.Text(4), row.Text(5),
                        row.Text(6), ReadNames(row.Text(7)), ReadNames(row.Text(8)), row.Text(9)});
      });
  return page;
}

void ChainItem(Session& session, TenantItem& of) {
  std::int64_t rev = 0;
  for (auto rows = RowsAfter(session, of, rev); !rows.empty(); rows = RowsAfter(session, of, rev)) {
    Chain(of.tenant, of.item, rows);
    JsonRows hashes;
    for (const HistoryRecord& row : rows) {
      hashes.BeginRow();
      hashes.Add("rev", row.rev);
      hashes.Add("hash", row.hash);
    }
    session.Execute(
        "UPDATE history SET hash = value->>'hash' FROM {rows:hashes} "
        "WHERE tenant = :tenant AND item = :id AND rev = CAST(value->>'rev' AS bigint)",
        {{"tenant", of.tenant}, {"id", of.item.id}, {"hashes", hashes.Finish()}});
    rev = rows.back().rev;
  }
  session.Execute("UPDATE items SET head = :head WHERE tenant = :tenant AND id = :id",
                  {{"head", of.item.head}, {"tenant", of.tenant}, {"id", of.item.id}});
}

}  // namespace

void ChainHistory(Session& session) {
  TenantItem after;
  for (auto page = ItemsAfter(session, after); !page.empty(); page = ItemsAfter(session, after)) {
    for (TenantItem& each : page) ChainItem(session, each);
    after = page.back();
  }
}

}  // namespace charter::storage
