// The single checks of a chart's soundness. `dead`, by transition: can never be taken.
#pragma once

#include <vector>

#include "engine/chart/guard_analysis.h"
#include "engine/chart/reader.h"

namespace charter {

// never_taken; returns `dead`.
std::vector<bool> CheckNeverTaken(Reader& reader, const Chart& chart, GuardAnalysis& analysis);

// unreachable_state: no chain of transitions leads there from the initial states. no_way_out: from
// there no final state of the workflow can be reached, and no `endless: true` says that this is meant.
// Returns, by state, whether an end can be reached.
std::vector<bool> CheckReachability(Reader& reader, const Chart& chart, const std::vector<bool>& dead);

// stuck_state: no person, no time and no event of this file leaves it.
void CheckStuck(Reader& reader, const Chart& chart, const std::vector<bool>& dead,
                const std::vector<bool>& can_end);

// overlapping_transitions: one event, two guards that hold together, and order alone decides.
void CheckOverlaps(Reader& reader, const Chart& chart, const std::vector<bool>& dead,
                   GuardAnalysis& analysis);

// four_eyes_gap: the role that asks is the only role that grants, and nothing asks for another person.
void CheckFourEyes(Reader& reader, const Chart& chart, const std::vector<bool>& dead);

// missing_title: what people read has no title, or one in one language only.
void CheckTitles(Reader& reader, const YamlNode& root, const Chart& chart);

// Whether whoever and whatever could make `later` happen makes `earlier` happen, guards aside.
bool Covers(const Transition& earlier, const Transition& later, bool same_input);

}  // namespace charter
