// All that an item is at one revision.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/chart/chart.h"
#include "engine/chart/route.h"
#include "engine/data/deadline.h"
#include "engine/run/configuration.h"
#include "engine/run/event.h"
#include "engine/run/life_cycle.h"
#include "engine/run/seldom.h"

namespace charter {

struct Timer {
  enum class Kind : std::uint8_t { kAfter, kSend, kRemind, kOverdue, kActivity };
  std::int64_t id = 0;
  Kind kind = Kind::kAfter;
  StateIndex state = kNone;  // that set it; kNone for kSend
  // kAfter: position in State::after; kRemind: in Due::remind; kActivity: in Chart::activities
  int index = 0;
  Action::To to = Action::To::kSelf;  // kSend
  bool provisional = false;           // crosses a year whose calendar is not published
  std::string receiver;               // kSend to an item: its id
  std::string event;                  // kSend; kActivity: the name of its clock
  Value data;                         // kSend
  std::string send_id;                // kSend
  Timestamp due;
  // What `due` was counted from; none: it is an instant, or goes with the due date of `state`.
  KeptCounting counted;
};

struct StateDue {
  StateIndex state = kNone;
  bool provisional = false;
  Timestamp at;
  KeptCounting counted;  // none: it is an instant
};

// How often a return that has a maximum was sent in a state.
struct Returned {
  StateIndex state = kNone;
  std::string event;
  int count = 0;
};

// Events that do not show (Turn::sealed).
struct Unseen {
  std::int64_t count = 0;
  Timestamp shown_at;  // from the first one on: time of the last one that does
};

struct Snapshot;

// The last event that its sender might take back.
struct Withdrawal {
  std::string event;
  PersonId by;
  std::string by_name;
  std::shared_ptr<const Snapshot> before;  // the item as it was; null once it is too late
  Text too_late;                           // why, then
};

// The work of a role in a state, handed to one person until the state is left.
struct HandedWork {
  StateIndex state = kNone;
  RoleIndex role = kNone;
  PersonId person;
  std::string name;
};

// Somebody asked those awaited in a state to hurry.
struct Urging {
  StateIndex state = kNone;
  PersonId by;
  std::string name;
  Timestamp at;  // the last time
};

// Somebody who sees the item though no role lets him.
struct CopiedTo {
  PersonId person;
  std::string name;  // "" where a rule of the workflow named him
  Timestamp at;
};

// What returning, taking back, handing over, urging and copying leave behind.
struct Dealings {
  std::vector<StateIndex> trail;   // states some transition leads back to, in the order they were left last
  std::vector<Returned> returned;  // sorted
  std::shared_ptr<const Withdrawal> withdrawal;  // null: none that could be taken back
  std::vector<HandedWork> handed;                // by state and role
  std::vector<Urging> urged;                     // by state and person; of active states
  std::vector<CopiedTo> copied;                  // in the order they were named
};

// What an item's entries in the ledger of a budget come to: those for its own money, or for another item's.
struct LedgerAccount {
  BudgetId budget;
  ItemId of;  // "": its own
  LedgerSums sums;
};

struct Snapshot {
  Status status = Status::kCreated;
  StateIndex ended_in = kNone;  // the final state; kNone while running or when cancelled
  std::int64_t rev = 0;
  Timestamp at;               // time of the last event; never goes back
  std::int64_t calendar = 0;  // the edition of the work calendar that its deadlines are counted with
  Configuration active;
  Histories history;
  std::vector<Value> data;    // one per field of the chart; kAbsent where not set
  std::vector<Timer> timers;  // by id
  std::int64_t next_timer = 1;
  std::vector<StateDue> dues;       // by state
  std::vector<ChildFact> children;  // by id
  std::vector<Value> results;       // outcome of each activity; empty: none yet, kAbsent: not this one
  std::vector<Value> activities;    // state of each activity, kept until it starts again; empty: none yet
  Seldom<Unseen> unseen;            // events that do not show
  std::vector<std::pair<std::string, PersonId>> performed;  // event and person, sorted, each once
  Seldom<Dealings> dealings;
  Value output;                                   // of the final state
  Seldom<Timestamp> suspended_at;                 // while suspended or faulted
  Seldom<std::string> fault;                      // why, while faulted
  std::shared_ptr<const BoundParameters> params;  // since the creation; null for a workflow without
  Seldom<std::vector<Pause>> pauses;              // when it was suspended or at fault, in order
  Seldom<std::vector<LedgerAccount>> ledger;      // by budget and `of`

  // The revision as people are told it: without the events that do not show.
  [[nodiscard]] std::int64_t ShownRev() const { return rev - unseen->count; }
  [[nodiscard]] Timestamp ShownAt() const { return unseen->count > 0 ? unseen->shown_at : at; }
};

// Active atomic states in document order; the final one when ended.
std::vector<StateIndex> ActiveAtoms(const Chart& chart, const Snapshot& snapshot);
// The due date that counts in a state: its own, else of the nearest state around it; null without one.
const StateDue* DueOf(const Chart& chart, const Snapshot& snapshot, StateIndex state);
// All that the item has entered, over its budgets and accounts.
LedgerSums TotalOf(const Snapshot& snapshot);
std::vector<std::string> ActiveIds(const Chart& chart, const Snapshot& snapshot);

}  // namespace charter
