// A chart as a finished picture.
#pragma once

#include <string>

#include "engine/chart/drawing_model.h"

namespace charter {

// Self-contained and free of scripts, styles and ids, so that several stand in one page. Groups carry
// data-state, or data-from and data-to, with states' ids.
std::string SvgOf(const Chart& chart, const Picture& picture);

}  // namespace charter
