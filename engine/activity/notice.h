// Public notice (公示): a period in which people may object, and what becomes of the objections.
#pragma once

#include <memory>

#include "engine/activity/activity.h"

namespace charter {

// Settings: `for`, `decide` (roles), `object` (roles; without it everybody who may see the item).
// It is complete when its period is over and no objection is open. Nobody decides his own objection.
std::shared_ptr<const ActivityRules> MakeNotice(const ActivitySetup& setup);

}  // namespace charter
