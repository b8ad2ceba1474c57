#include "storage/tasks.h"

#include <deque>
#include <map>
#include <string>

#include "storage/json_rows.h"
#include "storage/path_scope.h"
#include "storage/task_cursor.h"

namespace charter::storage {

std::vector<TaskRow> ListTasks(Session& session, const TenantId& tenant, const TaskQuery& query) {
  std::vector<TaskRow> tasks;
  if (query.limit <= 0) return tasks;
  TaskCursor after;
  if (!query.after.empty()) {
    const auto cursor = TaskCursor::Read(query.after);
    if (!cursor) return tasks;
    after = *cursor;
  }

  std::map<std::string, std::vector<std::string>> scopes;
  for (const auto& [role, prefix] : query.roles) scopes[role].push_back(prefix);

  std::deque<std::string> texts;
  Params params = {{"tenant", tenant}};
  std::string sql =
      "SELECT t.state, t.role, t.since, t.due, t.item, i.number, i.workflow, i.version, i.title, i.org, "
      "t.person FROM tasks t JOIN items i ON i.tenant = t.tenant AND i.id = t.item "
      "WHERE t.tenant = :tenant AND (t.person = :me AND t.person <> ''";
  params.emplace_back("me", query.person);
  for (const auto& [role, prefixes] : scopes) {
    sql += " OR t.person = '' AND ";
    const std::string param = "role" + std::to_string(texts.size());
    params.emplace_back(param, texts.emplace_back(role));
    sql += "t.role = :" + param + " AND ";
    AppendPathCondition(sql, "t.org_path", Outermost(prefixes), params, texts);
  }
  sql += ")";
  const std::string due = "COALESCE(t.due, " + std::to_string(kNoDue) + ")";
  if (!query.after.empty()) {
    sql += " AND (" + due +
           ", t.since, t.item, t.state, t.role, t.person) > (:due, :since, :item, :state, :role, :person)";
    params.insert(params.end(), {{"due", after.due},
                                 {"since", after.since},
                                 {"item", std::string_view(after.item)},
                                 {"state", std::string_view(after.state)},
                                 {"role", std::string_view(after.role)},
                                 {"person", std::string_view(after.person)}});
  }
  sql += " ORDER BY " + due + ", t.since, t.item, t.state, t.role, t.person LIMIT :limit";
  params.emplace_back("limit", std::int64_t{query.limit});

  session.Query(sql, params, 11, [&](const Row& row) {
    TaskRow task;
    task.task = {row.Text(0), row.Text(1), row.Time(2), std::nullopt, PersonId(row.Text(10))};
    if (!row.IsNull(3)) task.task.due = row.Time(3);
    task.item = ItemId(row.Text(4));
    task.number = row.Text(5);
    task.workflow = row.Text(6);
    task.version = static_cast<int>(row.Number(7));
    task.title = row.Text(8);
    task.org = OrgId(row.Text(9));
    task.cursor = TaskCursor::Of(task.task, task.item).Write();
    tasks.push_back(std::move(task));
  });
  return tasks;
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
