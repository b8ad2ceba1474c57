// An item whose history loses the name of somebody who was erased, and which is the same but for that.
#pragma once

#include <cstdint>

#include "engine/ports/store.h"
#include "engine/service/calendars.h"
#include "engine/service/chart_cache.h"
#include "engine/service/service.h"

namespace charter {

// kDone: the name is gone, or was not there. kAgain: somebody changed the item meanwhile. kKept: it would be
// another item without the name, since a rule of its workflow goes by it, and stays as it was.
enum class Swept : std::uint8_t { kDone, kAgain, kKept };

// Replays the item without the name and commits it with the event item.erasure. Throws Failure where the item
// cannot be read.
Swept SweepItem(const Ports& ports, ChartCache& charts, Calendars& calendars, const TenantId& tenant,
                const ItemId& id, const ErasureRecord& erasure);

}  // namespace charter
