// The ten initiatives of 2026 as anybody can run them, against the program as built.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/examples/program.h"

namespace charter::test {
namespace {

using testing::HasSubstr;

TEST(TheExampleOfTheInitiatives, ReachesTheEndsOfItsFileToTheLastFen) {
  std::string folder = testing::TempDir() + "charter_initiatives_XXXXXX";
  ASSERT_NE(mkdtemp(folder.data()), nullptr);
  const std::string database = "sqlite:" + folder + "/charter.db";
  ServedProgram server({"--db", database, "--sample", "--simulated-clock", "2026-01-05T09:00:00+08:00"});
  const std::vector<std::string> walk{"examples/initiatives.sh", server.address(),
                                      folder + "/charter.db.tokens.env"};
  const Outcome year = RunProgram(walk);
  EXPECT_EQ(year.exit_code, 0) << year.output;
  for (const char* line : {"CH2003", "CH2004", "不予立项 (Not approved)", "终止审议", "已全部收回 (Repaid)",
                           "PJ-2026-001  promoted", "PJ-2026-007  in_progress", "sum of the awards: 430000",
                           "used 406000.00  claimed 10000.00  repaid 10000.00"}) {
    EXPECT_THAT(year.output, HasSubstr(line));
  }
  const Outcome again = RunProgram(walk);
  EXPECT_EQ(again.exit_code, 1);
  EXPECT_THAT(again.output, HasSubstr("past 12 January 2026"));
  EXPECT_EQ(server.Stop(), 0);
  const Outcome verify = RunProgram({CHARTER_BINARY, "verify", "--db", database});
  EXPECT_EQ(verify.exit_code, 0) << verify.output;
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace charter::test
