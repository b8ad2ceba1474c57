#include "engine/activity/tally.h"

namespace charter {

Verdict Decide(const BallotRules& rules, const Tally& tally) {
  Verdict verdict;
  verdict.quorate = tally.roster > 0 && rules.quorum.Met(tally.present, tally.roster);
  std::int64_t whole = tally.roster;
  if (rules.pass.of == Share::Of::kPresent) whole = tally.present;
  if (rules.pass.of == Share::Of::kCast) whole = tally.Cast();
  verdict.passed = verdict.quorate && whole > 0 && rules.pass.Met(tally.in_favour, whole);
  return verdict;
}

}  // namespace charter
