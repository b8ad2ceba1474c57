// Mistakes that only the whole chart shows.
#pragma once

#include "engine/chart/reader.h"

namespace charter {

// unreachable_state: no chain of transitions leads there from the initial states. no_way_out: from
// there no final state of the workflow can be reached, and no `endless: true` says that this is meant.
void CheckSoundness(Reader& reader, const Chart& chart);

}  // namespace charter
