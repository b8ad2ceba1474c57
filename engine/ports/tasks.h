// What waits for people.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "engine/data/id.h"
#include "engine/ports/records.h"

namespace charter {

struct TaskQuery {
  std::vector<std::pair<std::string, std::string>> roles;  // role and the path prefix it holds over
  std::string after;                                       // cursor of the page before, opaque to callers
  int limit = 50;
  PersonId person = {};  // whose own tasks are listed too; empty: nobody's
};

struct TaskRow {
  TaskRecord task;
  ItemId item;
  std::string number;
  std::string workflow;
  int version = 0;
  std::string title;
  OrgId org;
  std::string cursor;  // of this row, for TaskQuery::after
};

class Tasks {
 public:
  virtual ~Tasks() = default;

  // Those with a due date first, the earliest first; then the oldest. A task for several of the
  // caller's roles is listed once per role; one that waits for a person is listed for that person only. Tasks
  // of suspended items are kept by the caller's writes.
  [[nodiscard]] virtual std::vector<TaskRow> ListTasks(const TenantId& tenant, const TaskQuery& query) = 0;
  // How many tasks wait for each of these people in person, in the same order.
  [[nodiscard]] virtual std::vector<std::int64_t> CountTasks(const TenantId& tenant,
                                                             const std::vector<PersonId>& people) = 0;
};

}  // namespace charter
