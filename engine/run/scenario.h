// Scenarios: a workflow's own tests, run in simulated time without store or server.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "engine/chart/diagnostic.h"
#include "engine/data/calendar.h"
#include "engine/run/snapshot.h"

namespace charter {

struct ScenarioReport {
  Text title;
  std::string workflow;              // the one it is for
  std::vector<Diagnostic> problems;  // what did not come out as written, with the place; empty: passed
  std::set<TransitionIndex> taken;   // transitions that it went through
};

// The workflow that a scenario file is for, or "" where it does not say.
std::string WorkflowOf(const std::string& source);

// Plays the scenario to its end or to the first step that cannot be carried out. Pure; thread-safe.
ScenarioReport RunScenario(const Chart& chart, const std::string& source, const WorkCalendar& calendar);

}  // namespace charter
