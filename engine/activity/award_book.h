// An allocation as people work on it: the rules and candidates of its last run, and what was decided since.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/activity/allocation.h"

namespace charter {

// What people say of candidates, always with a reason. Of one candidate the latest counts.
struct AwardDecision {
  enum class Kind : std::uint8_t {
    kRank,     // of candidates that everything else leaves equal: in this order
    kStrike,   // struck off; its place goes by on_vacancy
    kAdjust,   // this tier and amount, whatever the rank; 0: no award
    kRestore,  // takes back what was decided of it before
  };
  Kind kind = Kind::kStrike;
  std::vector<std::string> candidates;  // ids; several of kRank only
  std::string tier;                     // kAdjust
  Decimal amount;                       // kAdjust
  std::string reason;
};

struct AwardBook {
  AllocationRules rules;
  // In place of tiers: `weights` share out the pool.
  std::optional<SharingRules> sharing;
  std::vector<Candidate> candidates;
  std::vector<Decimal> weights;  // of each candidate; `sharing` only
  std::vector<AwardDecision> decisions;
};

// Pure. Refused with what Allocate and ShareOut refuse, and pool_exceeded where the decisions would give
// out more than the pool.
Outcome<AllocationTable> TableOf(const AwardBook& book);

}  // namespace charter
