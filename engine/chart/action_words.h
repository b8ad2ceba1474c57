// What a chart does by itself, in words.
#pragma once

#include <vector>

#include "engine/chart/words.h"

namespace charter {

class ActionWords {
 public:
  // The chart outlives it.
  explicit ActionWords(const Chart& chart)
      : chart_(chart), zh_(chart, Language::kZh), en_(chart, Language::kEn) {}

  // "status = 'open'; raise done": expressions as they are written. Empty for none.
  [[nodiscard]] Text Say(const std::vector<Action>& actions) const;

 private:
  [[nodiscard]] Text Say(const Action& action) const;
  [[nodiscard]] Text Deed(const Action& action) const;

  const Chart& chart_;
  Words zh_;
  Words en_;
};

}  // namespace charter
