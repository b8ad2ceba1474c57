// What an event leads to besides its item, in words for the person who is about to send it.
#pragma once

#include <vector>

#include "engine/service/explanation.h"
#include "engine/service/unit_of_work.h"

namespace charter {

// Of a unit of work that has taken the event through `item`: whom it notifies, what becomes of other items
// and which it makes, and what it enters in ledgers; no more than the caller may see.
std::vector<EffectView> EffectsOf(const Ports& ports, const Caller& caller, const UnitOfWork& work,
                                  const WorkingItem& item);

}  // namespace charter
