// Scenarios: a workflow's own tests, run in simulated time without store or server.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "engine/chart/diagnostic.h"
#include "engine/chart/preset.h"
#include "engine/data/calendar.h"
#include "engine/run/snapshot.h"

namespace charter {

// One thing that did not come out as written.
struct ScenarioDifference {
  std::string name;      // "states", "data.opinion", "refused", ...
  std::string expected;  // as JSON where it is data
  std::string actual;
};

// A step that did not come out as written.
struct ScenarioFailure {
  Position position;
  std::string step;  // "step 3: send accept by qian at 2026-07-17T10:00:00+08:00"
  std::vector<ScenarioDifference> differences;
};

struct ScenarioReport {
  Text title;
  std::string workflow;                   // the one it is for
  std::vector<Diagnostic> problems;       // mistakes of the scenario file itself
  std::vector<ScenarioFailure> failures;  // in the order of the steps
  std::set<TransitionIndex> taken;        // transitions that it went through

  [[nodiscard]] bool Passed() const { return problems.empty() && failures.empty(); }
};

// The workflow that a scenario file is for, or "" where it does not say.
std::string WorkflowOf(const std::string& source);

// Plays the scenario to its end or to the first step that cannot be carried out. Pure; thread-safe.
ScenarioReport RunScenario(const Chart& chart, const std::string& source, const WorkCalendar& calendar,
                           const Presets& presets = Presets::None());

// A failure for people, in several lines:
//   FILE:14:5: step 3: send accept by qian
//     states    expected [accepted]
//               actual   [reported]
std::string Format(const ScenarioFailure& failure, const std::string& file);

}  // namespace charter
