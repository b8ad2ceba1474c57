// charter test: play the scenarios of a folder of workflows.
#include <algorithm>
#include <filesystem>
#include <map>
#include <ostream>
#include <set>

#include "api/calendar_file.h"
#include "api/commands/commands.h"
#include "engine/chart/load.h"
#include "engine/data/failure.h"
#include "engine/run/scenario.h"

namespace charter::api {
namespace {

using Path = std::filesystem::path;

std::vector<Path> YamlFiles(const Path& folder, bool below) {
  std::vector<Path> files;
  std::error_code error;
  for (std::filesystem::recursive_directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    if (!below && entry->is_directory()) entry.disable_recursion_pending();
    if (entry->path().extension() == ".yaml") files.push_back(entry->path());
  }
  if (error)
    throw Failure(Code::invalid_parameter,
                  "cannot read the folder " + folder.string() + ": " + error.message());
  std::sort(files.begin(), files.end());
  return files;
}

struct Workflow {
  std::shared_ptr<const Chart> chart;
  std::set<TransitionIndex> taken;
  int scenarios = 0;
};

// By workflow id; a file's mistakes are told on `out`, and one that cannot run is left out.
std::map<std::string, Workflow> LoadAll(const Path& folder, std::ostream& out, bool& right) {
  std::map<std::string, Workflow> workflows;
  for (const Path& file : YamlFiles(folder, false)) {
    const std::string source = ReadFile(file.string()).value_or("");
    const Loaded loaded = LoadChart(source);
    if (loaded.chart != nullptr) workflows[loaded.chart->workflow].chart = loaded.chart;
    if (loaded.Publishable()) continue;
    right = false;
    for (const Diagnostic& diagnostic : loaded.diagnostics) {
      out << Format(diagnostic, file.string(), source) << "\n";
    }
  }
  return workflows;
}

bool Play(const Path& file, std::map<std::string, Workflow>& workflows, const WorkCalendar& calendar,
          std::ostream& out) {
  const std::string source = ReadFile(file.string()).value_or("");
  const auto workflow = workflows.find(WorkflowOf(source));
  if (workflow == workflows.end()) {
    out << "FAILED  " << file.string() << "\n        it is for no workflow of this folder\n";
    return false;
  }
  const ScenarioReport report = RunScenario(*workflow->second.chart, source, calendar);
  workflow->second.taken.insert(report.taken.begin(), report.taken.end());
  ++workflow->second.scenarios;
  out << (report.problems.empty() ? "ok      " : "FAILED  ") << file.string() << "\n";
  for (const Diagnostic& problem : report.problems) out << Format(problem, file.string(), source) << "\n";
  return report.problems.empty();
}

int Test(const Arguments& arguments, const Surroundings& surroundings) {
  const Path folder = arguments.words.empty() ? Path("workflows") : Path(arguments.words.front());
  const WorkCalendar calendar = ReadCalendar(folder.string());
  bool right = true;
  auto workflows = LoadAll(folder, surroundings.out, right);
  int failed = 0;
  int played = 0;
  for (const Path& file : YamlFiles(folder / "scenarios", true)) {
    ++played;
    if (!Play(file, workflows, calendar, surroundings.out)) ++failed;
  }
  for (const auto& [id, workflow] : workflows) {
    surroundings.out << id << ": " << workflow.scenarios << " scenarios, " << workflow.taken.size() << " of "
                     << workflow.chart->transitions.size() << " transitions taken\n";
  }
  surroundings.out << played << " scenarios played, " << failed << " failed\n";
  return right && failed == 0 && played > 0 ? kExitOk : kExitFailed;
}

}  // namespace

Command TestCommand() {
  return {"test", "[DIR]", "play the scenarios of a folder of workflows (workflows)", {}, Test};
}

}  // namespace charter::api
