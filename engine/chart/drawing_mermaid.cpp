#include "engine/chart/drawing_mermaid.h"

#include <algorithm>
#include <array>
#include <set>

namespace charter {
namespace {

// Everything that Mermaid might read as its own is written as a character's number.
std::string Escaped(std::string_view text) {
  static constexpr std::string_view kPlain = " .,()/_-+=*!?'|[]";
  std::string out;
  for (const char c : text) {
    const bool word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (word || static_cast<unsigned char>(c) >= 0x80 || kPlain.find(c) != std::string_view::npos) {
      out += c;
    } else {
      out += "#" + std::to_string(static_cast<int>(c)) + ";";
    }
  }
  return out;
}

// The title stands in YAML, where numbers of characters mean nothing.
std::string YamlQuoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

std::string LowerCase(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return text;
}

class Writer {
 public:
  Writer(const Chart& chart, const Picture& picture) : chart_(chart), picture_(picture) { ChooseNames(); }

  std::string Write() {
    out_ = "---\ntitle: " + YamlQuoted(picture_.title) + "\n---\nstateDiagram-v2\n";
    const bool any = std::any_of(picture_.arrows.begin(), picture_.arrows.end(),
                                 [](const DrawnArrow& arrow) { return arrow.from == 0; });
    if (any || !picture_.states[0].inner.empty()) WriteTitle(0, 2);
    WriteInside(0, 2);
    WriteActive();
    return out_;
  }

 private:
  [[nodiscard]] const State& At(StateIndex index) const {
    return chart_.states[static_cast<std::size_t>(index)];
  }
  [[nodiscard]] const std::string& NameOf(StateIndex index) const {
    return names_[static_cast<std::size_t>(index)];
  }
  void Line(int indent, const std::string& text) {
    out_ += std::string(static_cast<std::size_t>(indent), ' ') + text + "\n";
  }

  // Ids, except where they are words of Mermaid.
  void ChooseNames() {
    static const std::set<std::string> kWords{
        "state", "note",    "end",    "class",     "classdef", "style",    "click",
        "href",  "default", "scale",  "fork",      "join",     "hide",     "right",
        "left",  "as",      "choice", "direction", "of",       "acctitle", "accdescr"};
    std::set<std::string> taken;
    for (const State& state : chart_.states) taken.insert(state.id);
    for (const State& state : chart_.states) {
      std::string name = state.id.empty() ? "any_state" : state.id;
      while (kWords.contains(LowerCase(name)) || (name != state.id && taken.contains(name))) name += "_";
      taken.insert(name);
      names_.push_back(std::move(name));
    }
  }

  void WriteTitle(StateIndex index, int indent) {
    const DrawnState& drawn = picture_.states[static_cast<std::size_t>(index)];
    std::string text = drawn.title;
    if (At(index).IsHistory()) text = At(index).kind == State::Kind::kDeepHistory ? "H*" : "H";
    Line(indent, "state \"" + Escaped(text) + "\" as " + NameOf(index));
  }

  void WriteState(StateIndex index, int indent) {
    const State& state = At(index);
    const DrawnState& drawn = picture_.states[static_cast<std::size_t>(index)];
    WriteTitle(index, indent);
    if (state.kind == State::Kind::kCompound || state.kind == State::Kind::kParallel) {
      Line(indent, "state " + NameOf(index) + " {");
      WriteInside(index, indent + 2);
      Line(indent, "}");
    }
    WriteNote(index, drawn, indent);
  }

  void WriteNote(StateIndex index, const DrawnState& drawn, int indent) {
    if (drawn.notes.empty() && drawn.inner.empty()) return;
    Line(indent, "note right of " + NameOf(index));
    for (const auto& note : drawn.notes) Line(indent + 2, Escaped(note));
    for (const auto& transition : drawn.inner) Line(indent + 2, Escaped(Label(transition)));
    Line(indent, "end note");
  }

  static std::string Label(const DrawnTransition& transition) {
    return transition.detail.empty() ? transition.title : transition.title + " / " + transition.detail;
  }

  void WriteInside(StateIndex index, int indent) {
    const State& state = At(index);
    bool first = true;
    for (const StateIndex child : state.children) {
      if (state.kind == State::Kind::kParallel && !first) Line(indent, "--");
      first = false;
      WriteState(child, indent);
      if (state.kind == State::Kind::kParallel) WriteArrowsWithin(index, child, indent);
    }
    if (state.kind == State::Kind::kCompound) {
      for (const StateIndex target : state.initial) Line(indent, "[*] --> " + NameOf(target));
    }
    for (const StateIndex child : state.children) {
      if (At(child).kind == State::Kind::kFinal) Line(indent, NameOf(child) + " --> [*]");
      if (!At(child).IsHistory()) continue;
      for (const StateIndex target : At(child).initial)
        Line(indent, NameOf(child) + " --> " + NameOf(target));
    }
    if (state.kind != State::Kind::kParallel) WriteArrowsWithin(index, kNone, indent);
  }

  // Those whose innermost state around both ends is `index`; of a parallel one, those that begin in `region`.
  void WriteArrowsWithin(StateIndex index, StateIndex region, int indent) {
    for (const DrawnArrow& arrow : picture_.arrows) {
      if (Around(arrow) != index) continue;
      if (region != kNone && arrow.from != region && !chart_.IsDescendant(arrow.from, region)) continue;
      std::string label;
      for (const auto& transition : arrow.transitions)
        label += (label.empty() ? "" : "<br>") + Escaped(Label(transition));
      Line(indent, NameOf(arrow.from) + " --> " + NameOf(arrow.to) + " : " + label);
    }
  }

  [[nodiscard]] StateIndex Around(const DrawnArrow& arrow) const {
    StateIndex around = arrow.from == 0 ? 0 : At(arrow.from).parent;
    while (!chart_.IsDescendant(arrow.to, around)) around = At(around).parent;
    return around;
  }

  void WriteActive() {
    std::string names;
    for (std::size_t i = 1; i < picture_.states.size(); ++i) {
      if (picture_.states[i].active && chart_.states[i].IsAtomic())
        names += (names.empty() ? "" : ",") + names_[i];
    }
    if (names.empty()) return;
    Line(2, "classDef active fill:#ffe8bd,stroke:#b45f06,stroke-width:3px");
    Line(2, "class " + names + " active");
  }

  const Chart& chart_;
  const Picture& picture_;
  std::vector<std::string> names_;
  std::string out_;
};

}  // namespace

std::string MermaidOf(const Chart& chart, const Picture& picture) { return Writer(chart, picture).Write(); }

}  // namespace charter
