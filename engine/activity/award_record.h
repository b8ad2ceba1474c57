// An allocation as it is stored and told: its state, and the outcome that comes of a table.
#pragma once

#include "engine/activity/award_book.h"
#include "engine/data/schema.h"

namespace charter {

// The members of an award's state: when it was last run, with what pool, tiers and candidates, and what was
// decided since.
const Schema& AwardState();
// Of `tiers`, whether they stand in the file or come of an expression.
const Field& TiersField();
// A list of values of one type.
Field MakeListOf(std::string name, FieldType type);

// What a state that has been run stands for, by the rules in the settings.
AwardBook BookOf(const Value& settings, const Value& state);
// `results.<id>`.
Value AwardOutcome(const Value& state, const AllocationTable& table);

// A member that is a decimal, else 0.
Decimal NumberIn(const Value& map, std::string_view key);

}  // namespace charter
