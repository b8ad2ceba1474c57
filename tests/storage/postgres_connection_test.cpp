// A PostgreSQL server that goes away and comes back.
#include <atomic>
#include <string>
#include <thread>

#include "engine/data/failure.h"
#include "storage/session.h"
#include "tests/storage/store_fixture.h"

namespace charter::storage {
namespace {

class PostgresConnectionTest : public testing::Test {
 protected:
  PostgresConnectionTest() { opened_ = OpenStore(database_.url(), {.migrate = true, .connections = 4}); }
  Store& store() { return opened_->store(); }

  // All connections of the store; each tells its server process to end.
  void KillConnections() {
    test::RunSql(database_.url(),
                 "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity "
                 "WHERE datname = current_database() AND pid <> pg_backend_pid()");
  }

  // Until a connection of this database waits for a lock.
  void WaitUntilSomebodyWaits() {
    int tries = 0;
    const std::string waiting =
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = "
        "'Lock'";
    while (test::QuerySql(database_.url(), waiting) == "0" && ++tries < 10'000) {
    }
    EXPECT_LT(tries, 10'000) << "nobody came to wait";
  }

  test::PostgresDatabase database_;
  std::unique_ptr<OpenedStore> opened_;
};

TEST_F(PostgresConnectionTest, NextCallWorksAfterIdleConnectionsWereKilled) {
  EXPECT_FALSE(store().Commit(kCity, std::vector{Creation("a")}));
  KillConnections();
  EXPECT_TRUE(store().FindItem(kCity, ItemId("a")));
  KillConnections();
  EXPECT_FALSE(store().Commit(kCity, std::vector{Next(Creation("a"))}));
  KillConnections();
  EXPECT_EQ(store().NextNumber(kCity, "n"), 1);
}

TEST_F(PostgresConnectionTest, ACallThatLosesItsConnectionFailsRetryablyAndTheNextWorks) {
  const ItemWrite first = Creation("a");
  EXPECT_FALSE(store().Commit(kCity, std::vector{first}));

  // Somebody holds the row, so that the commit below is under way when its connection goes.
  const auto dialect = MakePostgresqlDialect(database_.url());
  Session holder(*dialect, true);
  holder.RunScript("BEGIN; SELECT rev FROM items FOR UPDATE");
  std::atomic<bool> failed = false;
  std::thread writer([&] {
    try {
      static_cast<void>(store().Commit(kCity, std::vector{Next(first)}));
    } catch (const Failure& failure) {
      EXPECT_EQ(failure.code(), Code::store_unavailable);
      EXPECT_TRUE(failure.retryable());
      failed = true;
    }
  });
  WaitUntilSomebodyWaits();
  test::RunSql(database_.url(),
               "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity "
               "WHERE datname = current_database() AND wait_event_type = 'Lock'");
  writer.join();
  holder.RunScript("ROLLBACK");

  EXPECT_TRUE(failed);
  EXPECT_EQ(store().FindItem(kCity, ItemId("a"))->rev, 1);
  EXPECT_FALSE(store().Commit(kCity, std::vector{Next(first)}));
}

// A second program that takes the same two rows in the opposite order: PostgreSQL ends one of the
// two transactions, and ours, if it is the one, runs again.
TEST_F(PostgresConnectionTest, ADeadlockWithAnotherProgramIsTriedAgain) {
  EXPECT_FALSE(store().Commit(kCity, std::vector{Creation("a"), Creation("b")}));
  const auto dialect = MakePostgresqlDialect(database_.url());
  Session other(*dialect, true);
  other.RunScript("SET deadlock_timeout = '1h'; BEGIN; SELECT rev FROM items WHERE id = 'b' FOR UPDATE");
  std::thread writer([&] {
    EXPECT_FALSE(store().Commit(kCity, std::vector{Next(Creation("a")), Next(Creation("b"))}));
  });
  WaitUntilSomebodyWaits();
  other.RunScript("SELECT rev FROM items WHERE id = 'a' FOR UPDATE");
  other.RunScript("COMMIT");
  writer.join();
  EXPECT_EQ(store().FindItem(kCity, ItemId("a"))->rev, 2);
  EXPECT_EQ(store().FindItem(kCity, ItemId("b"))->rev, 2);
}

TEST_F(PostgresConnectionTest, MoreCallersThanConnectionsAllGetTheirTurn) {
  std::vector<std::thread> threads;
  for (int i = 0; i < 12; ++i) {
    threads.emplace_back([this, i] {
      for (int n = 1; n <= 20; ++n) EXPECT_EQ(store().NextNumber(kCity, "n" + std::to_string(i)), n);
    });
  }
  for (std::thread& thread : threads) thread.join();
  const std::string count = test::QuerySql(
      database_.url(),
      "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");
  EXPECT_LE(std::stoi(count), 4);
}

TEST_F(PostgresConnectionTest, HistoryCannotBeTruncated) {
  EXPECT_FALSE(store().Commit(kCity, std::vector{Creation("a")}));
  EXPECT_ANY_THROW(test::RunSql(database_.url(), "TRUNCATE history"));
  EXPECT_EQ(test::QuerySql(database_.url(), "SELECT count(*) FROM history"), "1");
}

}  // namespace
}  // namespace charter::storage
