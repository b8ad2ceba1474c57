#include "engine/chart/drawing_svg.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "engine/chart/drawing_dot.h"
#include "engine/chart/drawing_layout.h"
#include "engine/chart/drawing_text.h"

namespace charter {
namespace {

constexpr const char* kFonts =
    "'Noto Sans CJK SC','Source Han Sans SC','PingFang SC','Microsoft YaHei','WenQuanYi Micro Hei',"
    "'Noto Sans SC',SimHei,'Helvetica Neue',Arial,sans-serif";
constexpr const char* kInk = "#1f2933";
constexpr const char* kQuiet = "#52606d";
constexpr const char* kLineColor = "#52606d";
constexpr const char* kActiveLine = "#b45f06";
constexpr const char* kActiveFill = "#ffe8bd";
// Keeps a label readable where a line passes behind it.
constexpr const char* kHalo =
    " paint-order=\"stroke\" stroke=\"#ffffff\" stroke-opacity=\"0.75\" stroke-width=\"3\" "
    "stroke-linejoin=\"round\"";
constexpr double kMargin = 20;
constexpr double kHeading = 40;

std::string Number(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f", value);
  std::string out = text;
  if (out.ends_with(".0")) out.resize(out.size() - 2);
  return out == "-0" ? "0" : out;
}

class Painter {
 public:
  Painter(const Chart& chart, const Picture& picture, const SvgPlan& plan)
      : chart_(chart), picture_(picture), boxes_(plan.states), labels_(plan.labels), layout_(plan.layout) {}

  std::string Paint() {
    Open();
    for (StateIndex i = 1; i < Count(); ++i) {
      if (const auto* area = ClusterOf(At(i))) PaintContainer(i, *area);
    }
    for (const Curve& curve : layout_.others) PaintCurve(curve);
    for (std::size_t i = 0; i < picture_.arrows.size(); ++i) PaintArrow(i);
    for (StateIndex i = 0; i < Count(); ++i) PaintState(i);
    // Last, so that no line runs over a text.
    for (std::size_t i = 0; i < picture_.arrows.size(); ++i) PaintLabel(i);
    return out_ + "</g>\n</svg>\n";
  }

 private:
  [[nodiscard]] StateIndex Count() const { return static_cast<StateIndex>(chart_.states.size()); }
  [[nodiscard]] const State& At(StateIndex index) const {
    return chart_.states[static_cast<std::size_t>(index)];
  }
  [[nodiscard]] const DrawnState& Drawn(StateIndex index) const {
    return picture_.states[static_cast<std::size_t>(index)];
  }
  [[nodiscard]] const Area* ClusterOf(const State& state) const {
    const auto found = layout_.clusters.find("cluster_" + state.id);
    return found == layout_.clusters.end() ? nullptr : &found->second;
  }

  void Open() {
    const std::string heading = picture_.title + " v" + std::to_string(chart_.version);
    const double width = std::max(layout_.width, WidthOf(heading, 18)) + 2 * kMargin;
    const double height = layout_.height + kHeading + 2 * kMargin;
    const bool zh = picture_.language == Language::kZh;
    out_ = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" +
           Number(width) + "\" height=\"" + Number(height) + "\" viewBox=\"0 0 " + Number(width) + " " +
           Number(height) + "\" role=\"img\" lang=\"" + (zh ? "zh-CN" : "en") + "\" aria-label=\"" +
           EscapedXml(heading) + "\" font-family=\"" + kFonts + "\">\n<title>" + EscapedXml(heading) +
           "</title>\n<desc>" + EscapedXml(Description()) + "</desc>\n<rect width=\"" + Number(width) +
           "\" height=\"" + Number(height) + "\" fill=\"#ffffff\"/>\n<text x=\"" + Number(kMargin) +
           "\" y=\"" + Number(kMargin + 14) + "\" font-size=\"18\" font-weight=\"bold\" fill=\"" + kInk +
           "\">" + EscapedXml(heading) + "</text>\n<g transform=\"translate(" + Number(kMargin) + " " +
           Number(kMargin + kHeading) + ")\">\n";
  }

  // For readers who do not see it: how much there is, and where the item stands.
  [[nodiscard]] std::string Description() const {
    const bool zh = picture_.language == Language::kZh;
    std::string active;
    for (StateIndex i = 1; i < Count(); ++i) {
      if (!Drawn(i).active || !At(i).IsAtomic()) continue;
      active += (active.empty() ? "" : zh ? "、" : ", ") + Drawn(i).title;
    }
    const std::string states = std::to_string(chart_.states.size() - 1);
    const std::string transitions = std::to_string(chart_.transitions.size());
    if (zh) {
      return "状态图：" + states + " 个状态，" + transitions + " 个转移。" +
             (active.empty() ? "" : "当前状态：" + active + "。");
    }
    return "A statechart of " + states + " states and " + transitions + " transitions." +
           (active.empty() ? "" : " Active now: " + active + ".");
  }

  void PaintContainer(StateIndex index, const Area& area) {
    static constexpr std::array kFills{"#f5f7fa", "#eaeff4", "#f9fafb"};
    const State& state = At(index);
    const bool active = Drawn(index).active;
    const bool region = At(state.parent).kind == State::Kind::kParallel;
    OpenState(index);
    Rectangle(area, 10, kFills[static_cast<std::size_t>(state.depth - 1) % kFills.size()],
              active ? kActiveLine : "#9aa5b1", active ? 2 : 1, region ? "6 4" : "");
    Lines(boxes_[static_cast<std::size_t>(index)], {area.left + 8, area.top + 6, area.right, area.bottom},
          Align::kLeft);
    out_ += "</g>\n";
  }

  void OpenState(StateIndex index) {
    const bool active = Drawn(index).active;
    out_ += "<g data-state=\"" + At(index).id + "\"" + (active ? " data-active=\"true\"" : "") + "><title>" +
            EscapedXml(Drawn(index).title + (index == 0 ? "" : " (" + At(index).id + ")")) + "</title>";
  }

  void PaintState(StateIndex index) {
    const State& state = At(index);
    if (const auto dot = layout_.nodes.find(InitialName(state)); dot != layout_.nodes.end()) {
      const Area& area = dot->second;
      Circle((area.left + area.right) / 2, (area.top + area.bottom) / 2, 5, kInk, "none", 0);
      out_ += "\n";
    }
    const auto node = layout_.nodes.find(index == 0 ? kAnyName : state.id);
    if (node == layout_.nodes.end()) return;
    const Area& area = node->second;
    const double middle = (area.top + area.bottom) / 2;
    const bool active = Drawn(index).active;
    const char* fill = active ? kActiveFill : "#ffffff";
    const char* line = active ? kActiveLine : kLineColor;
    const double thickness = active ? 2.6 : 1.2;
    OpenState(index);
    if (state.IsHistory()) {
      const double center = (area.left + area.right) / 2;
      Circle(center, middle, 12, fill, line, thickness);
      Text(center, middle + 4, 11, kInk, " text-anchor=\"middle\"",
           state.kind == State::Kind::kDeepHistory ? "H*" : "H");
    } else {
      const Box& box = boxes_[static_cast<std::size_t>(index)];
      const bool final = state.kind == State::Kind::kFinal;
      Rectangle(area, final ? (area.bottom - area.top) / 2 : 8, fill, line, thickness,
                index == 0 ? "4 3" : "");
      if (final) {
        Circle(area.left + 18, middle, 8, "#ffffff", kInk, 1.4);
        Circle(area.left + 18, middle, 4.5, kInk, "none", 0);
      }
      Lines(box, {area.left + (final ? kFinalSign : 0), area.top, area.right, area.bottom}, Align::kMiddle);
    }
    out_ += "</g>\n";
  }

  void PaintArrow(std::size_t number) {
    const DrawnArrow& arrow = picture_.arrows[number];
    out_ += "<g data-from=\"" + At(arrow.from).id + "\" data-to=\"" + At(arrow.to).id + "\">";
    PaintCurve(layout_.arrows[number]);
    out_ += "</g>\n";
  }

  void PaintCurve(const Curve& curve) {
    const auto& points = curve.points;
    out_ += "<path fill=\"none\" stroke=\"" + std::string(kLineColor) + "\" stroke-width=\"1.1\" d=\"M" +
            Number(points[0].x) + " " + Number(points[0].y);
    for (std::size_t i = 1; i < points.size(); ++i)
      out_ += (i % 3 == 1 ? "C" : " ") + Number(points[i].x) + " " + Number(points[i].y);
    // The head begins where the line ends and has the direction that the line ends with.
    const Spot foot = points.back();
    const double dx = curve.tip.x - foot.x;
    const double dy = curve.tip.y - foot.y;
    const double length = std::max(std::hypot(dx, dy), 0.1);
    const double across_x = -dy / length * 3.2;
    const double across_y = dx / length * 3.2;
    out_ += "\"/><path fill=\"" + std::string(kLineColor) + "\" d=\"M" + Number(curve.tip.x) + " " +
            Number(curve.tip.y) + "L" + Number(foot.x + across_x) + " " + Number(foot.y + across_y) + "L" +
            Number(foot.x - across_x) + " " + Number(foot.y - across_y) + "Z\"/>\n";
  }

  void PaintLabel(std::size_t number) {
    const Box& box = labels_[number];
    const Spot middle = layout_.labels[number];
    Lines(box,
          {middle.x - box.width / 2, middle.y - box.height / 2, middle.x + box.width / 2,
           middle.y + box.height / 2},
          Align::kLeft, kHalo);
  }

  void Rectangle(const Area& area, double radius, const char* fill, const char* line, double thickness,
                 const char* dashes) {
    out_ += "<rect x=\"" + Number(area.left) + "\" y=\"" + Number(area.top) + "\" width=\"" +
            Number(area.right - area.left) + "\" height=\"" + Number(area.bottom - area.top) + "\" rx=\"" +
            Number(radius) + "\" fill=\"" + fill + "\" stroke=\"" + line + "\" stroke-width=\"" +
            Number(thickness) + "\"";
    if (*dashes != '\0') out_ += " stroke-dasharray=\"" + std::string(dashes) + "\"";
    out_ += "/>";
  }

  void Circle(double x, double y, double radius, const char* fill, const char* line, double thickness) {
    out_ += "<circle cx=\"" + Number(x) + "\" cy=\"" + Number(y) + "\" r=\"" + Number(radius) + "\" fill=\"" +
            fill + "\" stroke=\"" + line + "\" stroke-width=\"" + Number(thickness) + "\"/>";
  }

  void Text(double x, double y, double size, const char* color, const std::string& attributes,
            const std::string& text) {
    out_ += "<text x=\"" + Number(x) + "\" y=\"" + Number(y) + "\" font-size=\"" + Number(size) +
            "\" fill=\"" + color + "\"" + attributes + ">" + EscapedXml(text) + "</text>";
  }

  enum class Align { kLeft, kMiddle };

  // A line of a transition begins at the left in any case, so that those under each other can be told apart.
  void Lines(const Box& box, const Area& area, Align align, const char* halo = "") {
    const std::string* pointed = nullptr;
    for (const BoxLine& line : box.lines) {
      const bool starts = !line.full.empty() && (pointed == nullptr || *pointed != line.full);
      if (pointed != nullptr && (starts || line.full.empty())) {
        out_ += "</g>\n";
        pointed = nullptr;
      }
      if (starts) {
        out_ += "<g><title>" + EscapedXml(line.full) + "</title>";
        pointed = &line.full;
      }
      const bool title = line.kind == BoxLine::Kind::kTitle;
      const bool transition = line.kind == BoxLine::Kind::kTransition;
      const bool middle = align == Align::kMiddle && line.full.empty();
      std::string attributes = halo;
      if (title) attributes += " font-weight=\"bold\"";
      if (middle) attributes += " text-anchor=\"middle\"";
      Text(middle ? (area.left + area.right) / 2 : area.left + box.padding, area.top + line.baseline,
           FontSizeOf(line.kind), title || transition ? kInk : kQuiet, attributes, line.text);
    }
    if (pointed != nullptr) out_ += "</g>\n";
  }

  const Chart& chart_;
  const Picture& picture_;
  const std::vector<Box>& boxes_;
  const std::vector<Box>& labels_;
  const Layout& layout_;
  std::string out_;
};

}  // namespace

SvgPlan PlanSvg(const Chart& chart, const Picture& picture) {
  SvgPlan plan;
  for (std::size_t i = 0; i < chart.states.size(); ++i)
    plan.states.push_back(StateBox(picture.states[i], chart.states[i].kind));
  for (const auto& arrow : picture.arrows) plan.labels.push_back(LabelBox(arrow));
  plan.layout = LayOut(chart, picture, plan.states, plan.labels);
  return plan;
}

std::string SvgOf(const Chart& chart, const Picture& picture, const SvgPlan& plan) {
  return Painter(chart, picture, plan).Paint();
}

}  // namespace charter
