#include "tests/support/postgres_database.h"

#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <stdexcept>

#include "storage/session.h"

namespace charter::test {
namespace {

std::string ServerUrl() {
  // Nobody changes the environment while tests run.
  const char* url = std::getenv("CHARTER_TEST_POSTGRES");  // NOLINT(concurrency-mt-unsafe)
  if (url == nullptr || *url == '\0') {
    throw std::runtime_error("CHARTER_TEST_POSTGRES is not set: start the tests with ./dev test");
  }
  return url;
}

// The server's address with another database: the last part of the path of a URL, or a further
// setting of a conninfo, where the last one counts.
std::string WithDatabase(const std::string& server, const std::string& name) {
  const auto scheme = server.find("://");
  if (scheme == std::string::npos) return server + " dbname=" + name;
  const auto query = server.find('?');
  const std::string base = server.substr(0, query);
  const auto path = base.find('/', scheme + 3);
  return base.substr(0, path) + "/" + name + (query == std::string::npos ? "" : server.substr(query));
}

}  // namespace

PostgresDatabase::PostgresDatabase() {
  static std::atomic<int> count = 0;
  name_ = "charter_test_" + std::to_string(getpid()) + "_" + std::to_string(++count);
  RunSql(ServerUrl(), "CREATE DATABASE " + name_);
  url_ = WithDatabase(ServerUrl(), name_);
}

PostgresDatabase::~PostgresDatabase() {
  try {
    RunSql(ServerUrl(), "DROP DATABASE " + name_ + " WITH (FORCE)");
  } catch (const std::exception&) {
    // The server is thrown away with all its databases.
  }
}

void RunSql(const std::string& url, const std::string& sql) {
  const auto dialect = storage::MakeDialect(url);
  storage::Session(*dialect, true).RunScript(sql);
}

std::string QuerySql(const std::string& url, const std::string& sql) {
  const auto dialect = storage::MakeDialect(url);
  storage::Session session(*dialect, true);
  std::string first;
  bool seen = false;
  session.Query(sql, {}, 1, [&](const storage::Row& row) {
    if (!seen) first = row.Text(0);
    seen = true;
  });
  return first;
}

}  // namespace charter::test
