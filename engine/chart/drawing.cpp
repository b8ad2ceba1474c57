#include "engine/chart/drawing.h"

#include "engine/chart/drawing_dot.h"
#include "engine/chart/drawing_mermaid.h"
#include "engine/chart/drawing_model.h"
#include "engine/chart/drawing_svg.h"

namespace charter {

std::optional<DrawingFormat> ParseDrawingFormat(std::string_view name) {
  if (name == "mermaid") return DrawingFormat::kMermaid;
  if (name == "dot") return DrawingFormat::kDot;
  if (name == "svg") return DrawingFormat::kSvg;
  return std::nullopt;
}

std::string Draw(const Chart& chart, DrawingFormat format, const DrawingOptions& options) {
  const Picture picture = PictureOf(chart, options);
  switch (format) {
    case DrawingFormat::kMermaid:
      return MermaidOf(chart, picture);
    case DrawingFormat::kDot:
      return DotToRead(chart, picture);
    case DrawingFormat::kSvg:
      return SvgOf(chart, picture);
  }
  return {};
}

}  // namespace charter
