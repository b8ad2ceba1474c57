// YAML text to a Chart, or to everything that is wrong with it.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/chart/chart.h"
#include "engine/chart/diagnostic.h"

namespace charter {

struct Loaded {
  // Null if an error other than of soundness (14xx) leaves nothing that could run. With errors of
  // soundness and activities that are not run yet (CH1110) only, the chart runs, in a simulation or where
  // an older version of Charter published it.
  std::shared_ptr<const Chart> chart;
  std::vector<Diagnostic> diagnostics;  // errors and warnings, by position

  // Whether there is no error at all.
  [[nodiscard]] bool Publishable() const;
};

struct LoadOptions {
  bool calendar = true;  // whether there is one to count working days on; without it they are warned of
};

// Never throws on any input and reads nothing but `source`. Reports all mistakes in one go, except
// that a file that is no YAML has no further ones. Limits: 1 MiB, 64 levels, 50,000 nodes, 64 KiB a
// scalar; it stops at 200 errors. Takes less than 64 MiB and, on 1 MiB of anything, about a second.
Loaded LoadChart(const std::string& source, const LoadOptions& options = {});

}  // namespace charter
