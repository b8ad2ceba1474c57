#include "engine/chart/load.h"

#include <algorithm>

#include "engine/chart/builder.h"
#include "engine/chart/soundness.h"
#include "engine/chart/yaml.h"

namespace charter {
namespace {

bool HasError(const std::vector<Diagnostic>& diagnostics) {
  return std::any_of(diagnostics.begin(), diagnostics.end(),
                     [](const Diagnostic& d) { return d.severity == Severity::kError; });
}

}  // namespace

Loaded LoadChart(const std::string& source) {
  Loaded loaded;
  const YamlNode root = ParseYaml(source, loaded.diagnostics);
  if (root.kind == YamlNode::Kind::kNull && HasError(loaded.diagnostics)) return loaded;

  auto chart = std::make_shared<Chart>();
  chart->source = source;
  Reader reader(loaded.diagnostics);
  ChartBuilder(reader, *chart).Build(root);
  // Targets that do not exist would make every state behind them look unreachable.
  if (!HasError(loaded.diagnostics)) CheckSoundness(reader, *chart);
  std::stable_sort(loaded.diagnostics.begin(), loaded.diagnostics.end(),
                   [](const Diagnostic& a, const Diagnostic& b) { return a.position < b.position; });
  if (!HasError(loaded.diagnostics)) loaded.chart = std::move(chart);
  return loaded;
}

}  // namespace charter
