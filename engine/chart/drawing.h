// A chart as a picture that people can read.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/chart/chart.h"

namespace charter {

// Mermaid is text for documents that show it (stateDiagram-v2); DOT is text for Graphviz, to be laid out
// there; SVG is the finished picture, in one file that needs nothing else and runs no scripts.
enum class DrawingFormat { kMermaid, kDot, kSvg };

struct DrawingOptions {
  std::vector<StateIndex> active;  // marked, with the states around them
  Language language = Language::kZh;
};

// "mermaid", "dot" or "svg".
std::optional<DrawingFormat> ParseDrawingFormat(std::string_view name);

// Equal arguments, equal bytes. Thread-safe: the layout library behind kSvg is not, so pictures of that
// format are made one after the other, each in time that grows with states and transitions (0.2 s
// for 50 and 60, 1 s for 300 and 900). Graphviz 2.42 loses up to 100 KB with each: a
// server keeps what it has drawn. Throws Failure with internal_error where the library gives no layout.
std::string Draw(const Chart& chart, DrawingFormat format, const DrawingOptions& options = {});

// A chart that is laid out once, for pictures (kSvg) with whatever states marked: what a server keeps.
// Immutable and safe for all threads; failures as of Draw.
class Drawing {
 public:
  Drawing(std::shared_ptr<const Chart> chart, Language language);
  ~Drawing();
  Drawing(const Drawing&) = delete;
  Drawing& operator=(const Drawing&) = delete;

  [[nodiscard]] std::string Svg(const std::vector<StateIndex>& active) const;

 private:
  struct Plan;
  std::shared_ptr<const Chart> chart_;
  Language language_;
  std::unique_ptr<const Plan> plan_;
};

}  // namespace charter
