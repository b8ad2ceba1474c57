// What waits for people.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/data/id.h"
#include "engine/data/time.h"
#include "engine/ports/page.h"
#include "engine/ports/records.h"

namespace charter {

struct TaskQuery {
  std::vector<std::pair<std::string, std::string>>
      roles;          // role and the path of where it holds; "": everywhere
  std::string after;  // Page::next of the page before
  int limit = 50;
  PersonId person = {};  // whose own tasks are listed too; empty: nobody's
  std::optional<std::string> workflow = {};
  std::optional<std::string> state = {};     // that waits
  std::optional<std::string> org_path = {};  // items of this organisation and below
  std::optional<std::string> text = {};      // as in ItemQuery
  std::optional<Timestamp> overdue_at = {};  // was due by then
};

struct TaskRow {
  TaskRecord task;
  ItemId item;
  std::string number;
  std::string workflow;
  int version = 0;
  std::string title;
  OrgId org;
};

class Tasks {
 public:
  virtual ~Tasks() = default;

  // Those with a due date first, the earliest first; then the oldest. A task for several of the
  // caller's roles is listed once per role; one that waits for a person is listed for that person only. Tasks
  // of suspended items are kept by the caller's writes.
  [[nodiscard]] virtual Page<TaskRow> ListTasks(const TenantId& tenant, const TaskQuery& query) = 0;
  // How many tasks wait for each of these people in person, in the same order.
  [[nodiscard]] virtual std::vector<std::int64_t> CountTasks(const TenantId& tenant,
                                                             const std::vector<PersonId>& people) = 0;
};

}  // namespace charter
