#include "storage/seals.h"

#include <string>

#include "storage/database.h"
#include "storage/json_rows.h"

namespace charter::storage {

std::vector<SealLeaf> ListUnsealed(Session& session, const TenantId& tenant, const ItemId& after, int limit) {
  std::vector<SealLeaf> leaves;
  session.Query(
      "SELECT i.id, COALESCE((SELECT max(s.rev) FROM seal_leaves s WHERE s.tenant = i.tenant "
      "AND s.item = i.id), 0), i.rev, i.head FROM items i WHERE i.tenant = :tenant AND i.id > :after "
      "AND NOT EXISTS (SELECT 1 FROM seal_leaves s WHERE s.tenant = i.tenant AND s.item = i.id "
      "AND s.rev = i.rev) ORDER BY i.id LIMIT :limit",
      {{"tenant", tenant}, {"after", after}, {"limit", std::int64_t{limit}}}, 4, [&](const Row& row) {
        leaves.push_back({ItemId(row.Text(0)), row.Number(1), row.Number(2), row.Text(3), 0});
      });
  return leaves;
}

bool AddSeal(Session& session, const TenantId& tenant, const SealRecord& seal,
             std::span<const SealLeaf> leaves) {
  JsonRows rows;
  for (const SealLeaf& leaf : leaves) {
    rows.BeginRow();
    rows.Add("item", leaf.item.value);
    rows.Add("before", leaf.before);
    rows.Add("rev", leaf.rev);
    rows.Add("head", leaf.head);
  }
  const std::string& text = rows.Finish();
  Begin(session);
  const auto added = session.Execute(
      "INSERT INTO seals (tenant, number, sealed_at, items, revisions, changed, root, previous, hash, "
      "signing_key, signature) VALUES (:tenant, :number, :at, :items, :revisions, :changed, :root, "
      ":previous, :hash, :key, :signature) ON CONFLICT (tenant, number) DO NOTHING",
      {{"tenant", tenant},
       {"number", seal.number},
       {"at", seal.at},
       {"items", seal.items},
       {"revisions", seal.revisions},
       {"changed", seal.changed},
       {"root", seal.root},
       {"previous", seal.previous},
       {"hash", seal.hash},
       {"key", seal.key},
       {"signature", seal.signature}});
  if (added == 0) {
    RollBack(session);
    return false;
  }
  session.Execute(
      "INSERT INTO seal_leaves (tenant, item, rev, seal, before_rev, head) SELECT :tenant, value->>'item', "
      "CAST(value->>'rev' AS bigint), :number, CAST(value->>'before' AS bigint), value->>'head' "
      "FROM {rows:leaves}",
      {{"tenant", tenant}, {"number", seal.number}, {"leaves", text}});
  Commit(session);
  return true;
}

std::optional<SealRecord> FindSeal(Session& session, const TenantId& tenant, std::int64_t number) {
  std::string sql =
      "SELECT number, sealed_at, items, revisions, changed, root, previous, hash, signing_key, signature "
      "FROM seals WHERE tenant = :tenant";
  Params params = {{"tenant", tenant}};
  if (number > 0) {
    sql += " AND number = :number";
    params.emplace_back("number", number);
  }
  std::optional<SealRecord> seal;
  session.Query(sql + " ORDER BY number DESC LIMIT 1", params, 10, [&](const Row& row) {
    seal = {row.Number(0), row.Time(1), row.Number(2), row.Number(3), row.Number(4),
            row.Text(5),   row.Text(6), row.Text(7),   row.Text(8),   row.Text(9)};
  });
  return seal;
}

std::vector<SealLeaf> ListSealLeaves(Session& session, const TenantId& tenant, std::int64_t number,
                                     const ItemId& after, int limit) {
  std::vector<SealLeaf> leaves;
  session.Query(
      "SELECT item, before_rev, rev, head FROM seal_leaves WHERE tenant = :tenant AND seal = :number "
      "AND item > :after ORDER BY item LIMIT :limit",
      {{"tenant", tenant}, {"number", number}, {"after", after}, {"limit", std::int64_t{limit}}}, 4,
      [&](const Row& row) {
        leaves.push_back({ItemId(row.Text(0)), row.Number(1), row.Number(2), row.Text(3), number});
      });
  return leaves;
}

}  // namespace charter::storage
