// A chart as a Mermaid state diagram, which many editors and wikis show.
#pragma once

#include <string>

#include "engine/chart/drawing_model.h"

namespace charter {

// stateDiagram-v2. A transition stands in the innermost state around both its ends, as Mermaid wants it.
// Mermaid has no history states: they are plain states called H and H*.
std::string MermaidOf(const Chart& chart, const Picture& picture);

}  // namespace charter
