// A PostgreSQL server of a test's own, which it may stop and start.
#pragma once

#include <string>

namespace charter::test {

// Started by tests/support/throwaway_postgres.sh in a folder that goes away with it. Throws
// std::runtime_error where it does not start.
class OwnPostgres {
 public:
  OwnPostgres();
  ~OwnPostgres();
  OwnPostgres(const OwnPostgres&) = delete;
  OwnPostgres& operator=(const OwnPostgres&) = delete;

  [[nodiscard]] const std::string& url() const { return url_; }

  // As a crash would: connections break, what was not committed is gone. The address stays.
  void Crash();
  // After Crash. Returns when it takes connections again.
  void Start();

 private:
  std::string folder_;
  std::string url_;
};

}  // namespace charter::test
