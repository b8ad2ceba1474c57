// What is kept of workflows and items, as plain rows: what the engine makes and a store keeps.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/data/id.h"
#include "engine/data/ledger.h"
#include "engine/data/text.h"
#include "engine/data/time.h"

namespace charter {

// Whether a published version is withdrawn from use: it takes no new items, and those under way go on.
struct Retirement {
  bool retired = false;
  PersonId by;                  // who said so last; "" where nobody has said anything yet
  std::optional<Timestamp> at;  // when
  std::string reason;           // and why
};

struct DefinitionRecord {
  std::string workflow;
  int version = 0;
  std::string source;  // the YAML, byte for byte as it was published
  PersonId published_by;
  Timestamp published_at;
  Retirement retirement = {};  // all that ever changes
};

// An edition of the work calendar that items were counted with. Never changed and never dropped: replaying an
// item's history needs every edition that it names.
struct CalendarRecord {
  std::int64_t edition = 0;  // 1, 2, 3, ... as they came
  std::string text;          // as WorkCalendar::ToJson
  Timestamp loaded_at;
  bool recounted = false;  // all items that had clocks by then have been gone through
};

// The narrow row by which items are found, and the snapshot that says all.
struct ItemRecord {
  ItemId id;
  std::string number;  // "PJ-2026-001", for people; unique within tenant and workflow
  std::string workflow;
  int version = 0;
  OrgId org;
  std::string org_path;  // of `org`, for the scope of lists
  std::optional<ItemId> parent;
  std::string title;  // for lists
  PersonId created_by;
  Timestamp created_at;
  Timestamp updated_at;             // time of the last event that shows
  std::int64_t rev = 0;             // 1 after creation, one more with every event
  std::int64_t sealed = 0;          // how many of these do not show
  std::string status;               // "active", "suspended", "ended", "faulted"
  std::vector<std::string> states;  // active atomic states in document order; the final one when ended
  std::string snapshot;             // canonical JSON, byte for byte what replaying the history gives
  std::string head;                 // hash of its last history row (engine/ports/chain.h)

  // The revision as people are told it and expect it.
  [[nodiscard]] std::int64_t ShownRev() const { return rev - sealed; }
};

// One event of one item. `rev` is the revision it led to.
struct HistoryRecord {
  std::int64_t rev = 0;
  Timestamp at;           // the event's own time, which the engine was given
  Timestamp recorded_at;  // the clock when it was committed
  std::string event;
  std::string source;             // "person", "timer", "item" (another item), "system"
  std::string actor;              // canonical JSON {"id", "org", "roles"} or "" where nobody acted
  std::string input;              // canonical JSON of the event's data
  std::vector<std::string> from;  // active atomic states before and after
  std::vector<std::string> to;
  std::string detail;  // canonical JSON: what else the step was given and did, for auditors and replay
  std::string hash;    // over this row and all before it (engine/ports/chain.h)
  std::string names;   // of the actor and of others in `detail`, by id (engine/data/person_names.h)
};

// The names of an earlier row, as they are from now on.
struct RowNames {
  std::int64_t rev = 0;
  std::string names;
};

// Somebody with `role` over the item's organisation is awaited in `state`, or one person.
struct TaskRecord {
  std::string state;
  std::string role;  // "" where a person is awaited whatever the role
  Timestamp since;
  std::optional<Timestamp> due;
  PersonId person = {};  // empty: everybody with the role
};

struct TimerRecord {
  std::int64_t id = 0;  // within the item; timers due together fire in this order
  Timestamp due;
};

// An effect for the outside world; its id is item, revision and position, so that receivers can
// drop repeats.
struct OutboxRecord {
  std::int64_t rev = 0;
  int position = 0;
  std::string kind;     // "notify", "send"
  std::string payload;  // canonical JSON
};

// Money that an organisation sets aside for itself and all below it.
struct BudgetRecord {
  BudgetId id;
  Text title;
  int year = 0;
  OrgId org;
  std::string org_path;  // of `org`
  PersonId created_by;
  Timestamp created_at;
  BudgetSums sums;
  std::int64_t entries = 0;  // in its ledger
};

// One line of a budget's ledger; none is ever changed or deleted.
struct LedgerRecord {
  std::int64_t seq = 0;  // 1, 2, 3, ... within its budget, given by the store
  Posting posting;       // its account is an item's id; "" for an entry of the budget itself
  ItemId item;           // whose event made it, at revision `rev`; "" for an entry of the budget itself
  std::int64_t rev = 0;
  PersonId actor;  // "" where nobody acted
  Timestamp at;
};

// An item before an event, with what lists and loops find it by.
struct ItemBefore {
  ItemRecord item;  // its snapshot is not needed
  std::vector<TaskRecord> tasks;
  std::vector<TimerRecord> timers;
};

// All that changes about one item in one transaction.
struct ItemWrite {
  ItemRecord item;                     // as it shall be; item.rev counts the history rows added
  std::int64_t expected_rev = 0;       // as it must be now; 0: the item must not exist
  std::vector<HistoryRecord> history;  // in order; the last one's rev is item.rev
  std::vector<TaskRecord> tasks;       // all that are open now
  std::vector<TimerRecord> timers;     // all that are set now
  std::vector<OutboxRecord> outbox;    // added
  std::vector<RowNames> renamed;       // earlier rows that somebody's name is taken out of
  ItemBefore before;                   // as all this was at expected_rev: only what differs is written
};

}  // namespace charter
