// charter import-scxml: an SCXML file as a workflow file.
#include <ostream>

#include "api/commands/commands.h"
#include "engine/chart/scxml_import.h"

namespace charter::api {
namespace {

int ImportFile(const Arguments& arguments, const Surroundings& surroundings) {
  if (arguments.words.size() != 1) {
    surroundings.err << "charter: name one SCXML file: charter import-scxml FILE.scxml\n";
    return kExitUsage;
  }
  const Language language = LanguageFor(arguments);
  const std::string& path = arguments.words.front();
  const auto source = ReadFile(path);
  if (!source) {
    surroundings.err << path << ": cannot be read\n";
    return kExitFailed;
  }
  const Imported imported = ImportScxml(*source);
  for (const Diagnostic& diagnostic : imported.diagnostics)
    surroundings.err << Format(diagnostic, path, *source, language) << "\n";
  if (imported.yaml.empty()) return kExitFailed;
  return WriteResult(imported.yaml, arguments.Get("--output"), surroundings);
}

}  // namespace

Command ImportScxmlCommand() {
  return {"import-scxml",
          "FILE",
          "make a workflow file of an SCXML file",
          {OutputOption(), LanguageOption()},
          ImportFile};
}

}  // namespace charter::api
