// Awards (评奖分配): candidates ranked, a table of who gets how much, and what people decide about it.
#pragma once

#include <memory>

#include "engine/activity/activity.h"

namespace charter {

// Settings: `of` (a workflow; without it all children), `where`, `struck`, `category` and `order`
// (expressions over a candidate), `pool`, `tiers` or `proportional`, `on_vacancy`, `waiting`, `by`. A run
// takes the candidates as they are then; the table is computed from them, and complete once it is confirmed.
std::shared_ptr<const ActivityRules> MakeAward(const ActivitySetup& setup);

// What the settings lack, each right by itself; empty: nothing.
Text MissingOfAward(const Value& settings);

}  // namespace charter
