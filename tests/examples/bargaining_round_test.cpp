// The bargaining round of the examples goes its whole way, against the program as built.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/examples/program.h"

namespace charter::test {
namespace {

using testing::HasSubstr;

TEST(TheBargainingRound, GoesFromAnUnknownLawToTheRenewal) {
  std::string folder = testing::TempDir() + "charter_bargaining_XXXXXX";
  ASSERT_NE(mkdtemp(folder.data()), nullptr);
  const std::string database = "sqlite:" + folder + "/charter.db";
  ServedProgram server({"--db", database, "--sample", "--simulated-clock", "2026-01-05T09:00:00+08:00"});
  const std::vector<std::string> walk{"examples/bargaining_round.sh", server.address(),
                                      folder + "/charter.db.tokens.env"};
  const Outcome round = RunProgram(walk);
  EXPECT_EQ(round.exit_code, 0) << round.output;
  for (const char* line : {"CH2031", "[given]", "2026-03-30", "要约 5.5% / 回应 3.0% / 达成 4.5%",
                           "未通过 (Not adopted)", "已通过 (Adopted)", "2026-06-05", "已生效 (In force)",
                           "2026-06-24", "进入续订 (Renewal under way)"}) {
    EXPECT_THAT(round.output, HasSubstr(line));
  }
  const Outcome again = RunProgram(walk);
  EXPECT_EQ(again.exit_code, 1);
  EXPECT_THAT(again.output, HasSubstr("past 9 March 2026"));
  EXPECT_EQ(server.Stop(), 0);
  const Outcome verify = RunProgram({CHARTER_BINARY, "verify", "--db", database});
  EXPECT_EQ(verify.exit_code, 0) << verify.output;
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace charter::test
