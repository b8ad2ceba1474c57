#include "storage/memory_store.h"

#include <algorithm>
#include <optional>

#include "storage/path_scope.h"
#include "storage/task_cursor.h"
#include "storage/text_keys.h"

namespace charter::storage {
namespace {

template <typename Wanted, typename Value>
bool Fits(const std::optional<Wanted>& wanted, const Value& value) {
  return !wanted || *wanted == value;
}

bool Fits(const ItemQuery& query, const ItemRecord& item) {
  return Covers(query.scopes, item.org_path) && Fits(query.workflow, item.workflow) &&
         Fits(query.status, item.status) && (!query.parent || item.parent == query.parent) &&
         (!query.org_path || IsWithin(item.org_path, *query.org_path)) &&
         (!query.state ||
          std::find(item.states.begin(), item.states.end(), *query.state) != item.states.end()) &&
         (!query.text || TextSearch(*query.text).Finds(item.title, item.number));
}

// Whether these are tasks for the caller, and what he asks for.
bool Fits(const TaskQuery& query, const ItemRecord& item, const TaskRecord& task) {
  const auto is_of_role = [&](const auto& role) {
    return role.first == task.role && IsWithin(item.org_path, role.second);
  };
  const bool mine = task.person.empty() ? std::any_of(query.roles.begin(), query.roles.end(), is_of_role)
                                        : task.person == query.person;
  return mine && Fits(query.workflow, item.workflow) && Fits(query.state, task.state) &&
         (!query.org_path || IsWithin(item.org_path, *query.org_path)) &&
         (!query.overdue_at || (task.due && *task.due <= *query.overdue_at)) &&
         (!query.text || TextSearch(*query.text).Finds(item.title, item.number));
}

bool AllCanBeKept(const std::optional<std::string>& a, const std::optional<std::string>& b) {
  return (!a || CanBeKept(*a)) && (!b || CanBeKept(*b));
}

// The rows after `after` in the order of their keys, as a page.
template <typename Key, typename Row, typename Order, typename Write>
Page<Row> PageOf(std::map<Key, Row, Order>& sorted, int limit, const Write& write) {
  Page<Row> page;
  if (limit <= 0) return page;
  for (auto& [key, row] : sorted) {
    if (page.rows.size() == static_cast<std::size_t>(limit)) return page;
    page.rows.push_back(std::move(row));
    page.next = write(key);
  }
  page.next.clear();
  return page;
}

}  // namespace

Page<ItemRecord> MemoryStore::ListItems(const TenantId& tenant, const ItemQuery& query) {
  if (!AllCanBeKept(query.text, query.after)) return {};
  const std::lock_guard lock(mutex_);
  if (query.overdue_at) return ListOverdue(tenant, query);
  std::map<std::string, ItemRecord, std::greater<>> sorted;
  for (const auto& [key, entry] : items_) {
    const std::string& id = key.second.value;
    if (key.first != tenant || !Fits(query, entry.item) || (!query.after.empty() && id >= query.after))
      continue;
    sorted[id] = entry.item;
    sorted[id].snapshot.clear();
  }
  return PageOf(sorted, query.limit, [](const std::string& id) { return id; });
}

Page<ItemRecord> MemoryStore::ListOverdue(const TenantId& tenant, const ItemQuery& query) const {
  std::optional<TaskCursor> after;
  if (!query.after.empty() && !(after = TaskCursor::Read(query.after))) return {};
  std::map<TaskCursor, ItemRecord> sorted;
  for (const auto& [key, entry] : items_) {
    if (key.first != tenant || !Fits(query, entry.item) || entry.tasks.empty()) continue;
    std::vector<TaskCursor> tasks;
    for (const TaskRecord& task : entry.tasks) tasks.push_back(TaskCursor::Of(task, key.second));
    const TaskCursor& first = *std::min_element(tasks.begin(), tasks.end());
    if (first.due > ToMicros(*query.overdue_at) || (after && first <= *after)) continue;
    sorted[first] = entry.item;
    sorted[first].snapshot.clear();
  }
  return PageOf(sorted, query.limit, [](const TaskCursor& place) { return place.Write(); });
}

Page<TaskRow> MemoryStore::ListTasks(const TenantId& tenant, const TaskQuery& query) {
  std::optional<TaskCursor> after;
  if (!query.after.empty() && !(after = TaskCursor::Read(query.after))) return {};
  const std::lock_guard lock(mutex_);
  std::map<TaskCursor, TaskRow> sorted;
  for (const auto& [key, entry] : items_) {
    if (key.first != tenant) continue;
    const ItemRecord& item = entry.item;
    for (const TaskRecord& task : entry.tasks) {
      const TaskCursor place = TaskCursor::Of(task, item.id);
      if (!Fits(query, item, task) || (after && place <= *after)) continue;
      sorted[place] = {task, item.id, item.number, item.workflow, item.version, item.title, item.org};
    }
  }
  return PageOf(sorted, query.limit, [](const TaskCursor& place) { return place.Write(); });
}

std::vector<std::int64_t> MemoryStore::CountTasks(const TenantId& tenant,
                                                  const std::vector<PersonId>& people) {
  const std::lock_guard lock(mutex_);
  std::vector<std::int64_t> counts(people.size());
  for (const auto& [key, entry] : items_) {
    if (key.first != tenant) continue;
    for (const TaskRecord& task : entry.tasks) {
      const auto found = std::find(people.begin(), people.end(), task.person);
      if (found != people.end()) ++counts[static_cast<std::size_t>(found - people.begin())];
    }
  }
  return counts;
}

std::vector<StateCount> MemoryStore::CountItems(const TenantId& tenant, const CountQuery& query) {
  const std::lock_guard lock(mutex_);
  std::map<std::pair<std::string, std::string>, std::int64_t> sums;
  for (const auto& [key, entry] : items_) {
    if (key.first != tenant || !Covers(query.places, entry.item.org_path)) continue;
    if (!Fits(query.workflow, entry.item.workflow)) continue;
    for (const std::string& state : std::set<std::string>(entry.item.states.begin(), entry.item.states.end()))
      ++sums[{entry.item.workflow, state}];
  }
  std::vector<StateCount> counts;
  for (const auto& [key, items] : sums) counts.push_back({key.first, key.second, items});
  return counts;
}

}  // namespace charter::storage
