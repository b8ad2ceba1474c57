#include "tests/examples/example.h"

#include <filesystem>

namespace charter::test {

void Example::SetUp() {
  std::string name = testing::TempDir() + "charter_example_XXXXXX";
  ASSERT_NE(mkdtemp(name.data()), nullptr);
  folder_ = name;
}

void Example::TearDown() { std::filesystem::remove_all(folder_); }

std::vector<std::string> Example::Options() const {
  return {"--db", Database(), "--sample", "--simulated-clock", "2026-01-05T09:00:00+08:00"};
}

Outcome Example::Run(const std::string& script, const ServedProgram& server) const {
  return RunProgram({script, server.address(), Tokens()});
}

std::string Example::StopAndVerify(ServedProgram& server) const {
  EXPECT_EQ(server.Stop(), 0);
  const Outcome verify = RunProgram({CHARTER_BINARY, "verify", "--db", Database()});
  EXPECT_EQ(verify.exit_code, 0) << verify.output;
  return verify.output;
}

}  // namespace charter::test
