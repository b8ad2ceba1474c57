// Builds what a caller is shown of an item.
#pragma once

#include "engine/data/calendar.h"
#include "engine/run/event.h"
#include "engine/run/snapshot.h"
#include "engine/service/caller.h"
#include "engine/service/view.h"

namespace charter {

// The caller as the engine sees him over an item of this organisation.
Actor ActorOf(const Caller& caller, const std::string& org_path);

// An event's input as the caller may read it: "" where the workflow keeps any field from him.
std::string ReadableInput(const Chart& chart, const std::string& input,
                          const std::vector<std::string>& roles);

// Whether any of the caller's grants covers the item.
bool MaySee(const Caller& caller, const ItemRecord& record);

ItemView ViewOf(const Chart& chart, const ItemRecord& record, const Snapshot& snapshot, const Caller& caller,
                Timestamp now, const WorkCalendar& calendar);

WorkflowView ViewOf(const Chart& chart, DefinitionRecord record);

}  // namespace charter
