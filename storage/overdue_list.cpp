#include "storage/overdue_list.h"

#include <map>

#include "storage/items.h"
#include "storage/json_rows.h"
#include "storage/task_source.h"

namespace charter::storage {
namespace {

// From one to the next: there are few, and many tasks of each.
std::vector<std::string> RolesAwaited(Session& session, const TenantId& tenant) {
  std::vector<std::string> roles;
  session.Query(
      "SELECT role FROM (WITH RECURSIVE r (role) AS (SELECT min(role) FROM tasks WHERE tenant = :tenant "
      "UNION ALL "
      "SELECT (SELECT min(role) FROM tasks WHERE tenant = :tenant AND role > r.role) FROM r WHERE r.role IS "
      "NOT "
      "NULL) SELECT role FROM r WHERE role IS NOT NULL) AS awaited",
      {{"tenant", tenant}}, 1, [&](const Row& row) { roles.push_back(row.Text(0)); });
  return roles;
}

}  // namespace

Page<ItemRecord> ListOverdue(Session& session, const TenantId& tenant, const ItemQuery& query,
                             const std::vector<std::string>& places, const KeyFilter& filter) {
  Page<ItemRecord> page;
  std::optional<TaskCursor> after;
  if (!query.after.empty() && !(after = TaskCursor::Read(query.after))) return page;
  std::vector<TaskSource> sources;
  for (const std::string& role : RolesAwaited(session, tenant)) {
    for (const std::string& place : places) {
      TaskSource& source = sources.emplace_back();
      source.role = role;
      source.place = place;
      source.of_persons_too = true;
      source.first_of_item = true;
      source.overdue_at = query.overdue_at;
    }
  }
  TaskPage tasks =
      PageOfTasks(session, tenant, sources, filter, after, static_cast<std::size_t>(query.limit));
  page.next = std::move(tasks.next);

  JsonRows ids;
  for (const PlacedTask& task : tasks.tasks) {
    ids.BeginRow();
    ids.Add("item", task.row.item.value);
  }
  if (ids.empty()) return page;
  std::map<ItemId, ItemRecord> items;
  session.Query(
      "SELECT " + std::string(kListedColumns) +
          " FROM {rows:ids} r CROSS JOIN {item_of:r.value->>'item'} i WHERE i.tenant = :tenant AND i.id "
          "= r.value->>'item'",
      {{"tenant", tenant}, {"ids", ids.Finish()}}, kListedColumnCount, [&](const Row& row) {
        ItemRecord item = ReadListedItem(row);
        items.emplace(item.id, item);
      });
  for (const PlacedTask& task : tasks.tasks) {
    if (const auto found = items.find(task.row.item); found != items.end())
      page.rows.push_back(found->second);
  }
  return page;
}

}  // namespace charter::storage
