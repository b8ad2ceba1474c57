// Published workflows.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/data/id.h"
#include "engine/ports/answers.h"
#include "engine/ports/records.h"

namespace charter {

class Definitions {
 public:
  virtual ~Definitions() = default;

  // False if this version is there already or the answer's key is taken (nothing changes).
  [[nodiscard]] virtual bool AddDefinition(const TenantId& tenant, const DefinitionRecord& definition,
                                           const AnswerRecord* answer) = 0;
  [[nodiscard]] bool AddDefinition(const TenantId& tenant, const DefinitionRecord& definition) {
    return AddDefinition(tenant, definition, nullptr);
  }
  // The version asked for, or the newest for version 0.
  [[nodiscard]] virtual std::optional<DefinitionRecord> FindDefinition(const TenantId& tenant,
                                                                       const std::string& workflow,
                                                                       int version) = 0;
  // All versions by workflow and version; `source` is left empty.
  [[nodiscard]] virtual std::vector<DefinitionRecord> ListDefinitions(const TenantId& tenant) = 0;
  // Those of one workflow.
  [[nodiscard]] virtual std::vector<DefinitionRecord> ListVersions(const TenantId& tenant,
                                                                   const std::string& workflow) = 0;
  // Of one version, or of all for version 0: those for which it is new whether they are retired. False if
  // the answer's key is taken (nothing changes).
  [[nodiscard]] virtual bool Retire(const TenantId& tenant, const std::string& workflow, int version,
                                    const Retirement& retirement, const AnswerRecord* answer) = 0;
};

}  // namespace charter
