// The blocks of text in a drawn chart, with their sizes.
#pragma once

#include <string>
#include <vector>

#include "engine/chart/drawing_model.h"

namespace charter {

// Lengths are points, at one point a pixel on screens.
struct BoxLine {
  enum class Kind { kTitle, kNote, kTransition, kDetail };
  Kind kind = Kind::kNote;
  std::string text;
  std::string full;     // what to show on pointing at it; empty: nothing more than the text
  double baseline = 0;  // from the top of the box
};

struct Box {
  std::vector<BoxLine> lines;
  double padding = 0;  // around the lines, within width and height
  double width = 0;
  double height = 0;
};

double FontSizeOf(BoxLine::Kind kind);

// Of a state: its title, deadline and inner transitions. A final state leaves room for its sign.
Box StateBox(const DrawnState& state, State::Kind kind);
// Beside an arrow.
Box LabelBox(const DrawnArrow& arrow);

inline constexpr double kFinalSign = 24;  // the room of a final state's double circle, at the left

}  // namespace charter
