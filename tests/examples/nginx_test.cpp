// examples/nginx.conf stands before the program as built and passes requests on.
#include <gtest/gtest.h>

#include "tests/examples/example.h"

namespace charter::test {
namespace {

class Nginx : public Example {};

TEST_F(Nginx, PassesRequestsOnThatComeOverTls) {
  const ServedProgram server(Options());
  const Outcome outcome = Run("tests/examples/nginx.sh", server);
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_EQ(outcome.output,
            "syntax is ok\n{\"status\":\"ok\"}\n{\"status\":\"ok\"}\n301\nretry: 3000\n413\n");
}

}  // namespace
}  // namespace charter::test
