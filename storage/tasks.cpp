#include "storage/tasks.h"

#include <map>
#include <optional>
#include <string>

#include "storage/json_rows.h"
#include "storage/list_rows.h"
#include "storage/task_source.h"

namespace charter::storage {

Page<TaskRow> ListTasks(Session& session, const TenantId& tenant, const TaskQuery& query) {
  Page<TaskRow> page;
  std::optional<TaskCursor> after;
  if (!query.after.empty() && !(after = TaskCursor::Read(query.after))) return page;
  KeyFilter filter;
  filter.AddText(query.text);
  if (query.workflow) filter.Add(key::Workflow(*query.workflow));
  if (query.limit <= 0 || filter.finds_nothing()) return page;

  std::map<std::string, std::vector<std::string>> scopes;
  for (const auto& [role, path] : query.roles) scopes[role].push_back(path);
  TaskSource any;
  any.overdue_at = query.overdue_at;
  any.state = query.state;
  std::vector<TaskSource> sources;
  for (const auto& [role, paths] : scopes) {
    for (const std::string& place : PlacesWithin(paths, query.org_path)) {
      TaskSource& source = sources.emplace_back(any);
      source.role = role;
      source.place = place;
    }
  }
  if (!query.person.empty()) {
    TaskSource& source = sources.emplace_back(any);
    source.person = query.person;
    source.place = query.org_path.value_or("");
  }
  TaskPage tasks =
      PageOfTasks(session, tenant, sources, filter, after, static_cast<std::size_t>(query.limit));
  for (PlacedTask& task : tasks.tasks) page.rows.push_back(std::move(task.row));
  page.next = std::move(tasks.next);
  return page;
}

std::vector<std::int64_t> CountTasks(Session& session, const TenantId& tenant,
                                     const std::vector<PersonId>& people) {
  JsonRows rows;
  std::map<std::string, std::size_t> places;
  for (const auto& person : people) {
    places.emplace(person.value, places.size());
    rows.BeginRow();
    rows.Add("id", person.value);
  }
  std::vector<std::int64_t> counts(people.size());
  session.Query(
      "SELECT person, count(*) FROM tasks WHERE tenant = :tenant AND person <> '' "
      "AND person IN (SELECT value->>'id' FROM {rows:people}) GROUP BY person",
      {{"tenant", tenant}, {"people", rows.Finish()}}, 2,
      [&](const Row& row) { counts[places.at(row.Text(0))] = row.Number(1); });
  return counts;
}

}  // namespace charter::storage
