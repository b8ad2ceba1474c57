// The tasks of one role at one place, or of one person, in the order of lists.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/ports/tasks.h"
#include "storage/key_filter.h"
#include "storage/session.h"
#include "storage/task_cursor.h"

namespace charter::storage {

struct TaskSource {
  std::optional<std::string> role;  // nothing: those of `person`, whatever the role
  std::string place;                // and below; "": everywhere
  PersonId person = {};
  bool of_persons_too = false;  // of the role: also those that wait for one person
  bool first_of_item = false;   // of each item only the task that comes first
  std::optional<Timestamp> overdue_at = {};
  std::optional<std::string> state = {};
};

struct PlacedTask {
  TaskRow row;
  TaskCursor cursor;
};
// The sources' tasks in one order, as one page of `limit`; `next` is a cursor.
struct TaskPage {
  std::vector<PlacedTask> tasks;
  std::string next;
};
TaskPage PageOfTasks(Session& session, const TenantId& tenant, const std::vector<TaskSource>& sources,
                     const KeyFilter& filter, const std::optional<TaskCursor>& after, std::size_t limit);

}  // namespace charter::storage
