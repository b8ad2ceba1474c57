// The walkthrough of the README does what it says, against the program as built.
#include "tests/examples/example.h"

namespace charter::test {
namespace {

using testing::HasSubstr;

class Walkthrough : public Example {
 protected:
  [[nodiscard]] Outcome Walk(const ServedProgram& server) const {
    return Run("examples/walkthrough.sh", server);
  }
};

TEST_F(Walkthrough, GoesFromTheDraftToTheClosingWithThreeRefusalsOnTheWay) {
  ServedProgram server(Options());
  const Outcome walk = Walk(server);
  EXPECT_EQ(walk.exit_code, 0) << walk.output;
  for (const char* line : {"草稿 (Draft)", "CH2003", "CH3001", "since then: rev 2 submit", "CH2004",
                           "核验合格 (Accepted)", "已结项 (Closed)", "92.17"}) {
    EXPECT_THAT(walk.output, HasSubstr(line));
  }
  EXPECT_THAT(StopAndVerify(server), HasSubstr("13 items replayed, 0 differ"));
}

TEST_F(Walkthrough, CanBeGoneAgainOnTheSameServerAndAfterARestart) {
  {
    ServedProgram server(Options());
    ASSERT_EQ(Walk(server).exit_code, 0);
    const Outcome second = Walk(server);
    EXPECT_EQ(second.exit_code, 0) << second.output;
    EXPECT_EQ(server.Stop(), 0);
  }
  ServedProgram server(Options());
  const Outcome third = Walk(server);
  EXPECT_EQ(third.exit_code, 0) << third.output;
  EXPECT_THAT(third.output, HasSubstr("PJ-2026-013"));
}

TEST_F(Walkthrough, SaysWhatIsMissingWithoutAServerOrWithoutTokens) {
  const Outcome no_tokens = RunProgram({"examples/walkthrough.sh", "http://127.0.0.1:1", Tokens()});
  EXPECT_EQ(no_tokens.exit_code, 1);
  EXPECT_THAT(no_tokens.output, HasSubstr("./dev run writes it"));
  { const ServedProgram server(Options()); }
  const Outcome no_server = RunProgram({"examples/walkthrough.sh", "http://127.0.0.1:1", Tokens()});
  EXPECT_EQ(no_server.exit_code, 1);
  EXPECT_THAT(no_server.output, HasSubstr("start the server with ./dev run"));
}

}  // namespace
}  // namespace charter::test
