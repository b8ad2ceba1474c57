// The ten initiatives of 2026 as anybody can run them, against the program as built.
#include "tests/examples/example.h"

namespace charter::test {
namespace {

using testing::HasSubstr;

class TheExampleOfTheInitiatives : public Example {};

TEST_F(TheExampleOfTheInitiatives, ReachesTheEndsOfItsFileToTheLastFen) {
  ServedProgram server(Options());
  const Outcome year = Run("examples/initiatives.sh", server);
  EXPECT_EQ(year.exit_code, 0) << year.output;
  for (const char* line : {"CH2003", "CH2004", "不予立项 (Not approved)", "终止审议", "已全部收回 (Repaid)",
                           "PJ-2026-001  promoted", "PJ-2026-007  in_progress", "sum of the awards: 430000",
                           "used 406000.00  claimed 10000.00  repaid 10000.00"}) {
    EXPECT_THAT(year.output, HasSubstr(line));
  }
  const Outcome again = Run("examples/initiatives.sh", server);
  EXPECT_EQ(again.exit_code, 1);
  EXPECT_THAT(again.output, HasSubstr("past 12 January 2026"));
  StopAndVerify(server);
}

}  // namespace
}  // namespace charter::test
