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

struct Drawing::Plan {
  SvgPlan svg;
};

Drawing::Drawing(std::shared_ptr<const Chart> chart, Language language)
    : chart_(std::move(chart)),
      language_(language),
      plan_(std::make_unique<const Plan>(Plan{PlanSvg(*chart_, PictureOf(*chart_, {{}, language}))})) {}
Drawing::~Drawing() = default;

std::string Drawing::Svg(const std::vector<StateIndex>& active) const {
  return SvgOf(*chart_, PictureOf(*chart_, {active, language_}), plan_->svg);
}

std::string Draw(const Chart& chart, DrawingFormat format, const DrawingOptions& options) {
  const Picture picture = PictureOf(chart, options);
  switch (format) {
    case DrawingFormat::kMermaid:
      return MermaidOf(chart, picture);
    case DrawingFormat::kDot:
      return DotToRead(chart, picture);
    case DrawingFormat::kSvg:
      return SvgOf(chart, picture, PlanSvg(chart, picture));
  }
  return {};
}

}  // namespace charter
