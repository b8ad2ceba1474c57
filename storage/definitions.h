// Published workflows.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/ports/store.h"
#include "storage/session.h"

namespace charter::storage {

// See Store for each.
bool AddDefinition(Session& session, const TenantId& tenant, const DefinitionRecord& definition,
                   const AnswerRecord* answer);
std::optional<DefinitionRecord> FindDefinition(Session& session, const TenantId& tenant,
                                               const std::string& workflow, int version);
std::vector<DefinitionRecord> ListDefinitions(Session& session, const TenantId& tenant);
std::vector<DefinitionRecord> ListVersions(Session& session, const TenantId& tenant,
                                           const std::string& workflow);
bool Retire(Session& session, const TenantId& tenant, const std::string& workflow, int version,
            const Retirement& retirement, const AnswerRecord* answer);

}  // namespace charter::storage
