// Builds what a caller is shown of an item.
#pragma once

#include "engine/data/calendar.h"
#include "engine/run/event.h"
#include "engine/run/masking.h"
#include "engine/run/snapshot.h"
#include "engine/service/caller.h"
#include "engine/service/view.h"

namespace charter {

// What is kept of an event from others than the one who sent it.
struct Discretion {
  bool sealed = false;         // that it happened
  bool masked = false;         // who sent it, and with what
  std::int64_t shown_rev = 0;  // the revision as it is told
  PersonId by;                 // who sent it; empty: nobody
};
// Throws Failure (store_failed) where the row is damaged.
Discretion DiscretionOf(const HistoryRecord& row);

// An item's history as one person may read it. All references must outlive it.
class HistoryReader {
 public:
  // `snapshot`: as the item is now.
  HistoryReader(const Chart& chart, const Snapshot& snapshot, const PersonId& person,
                const std::vector<std::string>& roles);

  // Cuts the row down to what may be read, with the revision as it is told; false: the row does not show.
  // Auditors are shown every row under its own revision.
  [[nodiscard]] bool Show(HistoryRecord& row) const;

 private:
  void HideFields(HistoryRecord& row) const;

  const Chart& chart_;
  Masking masking_;
  const std::vector<std::string>& roles_;
  const PersonId& person_;
  bool auditor_ = false;
  bool reads_input_ = false;
};

// Whether any of the caller's grants covers the item.
bool MaySee(const Caller& caller, const ItemRecord& record);
// The same, or it was copied to the caller.
bool MaySee(const Caller& caller, const ItemRecord& record, const Snapshot& snapshot);

// Whether these roles over the item let somebody read the field.
bool MayRead(const Field& field, const std::vector<std::string>& roles);
// Whether the history keeps from others who sent the event or what came of it: a vote, a blind score.
bool IsSecret(const HistoryRecord& row);
Text TitleOfRole(const Chart& chart, const std::string& id);  // the id where it has none
Text TitleOfState(const State& state);

// How the activities of an item look to somebody: auditors see more.
Viewer ViewerOf(Actor actor);
// What an activity shows to the viewer; kAbsent before it has started.
Value ShownOf(const Chart& chart, const ItemInfo& item, const Snapshot& snapshot, const Viewer& viewer,
              const WorkCalendar& calendar, ActivityIndex index);

ItemView ViewOf(const Chart& chart, const ItemRecord& record, const Snapshot& snapshot, const Caller& caller,
                Timestamp now, const WorkCalendar& calendar);

WorkflowView ViewOf(const Chart& chart, DefinitionRecord record);

}  // namespace charter
