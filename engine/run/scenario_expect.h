// What a scenario's step expects, held against what came of it.
#pragma once

#include "engine/chart/reader.h"
#include "engine/run/scenario.h"
#include "engine/run/simulation.h"

namespace charter {

struct StepOutcome {
  const Simulation& item;
  std::optional<Refusal> refused;
  std::vector<Effect> effects;
};

// `expect` may be null: then only a refusal differs. Mistakes of the file go to `reader`.
std::vector<ScenarioDifference> Compare(const YamlNode* expect, const StepOutcome& outcome, Reader& reader);

std::vector<std::string> TextsOf(const YamlNode& node);

}  // namespace charter
