// Taking an event back while nobody has acted on it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/data/calendar.h"
#include "engine/data/refusal.h"
#include "engine/run/draft.h"

namespace charter {

inline constexpr std::string_view kWithdrawEnding = ".withdraw";

// "submit" for "submit.withdraw", where a transition for "submit" may be taken back; else nothing.
std::optional<std::string_view> WithdrawnBy(const Chart& chart, std::string_view event);

// What people are offered: as the file calls it, else after the event.
Text WithdrawalTitle(const Chart& chart, const std::string& event);
// What goes with a withdrawal: `reason`, if its sender likes.
const std::vector<Field>& WithdrawalInput();

// Why `person` may not take back the event now (2002, 2012, 2042); nothing if he may. Rights are checked
// where there is a person.
std::optional<Refusal> MayWithdraw(const Chart& chart, const Snapshot& snapshot, std::string_view event,
                                   const PersonId* person);

// Makes the item what it was before the event: states, fields, outcomes, clocks, who did what. What came
// from outside since stays: children's reports, and to whom it was copied. Nothing is run on the way. The
// clocks that come back are counted again: less what was paused since, and with this calendar.
// Precondition: MayWithdraw has no objection.
void TakeBack(const Chart& chart, Draft& snapshot, const WorkCalendar& calendar);

// To be told of each event that was carried out: `effects` and `taken` are what it led to. Keeps what it
// takes to take it back, or that it is now too late to take back the one before.
void NoteForWithdrawal(const Chart& chart, Draft& snapshot, const Event& event,
                       const std::vector<Effect>& effects, const std::vector<TransitionIndex>& taken);

}  // namespace charter
