#include "engine/chart/drawing_dot.h"

#include <algorithm>
#include <cstdio>

namespace charter {
namespace {

bool IsContainer(const State& state) {
  return state.kind == State::Kind::kCompound || state.kind == State::Kind::kParallel;
}

std::string Number(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.3f", value);
  return text;
}

std::string Inches(double points) { return Number(points / 72); }

// Graphviz reads entities and backslashes in every text.
std::string Quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '&') {
      out += "&amp;";
      continue;
    }
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

std::string Lines(const Box& box, const char* end) {
  std::string out = "\"";
  for (const auto& line : box.lines) {
    const std::string quoted = Quoted(line.text);
    if (out.size() > 1) out += end;
    out += quoted.substr(1, quoted.size() - 2);
  }
  if (out.size() > 1 && end[1] == 'l') out += end;
  return out + "\"";
}

// A text of that size, and a little room at its right, which no font is asked about.
std::string Blank(const Box& box) {
  return "<<TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLPADDING=\"0\" CELLSPACING=\"0\" FIXEDSIZE=\"TRUE\" "
         "WIDTH=\"" +
         std::to_string(static_cast<int>(box.width) + 9) + "\" HEIGHT=\"" +
         std::to_string(static_cast<int>(box.height) + 1) + "\"><TR><TD></TD></TR></TABLE>>";
}

class Writer {
 public:
  Writer(const Chart& chart, const Picture& picture, const std::vector<Box>& boxes,
         const std::vector<Box>& labels, bool readable)
      : chart_(chart), picture_(picture), boxes_(boxes), labels_(labels), readable_(readable) {}

  std::string Write() {
    out_ = "digraph " + Quoted(chart_.workflow) +
           " {\n"
           "  compound=true; rankdir=TB; newrank=false; nodesep=0.35; ranksep=0.45; labeljust=l; "
           "fontname=\"sans-serif\";\n";
    // Beyond this size the best of all layouts is looked for no longer: 900 arrows take 1 s instead of 17.
    if (picture_.arrows.size() > 100) out_ += "  nslimit=2; nslimit1=2;\n";
    if (readable_) {
      out_ += "  label=" + Quoted(picture_.title) +
              "; labelloc=t; fontsize=18;\n"
              "  node [shape=box, style=\"rounded,filled\", fillcolor=white, fontname=\"sans-serif\", "
              "fontsize=12];\n"
              "  edge [fontname=\"sans-serif\", fontsize=10, arrowsize=0.8];\n";
    } else {
      out_ += "  node [shape=box, fixedsize=true, label=\"\"];\n  edge [arrowsize=0.7];\n";
    }
    if (std::any_of(picture_.arrows.begin(), picture_.arrows.end(),
                    [](const DrawnArrow& arrow) { return arrow.from == 0; }) ||
        !picture_.states[0].inner.empty()) {
      WriteBox(kAnyName, 0, 2);
    }
    WriteInitial(0, 2);
    for (const StateIndex child : chart_.states[0].children) WriteState(child, 2);
    for (std::size_t i = 0; i < picture_.arrows.size(); ++i) WriteArrow(i);
    return out_ + edges_ + "}\n";
  }

 private:
  [[nodiscard]] const State& At(StateIndex index) const {
    return chart_.states[static_cast<std::size_t>(index)];
  }
  [[nodiscard]] const Box& BoxAt(StateIndex index) const { return boxes_[static_cast<std::size_t>(index)]; }
  [[nodiscard]] bool IsActive(StateIndex index) const {
    return picture_.states[static_cast<std::size_t>(index)].active;
  }
  void Line(int indent, const std::string& text) {
    out_ += std::string(static_cast<std::size_t>(indent), ' ') + text + "\n";
  }

  void WriteBox(const std::string& name, StateIndex index, int indent) {
    std::string attributes =
        readable_ ? "label=" + Lines(BoxAt(index), "\\n")
                  : "width=" + Inches(BoxAt(index).width) + ", height=" + Inches(BoxAt(index).height);
    if (readable_) {
      if (index == 0) attributes += ", style=\"rounded,dashed\"";
      if (At(index).kind == State::Kind::kFinal) attributes += ", peripheries=2";
      if (index != 0 && IsActive(index))
        attributes += ", fillcolor=\"#ffe2a8\", color=\"#b45f06\", penwidth=2.5";
    }
    Line(indent, Quoted(name) + " [" + attributes + "];");
  }

  void WriteState(StateIndex index, int indent) {
    const State& state = At(index);
    if (state.IsHistory()) {
      std::string attributes = "shape=circle, fixedsize=true, width=0.36, height=0.36";
      if (readable_) {
        attributes += state.kind == State::Kind::kDeepHistory ? ", label=\"H*\"" : ", label=\"H\"";
        attributes += ", tooltip=" + Quoted(picture_.states[static_cast<std::size_t>(index)].title);
      }
      Line(indent, Quoted(state.id) + " [" + attributes + "];");
      for (const StateIndex target : state.initial) WriteEdges({state.id}, index, target, "style=dashed");
      return;
    }
    if (!IsContainer(state)) {
      WriteBox(state.id, index, indent);
      return;
    }
    Line(indent, "subgraph " + Quoted("cluster_" + state.id) + " {");
    const bool region = At(state.parent).kind == State::Kind::kParallel;
    if (readable_) {
      std::string style = region ? "rounded,dashed" : "rounded";
      Line(indent + 2, "label=" + Lines(BoxAt(index), "\\l") + "; fontsize=12; style=\"" + style +
                           "\"; color=\"" + (IsActive(index) ? "#b45f06" : "#5b6b7b") +
                           "\"; penwidth=" + (IsActive(index) ? "2.5" : "1") + ";");
    } else {
      Line(indent + 2, "margin=12; label=" + Blank(BoxAt(index)) + ";");
    }
    WriteInitial(index, indent + 2);
    for (const StateIndex child : state.children) WriteState(child, indent + 2);
    Line(indent, "}");
  }

  void WriteInitial(StateIndex index, int indent) {
    const State& state = At(index);
    if (state.kind != State::Kind::kCompound || state.initial.empty()) return;
    std::string attributes = "shape=point, fixedsize=true, width=0.14, height=0.14";
    Line(indent, Quoted(InitialName(state)) + " [" + attributes + "];");
    for (const StateIndex target : state.initial) WriteEdges({InitialName(state)}, index, target, "weight=8");
  }

  // Where edges into a state end; a container's own border is given with lhead. Of a parallel state
  // there is one in each region, so that the regions stand side by side.
  [[nodiscard]] std::vector<std::string> HeadsOf(StateIndex index) const {
    const State& state = At(index);
    if (!IsContainer(state)) return {state.id};
    if (state.kind == State::Kind::kCompound) return {InitialName(state)};
    std::vector<std::string> heads;
    for (const StateIndex child : state.children) {
      for (auto& head : HeadsOf(child)) heads.push_back(std::move(head));
    }
    return heads;
  }

  // Where edges out of a state begin: at its end, so that what follows stands below it.
  [[nodiscard]] std::vector<std::string> TailsOf(StateIndex index) const {
    const State& state = At(index);
    if (!IsContainer(state)) return {state.id};
    std::vector<std::string> tails;
    if (state.kind == State::Kind::kParallel) {
      for (const StateIndex child : state.children) {
        for (auto& tail : TailsOf(child)) tails.push_back(std::move(tail));
      }
      return tails;
    }
    StateIndex best = state.last;
    for (StateIndex at = index; at <= state.last; ++at) {
      if (At(at).kind == State::Kind::kAtomic) best = at;
    }
    return {At(best).id};
  }

  void WriteArrow(std::size_t number) {
    const DrawnArrow& arrow = picture_.arrows[number];
    std::string attributes = "key=\"arrow" + std::to_string(number) + "\", label=" +
                             (readable_ ? Lines(labels_[number], "\\l") : Blank(labels_[number]));
    // The next state in the file stands straight below.
    if (arrow.from != 0 && arrow.to == At(arrow.from).last + 1) attributes += ", weight=4";
    WriteEdges(arrow.from == 0 ? std::vector<std::string>{kAnyName} : TailsOf(arrow.from), arrow.from,
               arrow.to, attributes);
  }

  // The first edge is seen; the others only hold the regions of a parallel state in their places.
  void WriteEdges(const std::vector<std::string>& tails, StateIndex from, StateIndex to,
                  std::string attributes) {
    const std::vector<std::string> heads = HeadsOf(to);
    const bool from_within = from != 0 && chart_.IsDescendant(from, to);
    std::string lhead;
    std::string ltail;
    if (IsContainer(At(to)) && !from_within) lhead = "cluster_" + At(to).id;
    if (from != 0 && IsContainer(At(from)) && tails.front() != InitialName(At(from)) && !from_within)
      ltail = "cluster_" + At(from).id;
    const bool back = from != 0 && to < from;
    if (back) {
      attributes += ", dir=back";
      std::swap(lhead, ltail);
    }
    if (!lhead.empty()) attributes += ", lhead=" + Quoted(lhead);
    if (!ltail.empty()) attributes += ", ltail=" + Quoted(ltail);
    WriteEdge(tails.front(), heads.front(), back, attributes);
    for (std::size_t i = 1; i < std::max(tails.size(), heads.size()) && !from_within; ++i)
      WriteEdge(tails[std::min(i, tails.size() - 1)], heads[std::min(i, heads.size() - 1)], back,
                "style=invis");
  }

  void WriteEdge(const std::string& tail, const std::string& head, bool back, const std::string& attributes) {
    edges_ +=
        "  " + Quoted(back ? head : tail) + " -> " + Quoted(back ? tail : head) + " [" + attributes + "];\n";
  }

  const Chart& chart_;
  const Picture& picture_;
  const std::vector<Box>& boxes_;
  const std::vector<Box>& labels_;
  bool readable_;
  std::string out_;
  std::string edges_;  // after all nodes, whose order in the file is the order in the picture
};

}  // namespace

std::string InitialName(const State& state) { return state.id + ".initial"; }

std::string DotToRead(const Chart& chart, const Picture& picture) {
  std::vector<Box> states;
  std::vector<Box> labels;
  for (std::size_t i = 0; i < chart.states.size(); ++i)
    states.push_back(StateBox(picture.states[i], chart.states[i].kind));
  for (const auto& arrow : picture.arrows) labels.push_back(LabelBox(arrow));
  return Writer(chart, picture, states, labels, true).Write();
}

std::string DotToLayOut(const Chart& chart, const Picture& picture, const std::vector<Box>& states,
                        const std::vector<Box>& labels) {
  return Writer(chart, picture, states, labels, false).Write();
}

}  // namespace charter
