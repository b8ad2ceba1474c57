// Whether guards can hold together, by trying the values that matter.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/chart/condition.h"

namespace charter {

// The checked trees of the guards, by transition; null where a transition has none.
using GuardTrees = std::vector<std::shared_ptr<const expr::Ast>>;

class GuardAnalysis {
 public:
  GuardAnalysis(const Chart& chart, const GuardTrees& trees);

  // True if the guard of `transition` can never hold once those of `earlier` have not: proven, for
  // whatever its fields, input and the parts that are not looked into may be.
  bool NeverHolds(TransitionIndex transition, const std::vector<TransitionIndex>& earlier = {});

  // Values under which both guards hold, found by running both: "data.amount = 5000". Nothing where
  // none were found, which proves nothing.
  std::optional<std::string> BothHold(TransitionIndex a, TransitionIndex b);

  // Whether two events take the same input.
  bool SameInput(TransitionIndex a, TransitionIndex b);

 private:
  const Condition& ConditionOf(TransitionIndex transition);
  int InputId(TransitionIndex transition);

  const Chart& chart_;
  const GuardTrees& trees_;
  Conditions conditions_;
  std::vector<std::optional<Condition>> read_;  // by transition
  std::vector<int> input_ids_;                  // by transition; 0: not asked yet
  std::unordered_map<std::string, int> inputs_;
  int steps_left_;
};

}  // namespace charter
