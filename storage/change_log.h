// All SQL of the log of changes. See ChangeLog for each.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/ports/change_log.h"
#include "storage/session.h"

namespace charter::storage {

int FoldNotes(Session& session, Timestamp now, int limit);
std::optional<std::vector<ChangeRow>> ListChanges(Session& session, const TenantId& tenant,
                                                  std::int64_t position, int limit);
ChangeMark MarkOfChanges(Session& session, const TenantId& tenant, const std::string& key);
int DropChanges(Session& session, Timestamp before, int limit);

}  // namespace charter::storage
