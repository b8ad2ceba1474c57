// Snapshots as canonical JSON: one snapshot, one text.
#pragma once

#include <string>
#include <string_view>

#include "engine/run/snapshot.h"

namespace charter {

std::string WriteSnapshot(const Chart& chart, const Snapshot& snapshot);

// Throws Failure(store_failed) on text that WriteSnapshot of this chart did not write.
Snapshot ReadSnapshot(const Chart& chart, std::string_view text);

}  // namespace charter
