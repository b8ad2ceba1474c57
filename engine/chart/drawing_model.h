// What a picture of a chart shows, in words, before it is drawn in any format.
#pragma once

#include <string>
#include <vector>

#include "engine/chart/drawing.h"

namespace charter {

// A transition as a reader sees it.
struct DrawnTransition {
  std::string title;   // what happens: the event's title, "20 天后"
  std::string detail;  // who may, and under which condition, shortened; or empty
  std::string full;    // all of it, over several lines
};

struct DrawnState {
  std::string title;
  std::vector<std::string> notes;      // its deadline and activities
  std::vector<DrawnTransition> inner;  // those that do not leave it
  bool active = false;
};

// All transitions between the same two states share one arrow.
struct DrawnArrow {
  StateIndex from = kNone;  // 0: every state of the chart
  StateIndex to = kNone;
  std::vector<DrawnTransition> transitions;
};

struct Picture {
  std::string title;
  Language language = Language::kZh;
  std::vector<DrawnState> states;  // like Chart::states; [0] is the root
  std::vector<DrawnArrow> arrows;  // in document order
};

// A transition that stays where it is, or goes from a compound state to one within it, is `inner` of
// its state; every other one is in exactly one arrow for each of its targets.
Picture PictureOf(const Chart& chart, const DrawingOptions& options);

}  // namespace charter
