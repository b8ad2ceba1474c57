// Review (评审、验收): several people score on a sheet, blind to each other; one score comes of it.
#pragma once

#include <memory>

#include "engine/activity/review_outcome.h"

namespace charter {

// Settings: see ReviewPlan, and `conflict`, CEL over `reviewer`. Verbs: assign, unassign, recuse, score,
// amend, close. It is complete when on every panel all reviewers who are not recused have scored, and at
// least `min` of them; or when it is closed with at least `min`. A score that is missing is never a 0.
//
// In conflict (回避) is who belongs to the item's own organisation, of whom `conflict` holds or cannot be
// told, who declared it, and who is not known: for reviewing as well as for organising. While it goes on
// blind, every event but `close` is sealed; a reviewer is shown his own points, organisers who is assigned
// and who has scored, everybody else that it goes on. Refused besides what is always: in_conflict,
// not_assigned, too_few_reviewers, too_few_scores, not_allowed.
std::shared_ptr<const ActivityRules> MakeReview(const ActivitySetup& setup);

}  // namespace charter
