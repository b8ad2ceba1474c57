// Every shipped workflow loads without a complaint and plays its scenarios.
#include <gtest/gtest.h>

#include <filesystem>
#include <map>

#include "api/calendar_file.h"
#include "api/preset_files.h"
#include "engine/chart/load.h"
#include "engine/run/scenario.h"
#include "tests/support/test_server.h"

namespace charter::test {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> YamlFilesIn(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() == ".yaml") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

TEST(TheShippedWorkflows, LoadWithoutErrorsAndEachHasAtLeastThreeScenariosThatPass) {
  const Presets presets = api::ReadPresets(SourcePath("workflows"));
  const WorkCalendar calendar = api::ReadCalendar(SourcePath("workflows"));
  const auto files = YamlFilesIn(SourcePath("workflows"));
  ASSERT_GE(files.size(), 5U);
  for (const auto& file : files) {
    const std::string name = file.stem().string();
    const Loaded loaded = LoadChart(ReadSource("workflows/" + name + ".yaml"));
    for (const auto& diagnostic : loaded.diagnostics)
      ADD_FAILURE() << Format(diagnostic, file.filename().string());
    ASSERT_NE(loaded.chart, nullptr) << name;
    EXPECT_EQ(loaded.chart->workflow, name);
    const auto scenarios = YamlFilesIn(SourcePath("workflows/scenarios/" + name));
    EXPECT_GE(scenarios.size(), 3U) << name;
    for (const auto& scenario : scenarios) {
      const std::string path = "workflows/scenarios/" + name + "/" + scenario.filename().string();
      const auto report = RunScenario(*loaded.chart, ReadSource(path), calendar, presets);
      for (const auto& problem : report.problems) ADD_FAILURE() << Format(problem, path);
      for (const auto& failure : report.failures) ADD_FAILURE() << Format(failure, path);
      EXPECT_FALSE(report.taken.empty()) << path;
    }
  }
}

}  // namespace
}  // namespace charter::test
