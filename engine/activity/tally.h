// The count of a ballot (表决), and what the rules make of it.
#pragma once

#include <cstdint>

#include "engine/activity/share.h"

namespace charter {

struct Tally {
  std::int64_t roster = 0;   // who may vote (应到)
  std::int64_t present = 0;  // who was there (实到)
  std::int64_t in_favour = 0;
  std::int64_t against = 0;
  std::int64_t abstain = 0;

  [[nodiscard]] std::int64_t Cast() const { return in_favour + against + abstain; }
  // Whether the numbers can be true together: none negative, no more votes than people present, no more
  // people than the roster.
  [[nodiscard]] bool Consistent() const {
    return in_favour >= 0 && against >= 0 && abstain >= 0 && Cast() <= present && present <= roster;
  }
};

struct BallotRules {
  Share quorum;  // of the roster
  Share pass;    // of all on the roster unless it says of the present or of the votes cast
};

struct Verdict {
  bool quorate = false;
  bool passed = false;  // never without a quorum
};

// In exact fractions: 41 of 61 meet "at least 2/3", 40 do not. Of an empty whole nothing passes.
// Precondition: tally.Consistent().
Verdict Decide(const BallotRules& rules, const Tally& tally);

}  // namespace charter
