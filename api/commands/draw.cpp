// charter draw: a workflow file as a picture.
#include <algorithm>
#include <fstream>
#include <ostream>

#include "api/commands/commands.h"
#include "engine/chart/drawing.h"
#include "engine/chart/load.h"

namespace charter::api {
namespace {

std::vector<std::string> ParseList(const std::string& text) {
  std::vector<std::string> words;
  for (std::size_t from = 0; from <= text.size();) {
    const std::size_t comma = std::min(text.find(',', from), text.size());
    if (comma > from) words.push_back(text.substr(from, comma - from));
    from = comma + 1;
  }
  return words;
}

// The states by name, or nothing after having said which one is not there.
std::optional<std::vector<StateIndex>> FindStates(const Chart& chart, const std::string& names,
                                                  std::ostream& err) {
  std::vector<std::string> known;
  for (const auto& [id, index] : chart.state_by_id) known.push_back(id);
  std::vector<StateIndex> states;
  for (const std::string& name : ParseList(names)) {
    const StateIndex state = chart.FindState(name);
    if (state == kNone) {
      err << "charter: no state " << name << " in " << chart.workflow;
      if (const auto near = Nearest(name, known)) err << "; did you mean " << *near << "?";
      err << "\n";
      return std::nullopt;
    }
    states.push_back(state);
  }
  return states;
}

int DrawFile(const Arguments& arguments, const Surroundings& surroundings) {
  std::ostream& err = surroundings.err;
  if (arguments.words.size() != 1) {
    err << "charter: name one workflow file: charter draw FILE\n";
    return kExitUsage;
  }
  const std::string& path = arguments.words.front();
  const auto format = ParseDrawingFormat(arguments.Get("--format", "svg"));
  const std::string language = arguments.Get("--lang", "zh");
  if (!format) err << "charter: --format is mermaid, dot or svg\n";
  if (language != "zh" && language != "en") err << "charter: --lang is zh or en\n";
  if (!format || (language != "zh" && language != "en")) return kExitUsage;
  const auto source = ReadFile(path);
  if (!source) {
    err << path << ": cannot be read\n";
    return kExitFailed;
  }
  const Loaded loaded = LoadChart(*source);
  // What cannot be published yet is drawn all the same, if it is a chart: a picture shows what it lacks.
  for (const Diagnostic& diagnostic : loaded.diagnostics) {
    if (diagnostic.severity == Severity::kError) err << Format(diagnostic, path, *source) << "\n";
  }
  if (loaded.chart == nullptr) return kExitFailed;
  DrawingOptions options;
  options.language = language == "en" ? Language::kEn : Language::kZh;
  auto active = FindStates(*loaded.chart, arguments.Get("--active"), err);
  if (!active) return kExitUsage;
  options.active = std::move(*active);
  return WriteResult(Draw(*loaded.chart, *format, options), arguments.Get("--output"), surroundings);
}

}  // namespace

Command DrawCommand() {
  return {"draw",
          "FILE",
          "draw a workflow as a picture",
          {{"--format", Option::Value::kRequired, "FORMAT", "svg (default), mermaid or dot"},
           {"--active", Option::Value::kRequired, "STATE,...", "mark these states"},
           {"--lang", Option::Value::kRequired, "zh|en", "the language of titles (zh)"},
           OutputOption()},
          DrawFile};
}

}  // namespace charter::api
