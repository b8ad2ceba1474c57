// What happens to an item, and what it causes.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/chart/parameter.h"
#include "engine/data/actor.h"
#include "engine/data/id.h"
#include "engine/data/ledger.h"
#include "engine/data/text.h"
#include "engine/data/value.h"

namespace charter {

// What of an item never changes.
struct ItemInfo {
  ItemId id;
  std::string number;
  OrgId org;
  std::optional<ItemId> parent;
  PersonId created_by;
  Timestamp created_at;
};

// What a parent knows of a child, told by the child whenever it changes.
struct ChildFact {
  ItemId id;
  std::string workflow;
  std::string number;
  std::vector<std::string> states;  // active atomic states
  bool ended = false;
  Value output;  // of its final state; kAbsent without
  Value data;    // the fields it reports that are set, a map; kAbsent without
};

struct Event {
  enum class Source : std::uint8_t {
    kPerson,  // sent by `actor`, whose rights are checked
    kTimer,   // timer number `timer` of the item is due
    kItem,    // another item's `send`, or a child's report
    kSystem,  // Charter itself, or a caller whose rights are not in question (simulation)
  };
  Source source = Source::kSystem;
  std::string name;
  Value data;   // kAbsent or a map; from a `send` anything
  Value facts;  // kAbsent or a map: what was looked up for it (engine/run/facts.h); kept in the history
  Timestamp at;
  std::optional<Actor> actor;
  std::int64_t timer = 0;
  std::optional<ChildFact> child;                 // of "child.changed"
  std::shared_ptr<const BoundParameters> params;  // of "item.create" where the workflow has parameters
};

// Events with a meaning of their own.
inline constexpr std::string_view kCreateEvent = "item.create";
inline constexpr std::string_view kSuspendEvent = "item.suspend";
inline constexpr std::string_view kResumeEvent = "item.resume";
inline constexpr std::string_view kCancelEvent = "item.cancel";
inline constexpr std::string_view kFaultEvent = "item.fault";
inline constexpr std::string_view kTimerEvent = "item.timer";
// A new edition of the work calendar has moved deadlines; its data says which ones (run/recount.h).
inline constexpr std::string_view kCalendarEvent = "item.calendar";
// Fields were changed outside of the workflow's own events; its data are their new values, null for one that
// was cleared (run/edit.h).
inline constexpr std::string_view kFieldsEvent = "item.fields";
// Somebody's name was taken out of earlier rows; its data says whose, by which record of erasures, and which
// rows.
inline constexpr std::string_view kErasureEvent = "item.erasure";
inline constexpr std::string_view kChildChanged = "child.changed";

// How the history shall keep an event, where not just as it came.
struct Recorded {
  std::optional<Value> input;  // instead of Event::data
  std::optional<Value> facts;  // instead of Event::facts
  bool sealed = false;         // shown to its sender and to auditors only
  bool masked = false;         // shown to others without who sent it and what
};

// Something for others to carry out once the step is stored.
struct Effect {
  enum class Kind : std::uint8_t { kNotify, kSend, kLog, kCreate, kLedger };
  enum class To : std::uint8_t { kParent, kChildren, kItem };
  Kind kind = Kind::kLog;
  std::vector<std::string> roles;  // kNotify: people with these roles over the item, or
  std::string person;              // kNotify: this person
  Text message;                    // kNotify
  To to = To::kItem;               // kSend
  std::string receiver;            // kSend to an item
  std::string event;               // kSend
  Value data;                      // kSend; kCreate: the fields of the new item
  std::string text;                // kLog
  std::string workflow;            // kCreate: an item of it, under this one
  std::string org;                 // kCreate: its organisation; empty: that of this item
  Posting posting;                 // kLedger
};

}  // namespace charter
