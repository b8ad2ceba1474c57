#include <algorithm>

#include "engine/chart/load.h"
#include "engine/chart/scxml_import.h"
#include "tests/fuzz/targets.h"

namespace charter::fuzz {

void FuzzImport(std::string_view bytes) {
  const Imported imported = ImportScxml(std::string(bytes));
  const bool error = std::any_of(imported.diagnostics.begin(), imported.diagnostics.end(),
                                 [](const Diagnostic& each) { return each.severity == Severity::kError; });
  Require(imported.yaml.empty() == error, "a workflow file exactly where there is no error");
  if (error) return;
  const Loaded loaded = LoadChart(imported.yaml);
  for (const auto& diagnostic : loaded.diagnostics) {
    Require(diagnostic.severity == Severity::kWarning || static_cast<int>(diagnostic.code) / 100 == 14,
            "what was imported loads: " + Format(diagnostic, "imported.yaml", imported.yaml));
  }
}

}  // namespace charter::fuzz
