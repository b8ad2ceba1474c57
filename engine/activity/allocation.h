// Ranking and awards (以奖代补): who gets which place and how much, out of a pool that is never exceeded.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/data/decimal.h"
#include "engine/data/refusal.h"

namespace charter {

// Places of one kind: "two first prizes of 50,000 yuan".
struct Tier {
  std::string id;
  std::int64_t count = 0;
  Decimal amount;
};

struct Category {
  std::string id;           // "" where there is but one
  std::vector<Tier> tiers;  // the best first; amounts never grow further down
};

// What becomes of a place whose holder is struck off.
enum class OnVacancy : std::uint8_t {
  kFillBottom,   // all others keep theirs, and the first who waits gets a place of the last tier
  kShiftUp,      // everybody below moves up, and the first who waits gets what is left at the bottom
  kLeaveVacant,  // nobody
};

struct Candidate {
  std::string id;
  std::string category;
  std::vector<Decimal> order;  // what decides, the weightiest first; more is better. Equal in number for all
  std::string struck;          // why it was struck off, for example after an objection; empty: it stands
  std::string name = {};       // what people call it in messages; empty: its id
};

struct AllocationRules {
  Decimal pool;
  std::vector<Category> categories;
  OnVacancy on_vacancy = OnVacancy::kLeaveVacant;
  std::int64_t waiting = 0;  // how many of each category wait behind the places
};

struct Placing {
  enum class Status : std::uint8_t { kAwarded, kWaiting, kNotSelected, kStruck };
  std::string id;
  std::string category;
  std::int64_t rank = 0;  // in its category, from 1, the struck counted; equal ones share a rank
  Status status = Status::kNotSelected;
  std::string tier;  // of an award
  Decimal amount;    // 0 without an award
  Text reason;       // why there is no award, or how a place was come by; empty for a plain award
};

struct AllocationTable {
  std::vector<Placing> placings;  // by category in the order of the rules, then by rank, then by id
  Decimal total;
  Decimal left;  // of the pool
};

// Pure: equal arguments give equal tables. Refused with
//   data_invalid     a category that the rules do not have, an id twice, or amounts that grow further down a
//                    category;
//   pool_exceeded    awards that go past the pool;
//   guard_not_met    two candidates that everything in `order` leaves equal, one of whom would get more:
//                    people must decide that, not the order of a list.
Outcome<AllocationTable> Allocate(const AllocationRules& rules, const std::vector<Candidate>& candidates);

// The pool shared out by weight.
struct SharingRules {
  Decimal pool;
  std::optional<Decimal> minimum;  // nobody gets less, except nothing
  std::optional<Decimal> maximum;
  Decimal round_to = Decimal(1, 2);  // every amount is a multiple; greater than 0
};

struct Sharer {
  std::string id;
  Decimal weight;  // greater than 0; also the rank: more is better
};

struct Shared {
  std::string id;
  Decimal amount;
};

// Amounts in proportion to the weights, in the order given: bounded by minimum and maximum (what one may
// not take goes to the others), rounded down to `round_to`, and what the rounding left given out one
// `round_to` each by the largest remainder, the greater weight first. Where the pool cannot give everyone the
// minimum, those of the least weight get nothing. Who has more weight never gets less; the sum never
// exceeds the pool. data_invalid: a weight of 0 or less, an id twice, bounds that nothing fits.
Outcome<std::vector<Shared>> ShareOut(const SharingRules& rules, const std::vector<Sharer>& sharers);

}  // namespace charter
