// Changing an item's fields outside of its events, where a state's `edit` lets people.
#pragma once

#include <vector>

#include "engine/data/file_ref.h"
#include "engine/data/refusal.h"
#include "engine/run/draft.h"

namespace charter {

// The fields that the actor may change now, in the order of the chart.
std::vector<int> FieldsOpenTo(const Chart& chart, const Snapshot& snapshot, const Actor& actor);

// Takes item.fields: the fields that its data names are set, or cleared where null, and hold then what they
// might have been created with. The files that they name are added to `files`. Refused: item_suspended,
// item_ended, item_faulted; input_invalid for one that is unknown, `readOnly` or does not fit; wrong_role;
// fields_not_open.
Outcome<void> EditFields(const Chart& chart, Draft& snapshot, const Event& event,
                         std::vector<NamedFile>& files);

// What such an event has changed, for the history: [{"field", "old", "new"}], without what was not set.
Value ChangesOf(const Chart& chart, const Snapshot& before, const Snapshot& after, const Event& event);
inline constexpr std::string_view kChangesDetail = "changes";

}  // namespace charter
