// A short ./dev chaos: two servers as built, killed under load, and an audit of what they answered.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "tests/examples/program.h"

namespace charter::test {
namespace {

TEST(Chaos, ServersThatAreKilledUnderLoadLoseNothingAndDoNothingTwice) {
  // Nobody changes the environment while tests run.
  const char* url = std::getenv("CHARTER_TEST_POSTGRES");  // NOLINT(concurrency-mt-unsafe)
  ASSERT_NE(url, nullptr) << "CHARTER_TEST_POSTGRES is not set: start the tests with ./dev test";
  const Outcome chaos = RunProgram({"env", std::string("POSTGRES_URL=") + url, "PYTHONDONTWRITEBYTECODE=1",
                                    "python3", "-m", "tests.chaos.chaos", "--kills", "6", "--clients", "4",
                                    "--seed", "2026", "--charter", CHARTER_BINARY});
  EXPECT_EQ(chaos.exit_code, 0) << chaos.output;
  EXPECT_THAT(chaos.output, testing::HasSubstr(" killed"));
  EXPECT_THAT(chaos.output, testing::HasSubstr("nothing lost, nothing twice, every timer fired once"));
}

}  // namespace
}  // namespace charter::test
