// Mistakes that only the whole chart shows.
#pragma once

#include "engine/chart/guard_analysis.h"
#include "engine/chart/reader.h"

namespace charter {

// Errors: unreachable_state, no_way_out, never_taken, stuck_state. Warnings: missing_title,
// overlapping_transitions, four_eyes_gap, and of stuck_state and never_taken where another item could
// still help. Takes time in proportion to the chart; what cannot be decided within that is not told.
void CheckSoundness(Reader& reader, const YamlNode& root, const Chart& chart, const GuardTrees& guards);

}  // namespace charter
