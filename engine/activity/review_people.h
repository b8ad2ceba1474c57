// Who may review: conflicts of interest (回避), and who is drawn.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/activity/review_plan.h"

namespace charter {

// Why the person has a conflict of interest with the item; nothing where there is none. `person` is a map
// {id, name, org, roles}, or kAbsent for somebody who is not known and so counts as in conflict.
std::optional<Text> ConflictOf(const Value& person, Surroundings& item);
std::optional<Text> ConflictOf(const Actor& actor, Surroundings& item);

// Those in Act::facts.
const Value* FindPerson(const Value& facts, std::string_view id);
// Whether the person, a map as above, holds one of the panel's roles.
bool HoldsRoleOf(const Panel& panel, const Value& person);
// Those in Act::facts who could join the panel: with one of its roles, free of conflict, and not yet on any
// panel, recused neither.
std::vector<Value> FreeFor(const Panel& panel, const Value& reviewers, const Value& facts,
                           Surroundings& item);
// Of these, so many as the recorded seed draws.
std::vector<Value> DrawFrom(const Panel& panel, const std::vector<Value>& free, std::size_t count,
                            const Value& facts);

// The entry of a person in the state of a review, recused or not; null without one.
const Value* FindReviewer(const Value& reviewers, std::string_view person);
bool IsRecused(const Value& reviewer);
bool HasScored(const Value& reviewer);
// How many of the panel are not recused.
std::int64_t SeatsTaken(const Value& reviewers, std::string_view panel);

}  // namespace charter
