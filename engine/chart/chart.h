// A workflow as the engine runs it: checked, resolved and immutable.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/activity/kind.h"
#include "engine/activity/sheet.h"
#include "engine/chart/diagnostic.h"
#include "engine/chart/parameter.h"
#include "engine/data/ledger.h"
#include "engine/data/schema.h"
#include "engine/data/text.h"
#include "engine/expr/program.h"

namespace charter {

// Positions in Chart's vectors. kNone where there is none.
using StateIndex = std::int32_t;
using TransitionIndex = std::int32_t;
using RoleIndex = std::int32_t;
using ActivityIndex = std::int32_t;
inline constexpr std::int32_t kNone = -1;

struct Role {
  std::string id;
  Text title;
};

// The data of an event that the item raises or sends: a CEL expression for each name, or one for all of it.
struct Payload {
  std::vector<std::pair<std::string, Program>> members;
  Program value;
};

struct Action {
  enum class Kind : std::uint8_t { kAssign, kRaise, kSend, kCancel, kNotify, kLog, kCreate, kCopy, kLedger };
  enum class To : std::uint8_t { kSelf, kParent, kChildren, kItem };

  Kind kind = Kind::kLog;
  Program when;  // empty: always
  Position position;

  Program each;               // kSend, kCreate: a list; once for each element. Empty: once
  std::int32_t slot = kNone;  // of the element, as `each` in the other expressions

  std::vector<std::pair<int, Program>> assignments;  // kAssign: field and value, in order
  std::string event;                                 // kRaise, kSend
  Payload payload;                                   // kRaise, kSend; kCreate: the fields of the new item
  To to = To::kSelf;                                 // kSend
  Program receiver;                                  // kSend to an item: its id
  std::optional<PeriodTerm> delay;                   // kSend
  std::string id;                                    // kSend: for cancel; kCancel: what to cancel
  std::vector<RoleIndex> roles;                      // kNotify
  Program person;  // kNotify: a person's id, instead of roles; kCopy: a person's id or a list of them
  Text message;    // kNotify
  Program text;    // kLog; kLedger: a note, or empty
  LedgerKind entry = LedgerKind::kReserve;  // kLedger
  Program budget;                           // kLedger: its id
  Program amount;                           // kLedger: in yuan
  Program account;                          // kLedger: the item whose money it is; empty: this one
  std::string workflow;                     // kCreate
  Program org;                              // kCreate: its organisation; empty: that of this item
};

// A target that is settled when the transition is taken: the one of several states that the item left last.
struct WayBack {
  std::vector<StateIndex> to;    // in document order
  StateIndex otherwise = kNone;  // where the item has been in none of them; kNone: refused then
  bool is_return = false;        // a person's, who gives a reason and may choose among `to`
  std::optional<int> max;        // of a return: how often this event may be sent in this state
};

struct Transition {
  enum class Trigger : std::uint8_t { kEvent, kAlways, kAfter, kDone };

  Trigger trigger = Trigger::kEvent;
  StateIndex source = kNone;
  std::string event;  // a descriptor: "submit", "done.state.review", "error.*", "*"; empty for kAlways
  std::vector<StateIndex> targets;  // empty: targetless. With `back`: all that it may lead to, one at a time
  std::optional<WayBack> back;
  bool internal = false;
  std::vector<RoleIndex> by;  // who may send it; empty without `allow`: no person may
  Program allow;              // empty: no rule beyond `by`
  Program guard;              // empty: always
  Program opens;              // a timestamp, before which it is not taken; empty: at once
  Program closes;             // a timestamp, from which on it is no longer taken; empty: never
  std::vector<Field> input;
  std::vector<Action> actions;
  Text title;
  Text refusal;
  std::optional<Text> withdraw;  // who sent it may take it back by "<event>.withdraw", under this title
  Position position;

  // Whether a person could ever send its event: one that names who may, and neither reserved nor a
  // pattern. All others are for the workflow itself.
  [[nodiscard]] bool IsForPeople() const;
};

struct Timeout {
  std::optional<PeriodTerm> in;
  Program at;  // a timestamp: without `in` the time itself, else what `in` is counted from, not the entry
  bool before = false;  // `in` is counted back from `at`
  TransitionIndex transition = kNone;
  Position position;
};

struct Due {
  std::optional<PeriodTerm> within;  // these three as in Timeout
  Program at;
  bool before = false;
  std::vector<Period> remind;  // before the end
  std::string event;           // raised when it is overdue; empty: none
};

// An expression of an activity, by its way down the settings: "conflict", "order.0.by".
struct ActivityExpression {
  std::string key;
  Program program;
  std::vector<std::string> members;  // of the record that it names besides the usual ones; empty: no record
};

// What goes on while its state is active; its outcome is `results.<id>`.
struct Activity {
  std::string id;
  const ActivityKind* kind = nullptr;
  StateIndex state = kNone;
  Text title;
  Value settings;  // a map of the keys of its kind, as written; defaults are not filled in
  std::vector<ActivityExpression> expressions;
  std::shared_ptr<const ActivityRules> rules;  // null where people do nothing in it; see RulesOf
  bool parametric = false;                     // `settings` name parameters of the item
  std::vector<RoleIndex> by;                   // who may do it; empty: the kind decides
  std::string workflow;  // of a `children` activity: people of `by` create such items under this one
  Position position;
};

// Whether what people do in it may be kept from others.
bool ActsInSecret(const Activity& activity);

// Who may change which fields of the item outside of its events, while a state is active.
struct EditRule {
  std::vector<RoleIndex> by;
  std::vector<int> fields;  // positions in Chart::data, sorted; never one that is `readOnly`
};

struct State {
  enum class Kind : std::uint8_t { kAtomic, kCompound, kParallel, kFinal, kShallowHistory, kDeepHistory };

  std::string id;  // "" for the root
  Kind kind = Kind::kAtomic;
  StateIndex parent = kNone;
  StateIndex last = kNone;  // the last descendant: descendants are (index, last], as order is document order
  int depth = 0;
  std::vector<StateIndex> children;          // in document order, histories included
  std::vector<TransitionIndex> transitions;  // with an event, in document order
  std::vector<TransitionIndex> always;       // eventless, in document order
  std::vector<StateIndex>
      initial;  // of a compound state, its first child unless given; the default of a history
  std::vector<Action> initial_actions;
  std::vector<Action> entry;
  std::vector<Action> exit;
  std::vector<Timeout> after;
  std::optional<Due> due;
  std::vector<ActivityIndex> invoke;
  std::vector<EditRule> edit;
  Program output;  // of a final state
  Text title;
  bool endless = false;
  Position position;

  [[nodiscard]] bool IsHistory() const { return kind == Kind::kShallowHistory || kind == Kind::kDeepHistory; }
  [[nodiscard]] bool IsAtomic() const { return kind == Kind::kAtomic || kind == Kind::kFinal; }
};

struct LifeCycleRights {
  std::vector<RoleIndex> suspend;
  std::vector<RoleIndex> resume;
  std::vector<RoleIndex> cancel;
  std::vector<RoleIndex> hand_over;
  std::vector<RoleIndex> urge;
  std::vector<RoleIndex> copy;
};

// How a new item comes to its parameters.
struct PresetRule {
  Program id;                          // which preset binds it; computed at creation
  bool accept_memory = false;          // values that were not read in their source count too
  std::vector<RoleIndex> override_by;  // who may give what no preset gives; empty: nobody
};

// The slots of the names that expressions may use, in the order the environment declares them.
struct Slots {
  int data = 0;   // the record; its fields follow, one slot each
  int event = 0;  // record: name, data
  int actor = 0;  // record: id, name, org, roles
  int item = 0;   // record: id, number, workflow, version, org, created_by, created_at, rev
  int now = 0;
  int children = 0;
  int parent = 0;   // record: id
  int ledger = 0;   // record: the sums of kLedgerSums
  int results = 0;  // the record; the outcome of each activity follows, one slot each
  int params = 0;   // the record; the parameters follow, one slot each
  int input = 0;    // the record of a transition that takes input; its fields follow
};

// The numbers of the host functions.
enum class HostFunction : std::uint8_t {
  kInState,
  kPerformed,
  kWorkdaysBetween,
  kAddWorkdays,
  kMeets,
  kAddMonths,
  kDeadline,
  kDeadlineBefore,
  kRollForward,
  kIsWorkday
};

struct Plan;

// Immutable after loading and shared by every item of its version; safe for all threads.
struct Chart {
  Chart() = default;
  Chart(const Chart&) = delete;  // its plan refers into it
  Chart& operator=(const Chart&) = delete;

  std::string workflow;
  int version = 0;
  Text title;
  std::string number;  // pattern; "" : the item's id serves
  Program label;       // what lists call an item; empty: its number
  std::vector<Role> roles;
  std::vector<RoleIndex> create;
  LifeCycleRights life_cycle;
  std::vector<Field> data;
  std::vector<int> report;  // the fields that a parent is told of, in the order of `data`
  std::vector<Parameter> parameters;
  PresetRule preset;  // of one with parameters
  std::vector<Sheet> sheets;
  std::vector<Activity> activities;  // in file order
  std::vector<State> states;         // [0] is the root; document order
  std::vector<Transition> transitions;
  std::map<std::string, StateIndex, std::less<>> state_by_id;
  std::map<std::string, Text, std::less<>> events;  // those people may send, with a title
  Slots slots;
  std::string source;
  std::shared_ptr<const Plan> plan;  // of a chart without errors

  [[nodiscard]] StateIndex FindState(std::string_view id) const;
  [[nodiscard]] bool IsDescendant(StateIndex state, StateIndex ancestor) const {
    return state > ancestor && state <= states[static_cast<std::size_t>(ancestor)].last;
  }
};

// Whether people may not send the event, whatever a chart says: done.*, error.*, after.*, child.*, item.*.
bool IsReserved(std::string_view event);

// SCXML 3.12.1: a descriptor matches an event whose dot-separated tokens it is a prefix of; a trailing
// ".*" or "." adds nothing, "*" matches all. Several descriptors are separated by spaces.
bool Matches(std::string_view descriptors, std::string_view event);

// "PJ-{year}-{seq:3}" for 2026 and 7: "PJ-2026-007". Without a pattern: "".
std::string FormatNumber(std::string_view pattern, int year, std::int64_t sequence);

}  // namespace charter
