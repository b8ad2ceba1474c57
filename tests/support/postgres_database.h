// A fresh PostgreSQL database for one test.
#pragma once

#include <string>

namespace charter::test {

// Made empty on the server that CHARTER_TEST_POSTGRES names, and dropped at the end, whoever is still
// connected. Throws std::runtime_error where the variable is missing: such a test fails, it is not
// skipped.
class PostgresDatabase {
 public:
  PostgresDatabase();
  ~PostgresDatabase();
  PostgresDatabase(const PostgresDatabase&) = delete;
  PostgresDatabase& operator=(const PostgresDatabase&) = delete;

  // For storage::OpenStore.
  [[nodiscard]] const std::string& url() const { return url_; }
  [[nodiscard]] const std::string& name() const { return name_; }

 private:
  std::string name_;
  std::string url_;
};

// Runs SQL in the database of `url`, postgresql or sqlite, as an administrator would.
void RunSql(const std::string& url, const std::string& sql);
// The first column of the first row; "" without a row.
std::string QuerySql(const std::string& url, const std::string& sql);

}  // namespace charter::test
