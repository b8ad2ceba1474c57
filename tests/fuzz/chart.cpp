#include <algorithm>

#include "engine/chart/load.h"
#include "engine/data/json.h"
#include "tests/fuzz/targets.h"

namespace charter::fuzz {

void FuzzChart(std::string_view bytes) {
  const std::string source(bytes);
  const Loaded loaded = LoadChart(source);
  const auto lines =
      1 + std::count_if(source.begin(), source.end(), [](char c) { return c == '\n' || c == '\r'; });
  bool error = false;
  for (const auto& diagnostic : loaded.diagnostics) {
    error = error || diagnostic.severity == Severity::kError;
    Require(!diagnostic.message.empty(), "a diagnostic says what is wrong");
    Require(diagnostic.position.line >= 0 && diagnostic.position.line <= lines,
            "a diagnostic's line is in the file");
    Require(IsUtf8(Format(diagnostic, "fuzz.yaml", source)) || !IsUtf8(source), "a diagnostic is UTF-8");
  }
  Require(loaded.chart != nullptr || error, "no chart only where there is an error");
  Require(loaded.Publishable() == !error, "a file without errors can be published");
  if (loaded.chart == nullptr) return;
  std::string schema;
  AppendJsonSchema(schema, loaded.chart->data);
  Require(ParseJson(schema).has_value(), "the schema of the fields is JSON: " + schema);
  const Loaded again = LoadChart(source);
  Require(again.chart != nullptr && again.chart->states.size() == loaded.chart->states.size(),
          "a file loads twice alike");
}

}  // namespace charter::fuzz
