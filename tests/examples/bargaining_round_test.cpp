// The bargaining round of the examples goes its whole way, against the program as built.
#include "tests/examples/example.h"

namespace charter::test {
namespace {

using testing::HasSubstr;

class TheBargainingRound : public Example {};

TEST_F(TheBargainingRound, GoesFromAnUnknownLawToTheRenewal) {
  ServedProgram server(Options());
  const Outcome round = Run("examples/bargaining_round.sh", server);
  EXPECT_EQ(round.exit_code, 0) << round.output;
  for (const char* line : {"CH2031", "[given]", "2026-03-30", "要约 5.5% / 回应 3.0% / 达成 4.5%",
                           "未通过 (Not adopted)", "已通过 (Adopted)", "2026-06-05", "已生效 (In force)",
                           "2026-06-24", "进入续订 (Renewal under way)"}) {
    EXPECT_THAT(round.output, HasSubstr(line));
  }
  const Outcome again = Run("examples/bargaining_round.sh", server);
  EXPECT_EQ(again.exit_code, 1);
  EXPECT_THAT(again.output, HasSubstr("past 9 March 2026"));
  StopAndVerify(server);
}

}  // namespace
}  // namespace charter::test
