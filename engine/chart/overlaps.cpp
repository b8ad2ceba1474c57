// Two transitions for one event whose guards hold together: order alone decides.
#include <algorithm>
#include <string>
#include <unordered_map>

#include "engine/chart/checks.h"

namespace charter {
namespace {

constexpr std::size_t kCompared = 12;  // of one event in one state

std::size_t At(std::int32_t index) { return static_cast<std::size_t>(index); }

// Whether the same person, or none, could make either happen. Who holds only one of two roles is not
// between them; that some hold both is for `by`, not for the guards, to settle.
bool ForTheSame(const Transition& a, const Transition& b) {
  if (!a.allow.empty() || !b.allow.empty()) return a.allow.source() == b.allow.source() && a.by == b.by;
  if (a.by.empty() || b.by.empty()) return a.by.empty() && b.by.empty();
  return std::find_first_of(a.by.begin(), a.by.end(), b.by.begin(), b.by.end()) != a.by.end();
}

bool DoTheSame(const Transition& a, const Transition& b) {
  return a.targets == b.targets && !a.back && !b.back && a.internal == b.internal && a.actions.empty() &&
         b.actions.empty();
}

class Overlaps {
 public:
  Overlaps(Reader& reader, const Chart& chart, const std::vector<bool>& dead, GuardAnalysis& analysis)
      : reader_(reader), chart_(chart), dead_(dead), analysis_(analysis) {}

  void Check(const std::vector<TransitionIndex>& list) {
    std::unordered_map<std::string_view, std::vector<TransitionIndex>> guarded;
    for (const auto index : list) {
      const Transition& transition = chart_.transitions[At(index)];
      // One without a guard is meant to take what is left.
      if (dead_[At(index)] || transition.guard.empty()) continue;
      // Windows may tell them apart, and are no guards.
      if (!transition.opens.empty() || !transition.closes.empty()) continue;
      auto& earlier = guarded[transition.event];
      if (earlier.size() >= kCompared) continue;
      for (const auto before : earlier) {
        if (Tell(before, index)) break;
      }
      earlier.push_back(index);
    }
  }

 private:
  bool Tell(TransitionIndex first, TransitionIndex second) {
    const Transition& a = chart_.transitions[At(first)];
    const Transition& b = chart_.transitions[At(second)];
    if (!ForTheSame(a, b) || DoTheSame(a, b) || !analysis_.SameInput(first, second)) return false;
    const auto witness = analysis_.BothHold(first, second);
    if (!witness) return false;
    reader_.Warn(Code::overlapping_transitions, b.position,
                 Text{"它的条件与第 " + std::to_string(a.position.line) + " 行转移的条件同时成立，例如 " +
                          *witness + "；此时按先后取前者",
                      "its guard and that of the transition in line " + std::to_string(a.position.line) +
                          " both hold for " + *witness + "; the earlier one is taken"},
                 Text{"在条件中写明前者之外的情况，或去掉最后一个条件",
                      "say in the guard what the earlier one leaves, or leave the last guard out"});
    return true;
  }

  Reader& reader_;
  const Chart& chart_;
  const std::vector<bool>& dead_;
  GuardAnalysis& analysis_;
};

}  // namespace

void CheckOverlaps(Reader& reader, const Chart& chart, const std::vector<bool>& dead,
                   GuardAnalysis& analysis) {
  Overlaps overlaps(reader, chart, dead, analysis);
  for (const State& state : chart.states) {
    overlaps.Check(state.transitions);
    overlaps.Check(state.always);
  }
}

}  // namespace charter
