#include "engine/chart/drawing_boxes.h"

#include <algorithm>

#include "engine/chart/drawing_text.h"

namespace charter {
namespace {

constexpr int kTitleColumns = 26;
constexpr int kLineColumns = 40;
constexpr double kPadding = 9;

class Filler {
 public:
  explicit Filler(double padding) {
    box_.padding = padding;
    box_.height = padding;
  }

  void Add(BoxLine::Kind kind, const std::string& text, int columns, const std::string& full = {}) {
    const double size = FontSizeOf(kind);
    for (auto& line : Wrapped(text, columns)) {
      box_.width = std::max(box_.width, WidthOf(line, size));
      box_.lines.push_back({kind, std::move(line), full, box_.height + size});
      box_.height += size * 1.36;
    }
  }

  void Add(const std::vector<DrawnTransition>& transitions) {
    for (const auto& transition : transitions) {
      Add(BoxLine::Kind::kTransition, transition.title, kLineColumns, transition.full);
      if (!transition.detail.empty())
        Add(BoxLine::Kind::kDetail, transition.detail, kLineColumns, transition.full);
    }
  }

  void Gap(double height) { box_.height += height; }

  Box Finish() {
    box_.height += box_.padding;
    box_.width += 2 * box_.padding;
    return std::move(box_);
  }

 private:
  Box box_;
};

}  // namespace

double FontSizeOf(BoxLine::Kind kind) {
  switch (kind) {
    case BoxLine::Kind::kTitle:
      return 13;
    case BoxLine::Kind::kNote:
      return 10.5;
    case BoxLine::Kind::kTransition:
      return 11.5;
    case BoxLine::Kind::kDetail:
      return 10;
  }
  return 0;
}

Box StateBox(const DrawnState& state, State::Kind kind) {
  const bool container = kind == State::Kind::kCompound || kind == State::Kind::kParallel;
  Filler filler(container ? 4 : kPadding);
  filler.Add(BoxLine::Kind::kTitle, state.title, container ? 2 * kTitleColumns : kTitleColumns);
  for (const auto& note : state.notes) filler.Add(BoxLine::Kind::kNote, note, kLineColumns);
  if (!state.inner.empty()) filler.Gap(6);
  filler.Add(state.inner);
  Box box = filler.Finish();
  if (kind == State::Kind::kFinal) box.width += kFinalSign;
  if (!container) box.width = std::max(box.width, 76.0);
  return box;
}

Box LabelBox(const DrawnArrow& arrow) {
  Filler filler(3);
  filler.Add(arrow.transitions);
  return filler.Finish();
}

}  // namespace charter
