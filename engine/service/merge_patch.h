// JSON Merge Patch (RFC 7396), for the fields of an item.
#pragma once

#include "engine/run/snapshot.h"

namespace charter {

// What becomes of `target` by the patch; a null is what is to be removed.
Value Merged(const Value& target, const Value& patch);

// The patch of an item's data as the new value of each field that it changes, null for one that it clears:
// what comes with item.fields. Members that are no fields stay as they are, and so do those that these roles
// do not let read: whether such a field has that value already is not told. A map.
Value NewValues(const Chart& chart, const Snapshot& snapshot, const std::vector<std::string>& roles,
                const Value& patch);

}  // namespace charter
