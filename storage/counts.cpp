#include "storage/counts.h"

#include <utility>

#include "storage/database.h"
#include "storage/json_rows.h"
#include "storage/path_scope.h"

namespace charter::storage {

void AddTo(CountSums& sums, const TenantId& tenant, const CountChange& change) {
  for (const std::string& place : PlacesAbove(change.org_path)) {
    if (!change.left.empty()) --sums[{tenant.value, place, change.workflow, change.left}];
    if (!change.entered.empty()) ++sums[{tenant.value, place, change.workflow, change.entered}];
  }
}

void AddToCounts(Session& session, const CountSums& sums) {
  JsonRows rows;
  // Sorted, so that two who add wait for each other in one order.
  for (const auto& [key, items] : sums) {
    if (items == 0) continue;
    const auto& [tenant, place, workflow, state] = key;
    rows.BeginRow();
    rows.Add("tenant", tenant);
    rows.Add("place", place);
    rows.Add("workflow", workflow);
    rows.Add("state", state);
    rows.Add("items", items);
  }
  if (rows.empty()) return;
  session.Execute(
      "INSERT INTO count_sums (tenant, place, workflow, state, items) SELECT value->>'tenant', "
      "value->>'place', "
      "value->>'workflow', value->>'state', CAST(value->>'items' AS bigint) FROM {rows:sums} WHERE 1 = 1 "
      "ON CONFLICT (tenant, place, workflow, state) DO UPDATE SET items = count_sums.items + excluded.items",
      {{"sums", rows.Finish()}});
}

std::vector<StateCount> CountItems(Session& session, const TenantId& tenant, const CountQuery& query) {
  // One statement for each place: it sees the sums and what is not yet added up at one moment.
  std::string sql = "SELECT workflow, state, CAST(sum(items) AS bigint) FROM (";
  const char* const parts[] = {
      "SELECT workflow, state, items FROM count_sums WHERE tenant = :tenant AND place = :place",
      " UNION ALL SELECT workflow, entered_state, 1 FROM commit_notes WHERE tenant = :tenant AND "
      "org_path >= :place AND org_path < :end AND entered_state <> ''",
      " UNION ALL SELECT workflow, left_state, -1 FROM commit_notes WHERE tenant = :tenant AND "
      "org_path >= :place AND org_path < :end AND left_state <> ''"};
  for (const char* part : parts)
    sql += std::string(part) + (query.workflow ? " AND workflow = :workflow" : "");
  sql += ") AS counted GROUP BY workflow, state HAVING sum(items) <> 0";

  std::map<std::pair<std::string, std::string>, std::int64_t> sums;
  for (const std::string& place : Outermost(query.places)) {
    const std::string end = EndOfPrefix(place);
    Params params = {{"tenant", tenant}, {"place", place}, {"end", end}};
    if (query.workflow) params.emplace_back("workflow", *query.workflow);
    session.Query(sql, params, 3, [&](const Row& row) { sums[{row.Text(0), row.Text(1)}] += row.Number(2); });
  }
  std::vector<StateCount> counts;
  for (const auto& [key, items] : sums) counts.push_back({key.first, key.second, items});
  return counts;
}

}  // namespace charter::storage
