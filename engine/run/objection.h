// Why an event was not taken, put into words.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/data/refusal.h"
#include "engine/run/snapshot.h"

namespace charter {

// How an event is judged.
enum class Asking : std::uint8_t {
  kWhether,  // is it taken? The first objection to a transition settles it, and an error refuses the event
  kBeforeInput,  // could it be, if its input were good? What reads the input is not asked
  kWhyNot,       // all that stands against it, with what the rules saw; an error is one objection more
};

// What a rule looked at: "data.budget", and "performed" for what the actor has done with the item.
struct Seen {
  std::string name;
  Value value;  // kAbsent: not set
};

// A refusal, and what it is based on.
struct Reason : Refusal {
  std::vector<Seen> seen = {};
};

// Why one transition for the event at hand was not taken. Most are never told, since another was.
struct Objection {
  enum class Why : std::uint8_t {
    kGuard,
    kEarly,
    kLate,
    kInput,
    kTooOften,
    kNoWayBack,
    kRule,
    kHandedOver,
    kRole,
    kNotForPeople,
    kFailed  // a rule could not be evaluated; never where kWhether is asked
  };
  TransitionIndex transition = kNone;
  Why why = Why::kGuard;
  std::vector<FieldError> errors = {};          // kInput
  std::string person = {};                      // kHandedOver: the name of the one who has it
  Timestamp at = {};                            // kEarly: from when on; kLate: until when
  std::vector<Seen> seen = {};                  // kGuard, kRule, where kWhyNot is asked
  std::shared_ptr<const Refusal> failure = {};  // kFailed
};

Refusal ToRefusal(const Chart& chart, const Objection& objection);
Reason ToReason(const Chart& chart, Objection objection);
// The one that helps most: what the caller could mend comes before what he cannot. Precondition: not empty.
Refusal MostHelpful(const Chart& chart, const std::vector<Objection>& objections);

// The states in which people may send the event, in document order.
std::vector<StateIndex> StatesFor(const Chart& chart, std::string_view event);

// No transition of the present states names the event.
Refusal NotAvailable(const Chart& chart, const Snapshot& snapshot, const std::string& event);
// The event is one that people may never send.
Refusal NotForPeople(const std::string& event);
// It is for people with one of these roles.
Refusal WrongRole(const Chart& chart, const std::vector<std::string>& may);
Refusal InvalidInput(const std::vector<FieldError>& errors);
// The item is not active.
Refusal Blocked(const Snapshot& snapshot);
Refusal InvalidData(std::vector<FieldError> errors);

}  // namespace charter
