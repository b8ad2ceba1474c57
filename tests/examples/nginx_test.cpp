// examples/nginx.conf stands before the program as built and passes requests on.
#include <gtest/gtest.h>

#include "tests/examples/program.h"

namespace charter::test {
namespace {

TEST(Nginx, PassesRequestsOnThatComeOverTls) {
  const ServedProgram server({"--db", "memory:"});
  const Outcome outcome = RunProgram({"tests/examples/nginx.sh", server.address()});
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_EQ(outcome.output, "syntax is ok\n{\"status\":\"ok\"}\n{\"status\":\"ok\"}\n301\n413\n");
}

}  // namespace
}  // namespace charter::test
