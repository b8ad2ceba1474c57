// Presets: what the law of each jurisdiction sets, as data with its article.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/chart/diagnostic.h"
#include "engine/chart/parameter.h"

namespace charter {

struct Preset {
  std::string id;
  Text title;
  std::string extends;  // a wider law that holds where this one says nothing; "" for none
  Position extends_at;
  std::map<std::string, ParameterValue, std::less<>> values;
};

struct LoadedPreset {
  std::optional<Preset> preset;  // nothing where the file has errors
  std::vector<Diagnostic> diagnostics;
};

// Reads one preset file, within the limits of a workflow file (LoadChart). Never throws.
LoadedPreset LoadPreset(const std::string& source);
// Whether a file is a preset rather than a workflow.
bool IsPreset(const std::string& source);

// The presets of one installation; read-only once filled, then safe for all threads.
class Presets {
 public:
  // A later one of the same id takes the place of the earlier.
  void Add(Preset preset);
  [[nodiscard]] const Preset* Find(std::string_view id) const;
  // What the preset says of a parameter, else what it extends says; null where none says anything. A value
  // that is unknown hides those behind it: what it would have replaced is not known to hold.
  [[nodiscard]] const ParameterValue* ValueOf(const Preset& preset, std::string_view parameter) const;
  [[nodiscard]] std::vector<std::string> Ids() const;
  // What is wrong between the files: a preset that extends one that is not there, or itself in the end.
  [[nodiscard]] std::vector<Diagnostic> Check(const Preset& preset) const;

  // What of a workflow's parameters does not fit the presets: a value of another type (an error), and one
  // that no preset names (a warning).
  [[nodiscard]] std::vector<Diagnostic> CheckFor(const std::vector<Parameter>& parameters) const;

  static const Presets& None();

 private:
  std::map<std::string, Preset, std::less<>> by_id_;
};

}  // namespace charter
