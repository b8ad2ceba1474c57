// charter check: is a workflow file right?
#include <ostream>

#include "api/commands/commands.h"
#include "engine/chart/load.h"

namespace charter::api {
namespace {

// Returns whether the file can be published.
bool CheckFile(const std::string& path, const Surroundings& surroundings) {
  const auto source = ReadFile(path);
  if (!source) {
    surroundings.err << path << ": cannot be read\n";
    return false;
  }
  const Loaded loaded = LoadChart(*source);
  for (const Diagnostic& diagnostic : loaded.diagnostics) {
    surroundings.out << Format(diagnostic, path, *source) << "\n";
  }
  if (loaded.Publishable()) surroundings.out << path << ": ok\n";
  return loaded.Publishable();
}

int Check(const Arguments& arguments, const Surroundings& surroundings) {
  if (arguments.words.empty()) {
    surroundings.err << "charter: name the workflow files to check: charter check FILE...\n";
    return kExitUsage;
  }
  bool all_right = true;
  for (const std::string& path : arguments.words) all_right = CheckFile(path, surroundings) && all_right;
  return all_right ? kExitOk : kExitFailed;
}

}  // namespace

Command CheckCommand() { return {"check", "FILE...", "find every mistake in workflow files", {}, Check}; }

}  // namespace charter::api
