// What a person could do next with an item, and why not otherwise.
#pragma once

#include <string>
#include <vector>

#include "engine/data/calendar.h"
#include "engine/data/refusal.h"
#include "engine/run/objection.h"
#include "engine/run/snapshot.h"

namespace charter {

struct Offer {
  std::string event;
  Text title;
  bool allowed = false;                       // as far as is known before the input is given
  PersonId on_behalf_of;                      // whom the actor of the offer acts for; empty: himself
  std::vector<Reason> reasons;                // of the transitions that are not open; empty where allowed
  std::vector<std::string> roles;             // that may send it; empty: its `allow` alone decides
  const std::vector<Field>* input = nullptr;  // of the first transition that is open, else of the first
};

// Each event that people may send in the present states, in document order, then what they may do in
// activities, then the life-cycle events. A guard that reads the input cannot be decided yet and counts as
// open. `asking`: kBeforeInput gives the first reason against each transition, kWhyNot all of them. Pure;
// thread-safe.
std::vector<Offer> OffersFor(const Chart& chart, const ItemInfo& item, const Snapshot& snapshot,
                             const Actor& actor, Timestamp now, const WorkCalendar& calendar,
                             Asking asking = Asking::kBeforeInput);

// The same for somebody who may act as one of these, each event as the first of them whom it is for.
std::vector<Offer> OffersTo(const Chart& chart, const ItemInfo& item, const Snapshot& snapshot,
                            const std::vector<Actor>& actors, Timestamp now, const WorkCalendar& calendar,
                            Asking asking = Asking::kBeforeInput);

// What else people may ever send to items of the chart, in alphabetical order, then the life-cycle events and
// handling: nothing is said of whether.
std::vector<Offer> OtherOffers(const Chart& chart, const std::vector<Offer>& offered);

}  // namespace charter
