// The presets of jurisdictions that the commands and the server bind items to.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "engine/chart/preset.h"

namespace charter::api {

struct PresetFolder {
  Presets presets;                                           // of the files that are right
  std::vector<std::pair<std::string, Diagnostic>> problems;  // file and mistake
};

// All *.yaml of a folder of presets; nothing where there is no such folder.
PresetFolder LoadPresetFolder(const std::string& folder);

// Those of `workflows`/presets. Throws Failure(invalid_parameter) with the first mistake.
Presets ReadPresets(const std::string& workflows);

// The folder that a file lies in.
std::string FolderOf(const std::string& file);

}  // namespace charter::api
