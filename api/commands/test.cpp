// charter test: play the scenarios of a folder of workflows.
#include <algorithm>
#include <filesystem>
#include <map>
#include <ostream>
#include <set>

#include "api/calendar_file.h"
#include "api/commands/commands.h"
#include "api/diagnostic_json.h"
#include "api/preset_files.h"
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
  std::string file;
  std::string source;
  Loaded loaded;
  std::set<TransitionIndex> taken;
  int scenarios = 0;

  [[nodiscard]] std::vector<const Transition*> NotTaken() const {
    std::vector<const Transition*> left;
    const auto& all = loaded.chart->transitions;
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (!taken.contains(static_cast<TransitionIndex>(i))) left.push_back(&all[i]);
    }
    std::stable_sort(left.begin(), left.end(),
                     [](const auto* a, const auto* b) { return a->position < b->position; });
    return left;
  }
};

struct Played {
  std::string file;
  std::string source;
  ScenarioReport report;
};

struct Results {
  std::map<std::string, Workflow> workflows;  // by id; those that cannot run by their file
  std::vector<Played> scenarios;

  [[nodiscard]] auto Failed() const {
    return std::count_if(scenarios.begin(), scenarios.end(),
                         [](const Played& played) { return !played.report.Passed(); });
  }
  [[nodiscard]] bool Passed() const {
    return !scenarios.empty() && Failed() == 0 &&
           std::all_of(workflows.begin(), workflows.end(),
                       [](const auto& entry) { return entry.second.loaded.Publishable(); });
  }
};

Results PlayAll(const Path& folder, const WorkCalendar& calendar, const Presets& presets) {
  Results results;
  for (const Path& file : YamlFiles(folder, false)) {
    Workflow workflow{file.string(), ReadFile(file.string()).value_or(""), {}, {}, 0};
    workflow.loaded = LoadChart(workflow.source);
    std::string id = workflow.loaded.chart ? workflow.loaded.chart->workflow : workflow.file;
    results.workflows[std::move(id)] = std::move(workflow);
  }
  const Path scenarios = folder / "scenarios";
  if (!std::filesystem::is_directory(scenarios))
    throw Failure(Code::invalid_parameter, "there are no scenarios: no folder " + scenarios.string());
  for (const Path& file : YamlFiles(scenarios, true)) {
    Played played{file.string(), ReadFile(file.string()).value_or(""), {}};
    const std::string id = WorkflowOf(played.source);
    const auto workflow = results.workflows.find(id);
    if (workflow == results.workflows.end() || workflow->second.loaded.chart == nullptr) {
      played.report.problems.push_back({Code::workflow_not_found,
                                        Severity::kError,
                                        {},
                                        Text{"此文件夹中没有可运行的流程 `" + id + "`",
                                             "no workflow `" + id + "` of this folder can be played"},
                                        Text{}});
    } else {
      played.report = RunScenario(*workflow->second.loaded.chart, played.source, calendar, presets);
      workflow->second.taken.insert(played.report.taken.begin(), played.report.taken.end());
      ++workflow->second.scenarios;
    }
    results.scenarios.push_back(std::move(played));
  }
  return results;
}

std::vector<std::string> TargetsOf(const Chart& chart, const Transition& transition) {
  std::vector<std::string> targets;
  for (const auto target : transition.targets)
    targets.push_back(chart.states[static_cast<std::size_t>(target)].id);
  return targets;
}

std::string TriggerOf(const Transition& transition) {
  return transition.trigger == Transition::Trigger::kAlways ? "always" : transition.event;
}

// "FILE:81: submitted --approve--> approved"
std::string Arrow(const Workflow& workflow, const Transition& transition) {
  const Chart& chart = *workflow.loaded.chart;
  std::string targets;
  for (const auto& target : TargetsOf(chart, transition)) targets += (targets.empty() ? "" : ", ") + target;
  const std::string& source = chart.states[static_cast<std::size_t>(transition.source)].id;
  return workflow.file + ":" + std::to_string(transition.position.line) + ": " +
         (source.empty() ? "(anywhere)" : source) + " --" + TriggerOf(transition) + "--> " +
         (targets.empty() ? "(stays)" : targets);
}

void Tell(const Results& results, Language language, std::ostream& out) {
  for (const auto& [id, workflow] : results.workflows) {
    for (const Diagnostic& diagnostic : workflow.loaded.diagnostics)
      out << Format(diagnostic, workflow.file, workflow.source, language) << "\n";
  }
  for (const Played& played : results.scenarios) {
    out << (played.report.Passed() ? "ok      " : "FAILED  ") << played.file << "\n";
    for (const Diagnostic& problem : played.report.problems)
      out << "  " << Format(problem, played.file, played.source, language) << "\n";
    for (const ScenarioFailure& failure : played.report.failures)
      out << "  " << Format(failure, played.file) << "\n";
  }
  for (const auto& [id, workflow] : results.workflows) {
    if (workflow.loaded.chart == nullptr) continue;
    const auto left = workflow.NotTaken();
    const std::size_t all = workflow.loaded.chart->transitions.size();
    out << id << ": " << workflow.scenarios << " scenarios, " << all - left.size() << " of " << all
        << " transitions taken" << (left.empty() ? "" : "; not taken:") << "\n";
    for (const Transition* transition : left) out << "  " << Arrow(workflow, *transition) << "\n";
  }
  out << results.scenarios.size() << " scenarios played, " << results.Failed() << " failed\n";
}

void WriteFailures(JsonWriter& json, const ScenarioReport& report, Language language) {
  json.Key("problems").BeginArray();
  for (const Diagnostic& problem : report.problems) Write(json, problem, language);
  json.EndArray().Key("failures").BeginArray();
  for (const ScenarioFailure& failure : report.failures) {
    json.BeginObject().Key("line").Int(failure.position.line).Key("column").Int(failure.position.column);
    json.Key("step").String(failure.step).Key("differences").BeginArray();
    for (const ScenarioDifference& difference : failure.differences) {
      json.BeginObject().Key("name").String(difference.name);
      json.Key("expected").String(difference.expected).Key("actual").String(difference.actual).EndObject();
    }
    json.EndArray().EndObject();
  }
  json.EndArray();
}

void WriteWorkflow(JsonWriter& json, const Workflow& workflow, Language language) {
  json.BeginObject().Key("file").String(workflow.file);
  json.Key("diagnostics").BeginArray();
  for (const Diagnostic& diagnostic : workflow.loaded.diagnostics) Write(json, diagnostic, language);
  json.EndArray();
  if (const Chart* chart = workflow.loaded.chart.get()) {
    json.Key("workflow").String(chart->workflow).Key("scenarios").Int(workflow.scenarios);
    json.Key("transitions").Int(static_cast<std::int64_t>(chart->transitions.size()));
    json.Key("not_taken").BeginArray();
    for (const Transition* transition : workflow.NotTaken()) {
      json.BeginObject().Key("line").Int(transition->position.line);
      json.Key("source").String(chart->states[static_cast<std::size_t>(transition->source)].id);
      json.Key("event").String(TriggerOf(*transition));
      json.Key("target").Strings(TargetsOf(*chart, *transition)).EndObject();
    }
    json.EndArray();
  }
  json.EndObject();
}

void TellAsJson(const Results& results, Language language, std::ostream& out) {
  JsonWriter json;
  json.BeginObject().Key("scenarios").BeginArray();
  for (const Played& played : results.scenarios) {
    json.BeginObject().Key("file").String(played.file).Key("workflow").String(played.report.workflow);
    json.Key("title").Both(played.report.title).Key("passed").Bool(played.report.Passed());
    WriteFailures(json, played.report, language);
    json.EndObject();
  }
  json.EndArray().Key("workflows").BeginArray();
  for (const auto& [id, workflow] : results.workflows) WriteWorkflow(json, workflow, language);
  json.EndArray().Key("played").Int(static_cast<std::int64_t>(results.scenarios.size()));
  json.Key("failed").Int(results.Failed()).EndObject();
  out << json.Take() << "\n";
}

int Test(const Arguments& arguments, const Surroundings& surroundings) {
  if (arguments.words.size() > 1) throw Failure(Code::invalid_parameter, "name one folder: charter test DIR");
  const Path folder = arguments.words.empty() ? Path("workflows") : Path(arguments.words.front());
  if (!std::filesystem::is_directory(folder))
    throw Failure(Code::invalid_parameter, folder.string() + " is no folder; name one: charter test DIR");
  const Language language = LanguageFor(arguments);
  const Results results = PlayAll(folder, ReadCalendar(folder.string()), ReadPresets(folder.string()));
  if (arguments.Has("--json")) {
    TellAsJson(results, language, surroundings.out);
  } else {
    Tell(results, language, surroundings.out);
  }
  return results.Passed() ? kExitOk : kExitFailed;
}

}  // namespace

Command TestCommand() {
  return {"test",
          "[DIR]",
          "play the scenarios of a folder of workflows (workflows)",
          {{"--json", Option::Value::kNone, "", "the outcome as one JSON object"}, LanguageOption()},
          Test};
}

}  // namespace charter::api
