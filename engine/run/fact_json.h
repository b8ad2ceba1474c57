// Facts and actors as values, for snapshots and histories.
#pragma once

#include "engine/run/event.h"

namespace charter {

Value FactToValue(const ChildFact& fact);
// Throws Failure(store_failed) on what FactToValue did not write.
ChildFact FactFromValue(const Value& value);

Value ActorToValue(const Actor& actor);
Actor ActorFromValue(const Value& value);

}  // namespace charter
