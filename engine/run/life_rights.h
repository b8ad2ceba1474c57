// Who may suspend, resume and cancel an item, and when.
#pragma once

#include <optional>
#include <string_view>

#include "engine/data/refusal.h"
#include "engine/run/snapshot.h"

namespace charter {

// kSuspend, kResume or kCancel for item.suspend, item.resume, item.cancel; else nothing.
std::optional<LifeEvent> LifeEventOf(std::string_view event);
std::string_view EventOf(LifeEvent life);  // the inverse
// The roles that may; empty: the workflow does not have it.
const std::vector<RoleIndex>& RightsOf(const Chart& chart, LifeEvent life);

// Nothing if the event's actor may do it now. Rights are checked for people only.
std::optional<Refusal> MayChangeLife(const Chart& chart, const Snapshot& snapshot, LifeEvent life,
                                     const Event& event);

}  // namespace charter
