// Where everything in a picture stands, worked out by Graphviz.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "engine/chart/drawing_boxes.h"

namespace charter {

// In points from the top left corner, y downwards.
struct Spot {
  double x = 0;
  double y = 0;
};

struct Area {
  double left = 0;
  double top = 0;
  double right = 0;
  double bottom = 0;
};

// From its beginning to its end: one point, then three for each cubic Bézier piece.
struct Curve {
  std::vector<Spot> points;
  Spot tip;  // of the arrowhead, whose foot is the last point
};

struct Layout {
  double width = 0;
  double height = 0;
  std::map<std::string, Area> nodes;  // by their names in the graph, see drawing_dot.h
  std::map<std::string, Area> clusters;
  std::vector<Curve> arrows;  // of Picture::arrows
  std::vector<Spot> labels;   // of Picture::arrows: the middle
  std::vector<Curve> others;  // from initial dots and histories
};

// Thread-safe: Graphviz is not, so calls wait for each other. Graphviz 2.42 never gives back up to 100 KB of
// each layout with clusters: whoever draws often keeps the layout. Throws Failure (internal_error) where
// there is none.
Layout LayOut(const Chart& chart, const Picture& picture, const std::vector<Box>& states,
              const std::vector<Box>& labels);

}  // namespace charter
