// What of a review is shown to whom.
#pragma once

#include "engine/activity/review_plan.h"

namespace charter {

// While it goes on blind: `complete` and `blind` to all; `mine` to a reviewer; `reviewers` without points to
// organisers. Once complete: `scores` by number to all, ordered by points so that a number tells nothing of a
// person; `reviewers` with points to organisers. Auditors, and all where it is not blind, are shown
// everything.
Value ReviewShown(const ReviewPlan& plan, const Value& state, const Viewer& viewer, bool organises);

}  // namespace charter
