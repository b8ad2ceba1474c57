// The engine's heart: the next snapshot of an item, as a pure function.
#pragma once

#include <vector>

#include "engine/data/calendar.h"
#include "engine/data/file_ref.h"
#include "engine/data/refusal.h"
#include "engine/run/snapshot.h"

namespace charter {

struct Stepped {
  Snapshot snapshot;
  std::vector<Effect> effects;
  std::vector<TransitionIndex> taken;  // in order; the same one may stand twice
  Recorded record;
  std::vector<NamedFile> files;  // that were handed in or assigned; they refer to the chart
};

// What becomes of a new item whose required fields are not all given: only a simulation starts it.
enum class Missing : std::uint8_t { kRefused, kLeftUnset };

// The fields of a new item from what its creator gives: checked, with defaults. All mistakes are added
// to `errors`; `readOnly` fields may not be given.
std::vector<Value> ConformCreation(const Chart& chart, const Value& data, std::vector<FieldError>& errors);

// W3C SCXML 1.0, Appendix D: takes the external event through a whole macrostep. Reads no clock and
// does no I/O: equal arguments give equal results, byte for byte, on any machine. Refused (20xx), the
// item stays as it was. Thread-safe.
//
// Start: the snapshot of a new item; `create.data` are its fields, `create.name` is ignored, `create.params`
// are its parameters (BindParameters), which a workflow that has some needs.
Outcome<Stepped> Start(const Chart& chart, const ItemInfo& item, const Event& create,
                       const WorkCalendar& calendar, Missing missing = Missing::kRefused);

// The event's time must not lie before the snapshot's; an earlier one counts as the snapshot's own.
// kTimer: fires that timer (an unknown one changes nothing but the revision). kCreateEvent and other
// reserved names are refused from people. An item at fault takes only item.resume and item.cancel.
Outcome<Stepped> Step(const Chart& chart, const ItemInfo& item, const Snapshot& before, const Event& event,
                      const WorkCalendar& calendar);

// The item marked as faulted, since an event that nobody can be told about could not be carried out.
Snapshot Faulted(const Snapshot& before, Timestamp at, const std::string& why);

}  // namespace charter
