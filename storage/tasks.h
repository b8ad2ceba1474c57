// Reading the tasks that wait for somebody.
#pragma once

#include <vector>

#include "engine/ports/store.h"
#include "storage/session.h"

namespace charter::storage {

// See Tasks::ListTasks. A cursor that this store never gave lists nothing.
Page<TaskRow> ListTasks(Session& session, const TenantId& tenant, const TaskQuery& query);

// See Tasks::CountTasks.
std::vector<std::int64_t> CountTasks(Session& session, const TenantId& tenant,
                                     const std::vector<PersonId>& people);

}  // namespace charter::storage
