// Reading the tasks that wait for somebody.
#pragma once

#include <vector>

#include "engine/ports/store.h"
#include "storage/session.h"

namespace charter::storage {

// See Store::ListTasks. A cursor that this store never gave lists nothing.
std::vector<TaskRow> ListTasks(Session& session, const TenantId& tenant, const TaskQuery& query);

}  // namespace charter::storage
