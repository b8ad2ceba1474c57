// charter check: is a workflow file right?
#include <algorithm>
#include <filesystem>
#include <istream>
#include <iterator>
#include <ostream>

#include "api/calendar_file.h"
#include "api/commands/commands.h"
#include "api/diagnostic_json.h"
#include "api/preset_files.h"
#include "engine/chart/load.h"
#include "engine/data/failure.h"

namespace charter::api {
namespace {

struct Checked {
  std::string file;
  std::string source;
  std::vector<Diagnostic> diagnostics;

  [[nodiscard]] auto Count(Severity severity) const {
    return std::count_if(diagnostics.begin(), diagnostics.end(),
                         [&](const Diagnostic& d) { return d.severity == severity; });
  }
  [[nodiscard]] bool Right() const { return Count(Severity::kError) == 0; }
};

// A preset may extend those that lie beside it.
std::vector<Diagnostic> CheckPreset(const std::string& source, const std::string& path) {
  LoadedPreset loaded = LoadPreset(source);
  if (!loaded.preset) return std::move(loaded.diagnostics);
  Presets beside = LoadPresetFolder(FolderOf(path)).presets;
  const Preset preset = *loaded.preset;
  beside.Add(*std::move(loaded.preset));
  return beside.Check(preset);
}

std::vector<Diagnostic> CheckWorkflow(const std::string& source, const std::string& path,
                                      const std::string& workflows) {
  Loaded loaded = LoadChart(source, {.calendar = HasCalendar(workflows, path)});
  if (loaded.chart == nullptr || loaded.chart->parameters.empty()) return std::move(loaded.diagnostics);
  Presets presets = LoadPresetFolder(FolderOf(path) + "/presets").presets;
  if (presets.Ids().empty()) presets = LoadPresetFolder(workflows + "/presets").presets;
  for (auto& problem : presets.CheckFor(loaded.chart->parameters))
    loaded.diagnostics.push_back(std::move(problem));
  std::stable_sort(loaded.diagnostics.begin(), loaded.diagnostics.end(),
                   [](const Diagnostic& a, const Diagnostic& b) { return a.position < b.position; });
  return std::move(loaded.diagnostics);
}

Checked CheckFile(const std::string& path, const std::string& workflows, std::istream& in) {
  Checked checked;
  checked.file = path == "-" ? "<stdin>" : path;
  auto source = path == "-" ? ReadFileOrInput(path, in) : ReadFile(path);
  if (source) {
    checked.source = *std::move(source);
    checked.diagnostics = IsPreset(checked.source) ? CheckPreset(checked.source, path)
                                                   : CheckWorkflow(checked.source, path, workflows);
  } else {
    const bool folder = std::filesystem::is_directory(path);
    checked.diagnostics.push_back(
        {Code::invalid_parameter,
         Severity::kError,
         {},
         Text{"无法读取", "cannot be read"},
         folder ? Text{"这是文件夹，请写出其中的文件", "it is a folder; name the files in it"} : Text{}});
  }
  return checked;
}

void Tell(const Checked& checked, Language language, std::ostream& out) {
  for (const Diagnostic& diagnostic : checked.diagnostics)
    out << Format(diagnostic, checked.file, checked.source, language) << "\n";
  if (checked.Right()) out << checked.file << ": ok\n";
}

std::string AsJson(const Checked& checked, Language language) {
  JsonWriter json;
  json.BeginObject().Key("file").String(checked.file).Key("ok").Bool(checked.Right());
  json.Key("diagnostics").BeginArray();
  for (const Diagnostic& diagnostic : checked.diagnostics) Write(json, diagnostic, language, checked.file);
  return json.EndArray().EndObject().Take();
}

std::string Counted(std::int64_t count, const std::string& what) {
  return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
}

int Check(const Arguments& arguments, const Surroundings& surroundings) {
  if (arguments.words.empty())
    throw Failure(Code::invalid_parameter, "name the workflow files to check: charter check FILE...");
  const Language language = LanguageFor(arguments);
  bool all_right = true;
  const std::string workflows = arguments.Get("--workflows", "workflows");
  std::int64_t errors = 0;
  std::int64_t warnings = 0;
  for (const std::string& path : arguments.words) {
    const Checked checked = CheckFile(path, workflows, surroundings.in);
    errors += checked.Count(Severity::kError);
    warnings += checked.Count(Severity::kWarning);
    all_right = all_right && checked.Right();
    if (arguments.Has("--json")) {
      surroundings.out << AsJson(checked, language) << "\n";
    } else {
      Tell(checked, language, surroundings.out);
    }
  }
  if (!arguments.Has("--json")) {
    surroundings.out << Counted(static_cast<std::int64_t>(arguments.words.size()), "file")
                     << " checked: " << Counted(errors, "error") << ", " << Counted(warnings, "warning")
                     << "\n";
  }
  return all_right ? kExitOk : kExitFailed;
}

}  // namespace

Command CheckCommand() {
  return {"check",
          "FILE...",
          "find every mistake in workflow and preset files",
          {{"--json", Option::Value::kNone, "", "a line of JSON for each file"},
           {"--workflows", Option::Value::kRequired, "DIR",
            "the folder with calendars/cn.json and presets (workflows)"},
           LanguageOption()},
          Check};
}

}  // namespace charter::api
