#include "engine/chart/drawing_layout.h"

#include <graphviz/cgraph.h>
#include <graphviz/gvc.h>

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/lsan_interface.h>
#endif

#include <algorithm>
#include <charconv>
#include <memory>
#include <mutex>
#include <string_view>

#include "engine/chart/drawing_dot.h"
#include "engine/data/failure.h"

extern "C" {
// The two parts of Graphviz that are used: laying out, and telling the result. Named here, so that
// nothing is looked for and loaded at run time.
extern gvplugin_library_t gvplugin_core_LTX_library;        // NOLINT(readability-identifier-naming)
extern gvplugin_library_t gvplugin_dot_layout_LTX_library;  // NOLINT(readability-identifier-naming)
}

namespace charter {
namespace {

[[noreturn]] void Fail(const std::string& what) {
  throw Failure(Code::internal_error, "Graphviz gives no layout: " + what);
}

// "e,27,36 27,72 ..." and the like.
class Numbers {
 public:
  explicit Numbers(std::string_view text) : text_(text) {}

  [[nodiscard]] bool AtEnd() const { return text_.empty(); }
  bool Take(std::string_view prefix) {
    if (!text_.starts_with(prefix)) return false;
    text_.remove_prefix(prefix.size());
    return true;
  }
  double Next() {
    double value = 0;
    const auto [end, error] = std::from_chars(text_.data(), text_.data() + text_.size(), value);
    if (error != std::errc()) Fail("not a number at `" + std::string(text_.substr(0, 40)) + "`");
    text_.remove_prefix(static_cast<std::size_t>(end - text_.data()));
    while (!text_.empty() && (text_.front() == ',' || text_.front() == ' ')) text_.remove_prefix(1);
    return value;
  }

 private:
  std::string_view text_;
};

std::string_view Get(void* object, const char* name) {
  // The library's interface has no const.
  const char* value = agget(object, const_cast<char*>(name));
  return value == nullptr ? std::string_view() : std::string_view(value);
}

class Reader {
 public:
  Reader(graph_t* graph, std::size_t arrows) : graph_(graph) {
    Numbers box(Get(graph, "bb"));
    box.Next();
    box.Next();
    layout_.width = box.Next();
    layout_.height = box.Next();
    layout_.arrows.resize(arrows);
    layout_.labels.resize(arrows);
  }

  Layout Read() {
    for (node_t* node = agfstnode(graph_); node != nullptr; node = agnxtnode(graph_, node)) {
      const Spot middle = ReadPoint(Get(node, "pos"));
      const double width = Numbers(Get(node, "width")).Next() * 72;
      const double height = Numbers(Get(node, "height")).Next() * 72;
      layout_.nodes[agnameof(node)] = {middle.x - width / 2, middle.y - height / 2, middle.x + width / 2,
                                       middle.y + height / 2};
      for (edge_t* edge = agfstout(graph_, node); edge != nullptr; edge = agnxtout(graph_, edge))
        ReadEdge(edge);
    }
    ReadClusters(graph_);
    return std::move(layout_);
  }

 private:
  // Graphviz counts from the bottom.
  [[nodiscard]] Spot Next(Numbers& numbers) const {
    const double x = numbers.Next();
    return {x, layout_.height - numbers.Next()};
  }
  [[nodiscard]] Spot ReadPoint(std::string_view text) const {
    Numbers numbers(text);
    return Next(numbers);
  }

  void ReadEdge(edge_t* edge) {
    Numbers numbers(Get(edge, "pos"));
    if (numbers.AtEnd()) Fail("an edge without a course");
    const bool back = Get(edge, "dir") == "back";
    Curve curve;
    bool tipped = false;
    for (const char* mark : {"s,", "e,", "s,"}) {
      if (!numbers.Take(mark)) continue;
      const Spot tip = Next(numbers);
      if (back == (mark[0] == 's')) {
        curve.tip = tip;
        tipped = true;
      }
    }
    while (!numbers.AtEnd()) curve.points.push_back(Next(numbers));
    if (curve.points.empty()) Fail("an edge without points");
    if (back) std::reverse(curve.points.begin(), curve.points.end());
    if (!tipped) curve.tip = curve.points.back();
    if (Get(edge, "style") == "invis") return;
    const std::string_view key = agnameof(edge) == nullptr ? "" : agnameof(edge);
    if (!key.starts_with("arrow")) {
      layout_.others.push_back(std::move(curve));
      return;
    }
    std::size_t number = 0;
    std::from_chars(key.data() + 5, key.data() + key.size(), number);
    layout_.arrows.at(number) = std::move(curve);
    const std::string_view label = Get(edge, "lp");
    if (label.empty()) Fail("a label without a place");
    layout_.labels.at(number) = ReadPoint(label);
  }

  void ReadClusters(graph_t* graph) {
    for (graph_t* sub = agfstsubg(graph); sub != nullptr; sub = agnxtsubg(sub)) {
      Numbers box(Get(sub, "bb"));
      const Spot low = Next(box);
      const Spot high = Next(box);
      layout_.clusters[agnameof(sub)] = {low.x, high.y, high.x, low.y};
      ReadClusters(sub);
    }
  }

  graph_t* graph_;
  Layout layout_;
};

int Hush(char* /*message*/) { return 0; }

}  // namespace

Layout LayOut(const Chart& chart, const Picture& picture, const std::vector<Box>& states,
              const std::vector<Box>& labels) {
  static std::mutex mutex;
  const std::string source = DotToLayOut(chart, picture, states, labels);
  const std::scoped_lock lock(mutex);

  // Warnings about labels and ranks are for authors of graphs.
  agseterrf(Hush);
  lt_symlist_t parts[] = {{"gvplugin_dot_layout_LTX_library", &gvplugin_dot_layout_LTX_library},
                          {"gvplugin_core_LTX_library", &gvplugin_core_LTX_library},
                          {nullptr, nullptr}};
  const std::unique_ptr<GVC_t, decltype(&gvFreeContext)> context(gvContextPlugins(parts, 0), gvFreeContext);
  const std::unique_ptr<graph_t, decltype(&agclose)> graph(agmemread(source.c_str()), agclose);
  if (graph == nullptr) Fail("its text was not understood");
#if defined(__SANITIZE_ADDRESS__)
  const __lsan::ScopedDisabler forgetful;  // see the header
#endif
  if (gvLayout(context.get(), graph.get(), "dot") != 0) Fail("the layout failed");
  char* text = nullptr;
  unsigned int length = 0;
  // Writing it as text puts all positions into the attributes.
  const int rendered = gvRenderData(context.get(), graph.get(), "dot", &text, &length);
  if (text != nullptr) gvFreeRenderData(text);
  struct Freed {
    GVC_t* context;
    graph_t* graph;
    ~Freed() { gvFreeLayout(context, graph); }
  } const freed{context.get(), graph.get()};
  if (rendered != 0) Fail("the positions could not be read");
  return Reader(graph.get(), picture.arrows.size()).Read();
}

}  // namespace charter
