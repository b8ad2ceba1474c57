// The walkthrough of the README does what it says, against the program as built.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/examples/program.h"

namespace charter::test {
namespace {

using testing::HasSubstr;

class Walkthrough : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = testing::TempDir() + "charter_walkthrough_XXXXXX";
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    folder_ = name;
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  [[nodiscard]] std::string Database() const { return "sqlite:" + folder_ + "/charter.db"; }
  [[nodiscard]] std::string Tokens() const { return folder_ + "/charter.db.tokens.env"; }
  [[nodiscard]] std::vector<std::string> Options() const {
    return {"--db", Database(), "--sample", "--simulated-clock", "2026-01-05T09:00:00+08:00"};
  }
  [[nodiscard]] Outcome Walk(const ServedProgram& server) const {
    return RunProgram({"examples/walkthrough.sh", server.address(), Tokens()});
  }

 private:
  std::string folder_;
};

TEST_F(Walkthrough, GoesFromTheDraftToTheClosingWithThreeRefusalsOnTheWay) {
  ServedProgram server(Options());
  const Outcome walk = Walk(server);
  EXPECT_EQ(walk.exit_code, 0) << walk.output;
  for (const char* line : {"草稿 (Draft)", "CH2003", "CH3001", "since then: rev 2 submit", "CH2004",
                           "核验合格 (Accepted)", "已结项 (Closed)", "92.17"}) {
    EXPECT_THAT(walk.output, HasSubstr(line));
  }
  EXPECT_EQ(server.Stop(), 0);
  const Outcome verify = RunProgram({CHARTER_BINARY, "verify", "--db", Database()});
  EXPECT_EQ(verify.exit_code, 0) << verify.output;
  EXPECT_THAT(verify.output, HasSubstr("13 items replayed, 0 differ"));
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
