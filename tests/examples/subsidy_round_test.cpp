// The subsidy round of 2026 as anybody can run it, against the program as built.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/examples/program.h"

namespace charter::test {
namespace {

using testing::HasSubstr;

TEST(TheExampleOfTheSubsidyRound, EndsAsItsFileSaysToTheLastFen) {
  std::string folder = testing::TempDir() + "charter_subsidy_XXXXXX";
  ASSERT_NE(mkdtemp(folder.data()), nullptr);
  const std::string database = "sqlite:" + folder + "/charter.db";
  {
    ServedProgram server({"--db", database, "--sample", "--simulated-clock", "2026-01-05T09:00:00+08:00"});
    const Outcome round =
        RunProgram({"examples/subsidy_round.sh", server.address(), folder + "/charter.db.tokens.env"});
    EXPECT_EQ(round.exit_code, 0) << round.output;
    for (const char* line :
         {"CH2060", "293 个评分", "700000.00", "YZ-10  awarded", "MY-08  awarded", "已归档 (Archived)"})
      EXPECT_THAT(round.output, HasSubstr(line));
    EXPECT_EQ(server.Stop(), 0);
  }
  const Outcome verify = RunProgram({CHARTER_BINARY, "verify", "--db", database});
  EXPECT_EQ(verify.exit_code, 0) << verify.output;
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace charter::test
