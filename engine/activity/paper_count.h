// A ballot's votes on paper (现场投票): how many are present, and the count with its tellers, as the
// organiser records them into the ballot's state.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "engine/activity/activity.h"

namespace charter {

// How many are present, as far as it is known: by a count, by a number or by name.
std::optional<std::int64_t> PresentIn(const Value& state);

// The verb `attend` of a ballot without named voters: a number. A count recorded before is dropped.
Outcome<Turn> RecordPresent(const Value& state, const Act& act);
// The verb `tally`. Refused where the numbers contradict each other or the attendance (counts_disagree), and
// where a teller is unknown or records the count himself (input_invalid).
Outcome<Turn> RecordCount(const Value& state, const Act& act, Timestamp now);

// Numbers of a ballot that cannot be true together.
Refusal DoNotFit(Text what, Text hint);
std::string Digits(std::int64_t number);

}  // namespace charter
