#include "api/preset_files.h"

#include <algorithm>
#include <filesystem>
#include <map>

#include "api/commands/commands.h"
#include "engine/data/failure.h"

namespace charter::api {

PresetFolder LoadPresetFolder(const std::string& folder) {
  PresetFolder all;
  if (!std::filesystem::is_directory(folder)) return all;
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() == ".yaml") files.push_back(entry.path().string());
  }
  std::sort(files.begin(), files.end());
  std::map<std::string, std::string> file_of;
  for (const auto& file : files) {
    auto loaded = LoadPreset(ReadFile(file).value_or(""));
    for (auto& problem : loaded.diagnostics) all.problems.emplace_back(file, std::move(problem));
    if (!loaded.preset) continue;
    const std::string id = loaded.preset->id;
    if (const auto [first, added] = file_of.emplace(id, file); !added) {
      all.problems.emplace_back(file, Diagnostic{Code::duplicate_id,
                                                 Severity::kError,
                                                 {},
                                                 {"`" + first->second + "` 已有地区参数 `" + id + "`",
                                                  first->second + " holds a preset `" + id + "` already"},
                                                 {}});
    }
    all.presets.Add(*std::move(loaded.preset));
  }
  for (const auto& [id, file] : file_of) {
    for (auto& problem : all.presets.Check(*all.presets.Find(id)))
      all.problems.emplace_back(file, std::move(problem));
  }
  return all;
}

Presets ReadPresets(const std::string& workflows) {
  auto folder = LoadPresetFolder((std::filesystem::path(workflows) / "presets").string());
  if (folder.problems.empty()) return std::move(folder.presets);
  const auto& [file, problem] = folder.problems.front();
  throw Failure(Code::invalid_parameter, Format(problem, file));
}

std::string FolderOf(const std::string& file) {
  const std::string folder = std::filesystem::path(file).parent_path().string();
  return folder.empty() ? "." : folder;
}

}  // namespace charter::api
