// The client in Python, which knows of the server only what its OpenAPI document says.
#include "tests/examples/example.h"

namespace charter::test {
namespace {

using testing::HasSubstr;
using testing::Not;

class PythonClient : public Example {
 protected:
  // Debian's own, which every reader has.
  [[nodiscard]] Outcome Call(const ServedProgram& server) const {
    return RunProgram({"/usr/bin/python3", "examples/client.py", server.address(), Tokens()});
  }
};

TEST_F(PythonClient, DraftsAnItemHandsItInAndReadsItsHistory) {
  ServedProgram server(Options());
  const Outcome run = Call(server);
  EXPECT_EQ(run.exit_code, 0) << run.output;
  for (const char* line : {"The lead can: ", "submit", "its revision is \"2\" now", "CH2003", "CH4006",
                           "  submit  ", "this one among them: True"}) {
    EXPECT_THAT(run.output, HasSubstr(line));
  }
  EXPECT_EQ(Call(server).exit_code, 0) << "a second time on the same server";
  EXPECT_THAT(StopAndVerify(server), HasSubstr(" 0 differ"));
}

TEST_F(PythonClient, NamesNoAddressButThatOfTheDocument) {
  const Outcome found = RunProgram({"grep", "-oE", "\"/[a-z][^\"]*\"", "examples/client.py"});
  EXPECT_EQ(found.output, "\"/openapi.json\"\n");
}

TEST_F(PythonClient, SaysWhatToDoWithoutAServer) {
  { const ServedProgram server(Options()); }
  const Outcome run = RunProgram({"/usr/bin/python3", "examples/client.py", "http://127.0.0.1:1", Tokens()});
  EXPECT_EQ(run.exit_code, 1);
  EXPECT_THAT(run.output, HasSubstr("start the server with ./dev run"));
  EXPECT_THAT(run.output, Not(HasSubstr("Traceback")));
}

}  // namespace
}  // namespace charter::test
