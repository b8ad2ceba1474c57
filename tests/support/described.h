// Holds every exchange with a test's server against the document that the server gives of itself.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "api/http/route.h"
#include "tests/support/http_client.h"

namespace charter::test {

// While it lives, answers that HttpClient takes from this port are to be as these routes are described: the
// status is known, the body fits its schema, the codes of refusals are named, and so are header fields.
class Described {
 public:
  Described(std::uint16_t port, const std::vector<api::Route>& routes);
  ~Described();
  Described(const Described&) = delete;
  Described& operator=(const Described&) = delete;

 private:
  std::uint16_t port_;
};

// Adds a test failure for each thing that is not as described; nothing for ports that are not.
void ExpectDescribed(std::uint16_t port, const std::string& method, const std::string& target,
                     const Reply& reply);

}  // namespace charter::test
