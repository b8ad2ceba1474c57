#include "engine/chart/load.h"

#include <algorithm>

#include "engine/chart/builder.h"
#include "engine/chart/plan.h"
#include "engine/chart/soundness.h"
#include "engine/chart/yaml.h"

namespace charter {
namespace {

bool IsError(const Diagnostic& diagnostic) { return diagnostic.severity == Severity::kError; }

// Activities that are not run yet leave a chart that runs around them.
bool LeavesAChart(const Diagnostic& diagnostic) {
  return static_cast<int>(diagnostic.code) / 100 == 14 || diagnostic.code == Code::not_supported;
}

// Whether something is so wrong that the chart cannot run.
bool IsBroken(const std::vector<Diagnostic>& diagnostics) {
  return std::any_of(diagnostics.begin(), diagnostics.end(),
                     [](const Diagnostic& d) { return IsError(d) && !LeavesAChart(d); });
}

}  // namespace

bool Loaded::Publishable() const {
  return chart != nullptr && std::none_of(diagnostics.begin(), diagnostics.end(), IsError);
}

Loaded LoadChart(const std::string& source, const LoadOptions& options) {
  Loaded loaded;
  const YamlNode root = ParseYaml(source, loaded.diagnostics);
  if (root.kind == YamlNode::Kind::kNull && IsBroken(loaded.diagnostics)) return loaded;

  auto chart = std::make_shared<Chart>();
  chart->source = source;
  try {
    Reader reader(loaded.diagnostics, options.calendar);
    ChartBuilder builder(reader, *chart);
    builder.Build(root);
    if (!IsBroken(loaded.diagnostics)) builder.SettleWaysBack();
    // Targets that do not exist would make every state behind them look unreachable.
    if (!IsBroken(loaded.diagnostics)) CheckSoundness(reader, root, *chart, builder.guards());
  } catch (const Reader::Enough&) {
    chart.reset();
  }
  std::stable_sort(loaded.diagnostics.begin(), loaded.diagnostics.end(),
                   [](const Diagnostic& a, const Diagnostic& b) { return a.position < b.position; });
  if (IsBroken(loaded.diagnostics)) return loaded;
  chart->plan = std::make_shared<const Plan>(MakePlan(*chart));
  loaded.chart = std::move(chart);
  return loaded;
}

}  // namespace charter
