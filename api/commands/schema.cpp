// charter schema: the JSON Schema of workflow and scenario files, for editors.
#include <ostream>

#include "api/commands/commands.h"
#include "engine/chart/language_schema.h"

namespace charter::api {
namespace {

int Schema(const Arguments& arguments, const Surroundings& surroundings) {
  const std::string of = arguments.Get("--of", "workflow");
  if (of != "workflow" && of != "scenario") {
    surroundings.err << "charter: --of is workflow or scenario\n";
    return kExitUsage;
  }
  return WriteResult(of == "workflow" ? WorkflowSchema() : ScenarioSchema(), arguments.Get("--output"),
                     surroundings);
}

}  // namespace

Command SchemaCommand() {
  return {"schema",
          "",
          "print the JSON Schema of workflow files, for editors",
          {{"--of", Option::Value::kRequired, "KIND", "workflow (default) or scenario"}, OutputOption()},
          Schema};
}

}  // namespace charter::api
