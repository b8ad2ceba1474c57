// What people do about an item without moving it: hand its work over (转办), urge those awaited (催办), copy
// it to others (抄送).
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "engine/data/refusal.h"
#include "engine/run/draft.h"

namespace charter {

enum class Handling : std::uint8_t { kHandOver, kUrge, kCopy };

inline constexpr std::string_view kHandOverEvent = "item.hand_over";
inline constexpr std::string_view kUrgeEvent = "item.urge";
inline constexpr std::string_view kCopyEvent = "item.copy";

std::optional<Handling> HandlingOf(std::string_view event);
std::string_view EventOf(Handling handling);  // the inverse
const std::vector<RoleIndex>& RightsOf(const Chart& chart, Handling handling);
const std::vector<Field>& InputOf(Handling handling);

// The people whom its input names, for Event::facts.
std::vector<PersonId> PeopleNamed(Handling handling, const Value& data);

// That he does not hold a role that may (2003); `details` are the roles that may, empty: nobody may.
std::optional<Refusal> LacksRightTo(const Chart& chart, Handling handling, const Actor& actor);
// That there is nothing for him to handle so, as far as is known without its input (2044, 2046, 2047).
std::optional<Refusal> NothingToHandle(const Chart& chart, const Snapshot& snapshot, Handling handling,
                                       const Actor& actor);
// Why this person could not do it now: the first of these two; nothing if he could.
std::optional<Refusal> MayHandle(const Chart& chart, const Snapshot& snapshot, Handling handling,
                                 const Actor& actor);

// Carries it out; what it tells people is added to `effects`. A person without `actor` is Charter itself,
// whose rights are not in question. Changes nothing where it is refused (also 2006, 2045).
// Precondition: the item is active.
Outcome<void> Handle(const Chart& chart, const ItemInfo& item, Draft& snapshot, const Event& event,
                     Handling handling, std::vector<Effect>& effects);

// To whom the work of the role in the state was handed; null: to nobody.
const HandedWork* HandedTo(const Snapshot& snapshot, StateIndex state, RoleIndex role);

// The state is left: what was handed over or urged there is over.
void ForgetHandling(Draft& snapshot, StateIndex state);

// From now on the person sees the item.
void AddCopy(Draft& snapshot, const PersonId& person, const std::string& name);
bool IsCopiedTo(const Snapshot& snapshot, const PersonId& person);

}  // namespace charter
