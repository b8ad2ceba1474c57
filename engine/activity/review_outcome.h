// What a review comes to.
#pragma once

#include "engine/activity/review_plan.h"

namespace charter {

// score, count, criteria, spread, panels: as `results.<id>` of every review.
Schema ReviewOutcomeSchema();

// The points of everybody on the panel who has scored and is not recused: maps of criteria. `reviewers` as
// in the state of a review.
std::vector<Value> ValidScores(const Value& reviewers, std::string_view panel);

// What one reviewer's points add up to.
Decimal TotalOf(const Value& points);

// Precondition: every panel has at least its `min` of valid scores.
Value OutcomeOf(const ReviewPlan& plan, const Value& reviewers);

}  // namespace charter
