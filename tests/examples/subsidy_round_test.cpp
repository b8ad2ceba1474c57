// The subsidy round of 2026 as anybody can run it, against the program as built.
#include "tests/examples/example.h"

namespace charter::test {
namespace {

using testing::HasSubstr;

class TheExampleOfTheSubsidyRound : public Example {};

TEST_F(TheExampleOfTheSubsidyRound, EndsAsItsFileSaysToTheLastFen) {
  ServedProgram server(Options());
  const Outcome round = Run("examples/subsidy_round.sh", server);
  EXPECT_EQ(round.exit_code, 0) << round.output;
  for (const char* line :
       {"CH2060", "293 个评分", "700000.00", "YZ-10  awarded", "MY-08  awarded", "已归档 (Archived)"})
    EXPECT_THAT(round.output, HasSubstr(line));
  StopAndVerify(server);
}

}  // namespace
}  // namespace charter::test
