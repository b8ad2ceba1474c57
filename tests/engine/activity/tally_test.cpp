#include "engine/activity/tally.h"

#include <gtest/gtest.h>

namespace charter {
namespace {

BallotRules Rules(const char* quorum, const char* pass) {
  return {Share::Parse(quorum).value(), Share::Parse(pass).value()};
}

TEST(ABallot, FailsOnHalfOfThosePresentWhereHalfOfAllIsAskedFor) {
  const auto rules = Rules("at least 2/3", "at least 1/2 of all");
  EXPECT_FALSE(Decide(rules, {68, 61, 33, 20, 8}).passed);
  EXPECT_TRUE(Decide(rules, {68, 61, 33, 20, 8}).quorate);
  EXPECT_TRUE(Decide(rules, {68, 61, 57, 3, 1}).passed);
}

TEST(ABallot, WithoutAQuorumNeverPasses) {
  const Verdict verdict = Decide(Rules("at least 2/3", "more than 1/2 of present"), {61, 40, 40, 0, 0});
  EXPECT_FALSE(verdict.quorate);
  EXPECT_FALSE(verdict.passed);
}

TEST(ABallot, OfNobodyPassesNothing) {
  EXPECT_FALSE(Decide(Rules("at least 0/1", "at least 0/1 of cast"), {0, 0, 0, 0, 0}).passed);
  EXPECT_FALSE(Decide(Rules("at least 0/1", "at least 0/1 of cast"), {10, 5, 0, 0, 0}).passed);
}

TEST(ATally, IsConsistentOnlyIfItsNumbersCanBeTrueTogether) {
  EXPECT_TRUE((Tally{68, 61, 33, 20, 8}).Consistent());
  EXPECT_FALSE((Tally{68, 61, 33, 20, 9}).Consistent());
  EXPECT_FALSE((Tally{60, 61, 0, 0, 0}).Consistent());
  EXPECT_FALSE((Tally{68, 61, -1, 0, 0}).Consistent());
}

// Every boundary up to 200 people, against the fraction multiplied out.
TEST(ABallot, AgreesWithExactFractionsAtEveryBoundary) {
  for (const char* text :
       {"at least 1/2", "more than 1/2", "at least 2/3", "more than 2/3", "at least 3/5", "at least 1/1"}) {
    const Share share = Share::Parse(text).value();
    for (std::int64_t whole = 1; whole <= 200; ++whole) {
      std::int64_t least = 0;
      while (!share.Met(least, whole)) ++least;
      const std::int64_t exact = whole * share.numerator / share.denominator;
      const bool divides = whole * share.numerator % share.denominator == 0;
      EXPECT_EQ(least, divides && !share.strictly ? exact : exact + 1) << text << " of " << whole;
      for (std::int64_t count = 0; count <= whole; ++count)
        EXPECT_EQ(share.Met(count, whole), count >= least);
      const BallotRules rules{share, Share::Parse("at least 0/1").value()};
      EXPECT_TRUE(Decide(rules, {whole, least, 0, 0, 0}).quorate || least > whole);
      if (least > 0) {
        EXPECT_FALSE(Decide(rules, {whole, least - 1, 0, 0, 0}).quorate);
      }
    }
  }
}

}  // namespace
}  // namespace charter
