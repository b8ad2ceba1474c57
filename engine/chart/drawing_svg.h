// A chart as a finished picture.
#pragma once

#include <string>

#include <vector>

#include "engine/chart/drawing_layout.h"
#include "engine/chart/drawing_model.h"

namespace charter {

// The blocks of a picture and where they stand, which is the slow part. Which states are active changes
// nothing of it.
struct SvgPlan {
  std::vector<Box> states;  // of Picture::states
  std::vector<Box> labels;  // of Picture::arrows
  Layout layout;
};

SvgPlan PlanSvg(const Chart& chart, const Picture& picture);

// Self-contained and free of scripts, styles and ids, so that several stand in one page. Groups carry
// data-state, or data-from and data-to, with states' ids.
std::string SvgOf(const Chart& chart, const Picture& picture, const SvgPlan& plan);

}  // namespace charter
