// Sign-off (会签、或签): several people sign, each once, or refuse.
#pragma once

#include <memory>

#include "engine/activity/activity.h"

namespace charter {

// Settings: `by` (the roles that sign, one signature each), `need` (`all` unless said), `named_by` (roles
// that name the people who sign; each of them holds a role of `by`), `add` and `delegate` (roles that one
// holds who may be added, or to whom a signature may be handed over; without them nobody). Nobody signs
// twice, whatever his roles. It is complete once enough have signed, and once enough no longer can.
std::shared_ptr<const ActivityRules> MakeSignoff(const ActivitySetup& setup);

// A row of the outcome's `signatures`.
std::vector<Field> SignatureFields();

}  // namespace charter
