// Why an event was not taken, put into words.
#pragma once

#include <string>
#include <vector>

#include "engine/data/refusal.h"
#include "engine/run/snapshot.h"

namespace charter {

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
    kNotForPeople
  };
  TransitionIndex transition = kNone;
  Why why = Why::kGuard;
  std::vector<FieldError> errors = {};  // kInput
  std::string person = {};              // kHandedOver: the name of the one who has it
  Timestamp at = {};                    // kEarly: from when on; kLate: until when
};

Refusal ToRefusal(const Chart& chart, const Objection& objection);
// The one that helps most: what the caller could mend comes before what he cannot. Precondition: not empty.
Refusal MostHelpful(const Chart& chart, const std::vector<Objection>& objections);

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
