// One example on a server and a database of its own.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/examples/program.h"

namespace charter::test {

class Example : public testing::Test {
 protected:
  void SetUp() override;
  void TearDown() override;

  // Of `charter serve`: the sample city on a simulated clock, at the beginning of 2026.
  [[nodiscard]] std::vector<std::string> Options() const;
  [[nodiscard]] std::string Tokens() const { return folder_ + "/charter.db.tokens.env"; }
  // Runs the script to its end.
  [[nodiscard]] Outcome Run(const std::string& script, const ServedProgram& server) const;
  // Ends the server and replays all that it stored; what `charter verify` said.
  std::string StopAndVerify(ServedProgram& server) const;

  [[nodiscard]] std::string Database() const { return "sqlite:" + folder_ + "/charter.db"; }

 private:
  std::string folder_;
};

}  // namespace charter::test
