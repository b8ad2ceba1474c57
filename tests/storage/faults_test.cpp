// PostgreSQL fails under load. Whoever was told that his write is done finds it; whoever was told nothing was
// told so by an error that he may try again after, and finds his write once or not at all.
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <future>
#include <mutex>
#include <string>
#include <thread>

#include "engine/data/failure.h"
#include "storage/session.h"
#include "tests/storage/store_fixture.h"
#include "tests/support/own_postgres.h"

namespace charter::storage {
namespace {

using testing::SizeIs;

// Writers with an item each, who go on after a failure once the item can be read again.
class Load {
 public:
  static constexpr int kWriters = 6;

  explicit Load(Store& store) : store_(store) {
    for (int i = 0; i < kWriters; ++i) threads_.emplace_back([this, i] { Write("i" + std::to_string(i)); });
  }
  ~Load() { Stop(); }
  Load(const Load&) = delete;
  Load& operator=(const Load&) = delete;

  // Returns when so many more writes have been acknowledged.
  void WaitForWrites(int more) { WaitFor(acknowledged_, more); }
  // Returns when so many more calls have failed.
  void WaitForFailures(int more) { WaitFor(failures_, more); }

  void Stop() {
    stopping_ = true;
    for (std::thread& thread : threads_) {
      if (thread.joinable()) thread.join();
    }
  }

 private:
  void WaitFor(const int& counter, int more) {
    std::unique_lock lock(mutex_);
    const int goal = counter + more;
    EXPECT_TRUE(changed_.wait_for(lock, std::chrono::seconds(60), [&] { return counter >= goal; }));
  }

  void Count(int& counter) {
    const std::scoped_lock lock(mutex_);
    ++counter;
    changed_.notify_all();
  }

  // What `call` returns; nothing where it failed in a way that may be tried again.
  template <typename Call>
  auto Try(Call call) -> std::optional<decltype(call())> {
    try {
      return call();
    } catch (const Failure& failure) {
      EXPECT_EQ(failure.code(), Code::store_unavailable) << failure.what();
      EXPECT_TRUE(failure.retryable());
      if (!failure.retryable()) stopping_ = true;
      Count(failures_);
      return std::nullopt;
    }
  }

  void Write(const std::string& id) {
    ItemWrite next = Creation(id);
    std::int64_t told = 0;
    while (!stopping_) {
      const auto conflict = Try([&] { return store_.Commit(kCity, std::vector{next}); });
      if (conflict) {
        EXPECT_FALSE(*conflict) << id << " is at " << (*conflict)->rev << ", not " << next.expected_rev;
        told = next.item.rev;
        Count(acknowledged_);
      } else {
        // It may have happened. A reader sees what is true now.
        auto present = Try([&] { return store_.FindItem(kCity, ItemId(id)); });
        while (!present && !stopping_) present = Try([&] { return store_.FindItem(kCity, ItemId(id)); });
        if (!present) return;
        const std::int64_t rev = *present ? (*present)->rev : 0;
        EXPECT_TRUE(rev == told || rev == told + 1) << id << " is at " << rev << " after " << told;
        if (rev == told) continue;
        told = rev;
      }
      next = Next(next);
    }
    const auto rows = store_.History(kCity, ItemId(id), 0, 1'000'000);
    EXPECT_THAT(rows, SizeIs(static_cast<std::size_t>(told)));
    EXPECT_EQ(store_.FindItem(kCity, ItemId(id))->rev, told);
  }

  Store& store_;
  std::atomic<bool> stopping_ = false;
  std::mutex mutex_;
  std::condition_variable changed_;
  int acknowledged_ = 0;
  int failures_ = 0;
  std::vector<std::thread> threads_;
};

TEST(Faults, ACrashOfPostgresqlUnderLoadLosesNothingThatWasAcknowledged) {
  charter::test::OwnPostgres postgres;
  const auto opened = OpenStore(postgres.url(), {.migrate = true, .connections = 4});
  Load load(opened->store());
  for (int i = 0; i < 2; ++i) {
    load.WaitForWrites(50);
    postgres.Crash();
    load.WaitForFailures(Load::kWriters);
    postgres.Start();
  }
  load.WaitForWrites(50);
  load.Stop();
}

TEST(Faults, ConnectionsCutInTheMiddleOfCommitsLoseNothingThatWasAcknowledged) {
  const charter::test::PostgresDatabase database;
  const auto opened = OpenStore(database.url(), {.migrate = true, .connections = 4});
  Load load(opened->store());
  for (int i = 0; i < 8; ++i) {
    load.WaitForWrites(20);
    charter::test::RunSql(database.url(),
                          "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity "
                          "WHERE datname = current_database() AND pid <> pg_backend_pid()");
  }
  load.WaitForWrites(50);
  load.Stop();
}

// Under this isolation PostgreSQL refuses the write of whoever waited for another's (40001): of one item, and
// of several that belong together.
TEST(Faults, AWriteThatCannotBeSerializedIsTriedAgain) {
  const charter::test::PostgresDatabase database;
  charter::test::RunSql(database.url(), "ALTER DATABASE " + database.name() +
                                            " SET default_transaction_isolation = 'repeatable read'");
  const auto opened = OpenStore(database.url(), {.migrate = true});
  EXPECT_FALSE(opened->store().Commit(kCity, std::vector{Creation("a"), Creation("b"), Creation("c")}));

  const auto dialect = MakePostgresqlDialect(database.url());
  Session other(*dialect, true);
  other.RunScript("BEGIN; UPDATE items SET updated_at = updated_at + 1 WHERE id IN ('a', 'b')");
  const auto commit = [&](const std::vector<ItemWrite>& writes) {
    return std::async(std::launch::async,
                      [&store = opened->store(), writes] { return store.Commit(kCity, writes); });
  };
  auto one = commit({Next(Creation("a"))});
  auto several = commit({Next(Creation("b")), Next(Creation("c"))});
  const std::string waiting =
      "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
  const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (charter::test::QuerySql(database.url(), waiting) != "2") {
    ASSERT_LT(std::chrono::steady_clock::now(), give_up) << "they did not come to wait";
  }
  other.RunScript("COMMIT");
  EXPECT_FALSE(one.get());
  EXPECT_FALSE(several.get());
  for (const char* id : {"a", "b", "c"}) {
    EXPECT_EQ(opened->store().FindItem(kCity, ItemId(id))->rev, 2);
    EXPECT_THAT(opened->store().History(kCity, ItemId(id), 0, 10), SizeIs(2));
  }
}

// Each adds one to what it has read. If an update were lost, the sum would be too small.
TEST(Faults, TwoServersOnOneDatabaseLoseNoUpdateOfOneItem) {
  const charter::test::PostgresDatabase database;
  const auto first = OpenStore(database.url(), {.migrate = true, .connections = 4});
  const auto second = OpenStore(database.url(), {.connections = 4});
  const std::vector<std::string> ids = {"a", "b", "c", "d", "e", "f"};
  for (const std::string& id : ids) {
    ItemWrite creation = Creation(id);
    creation.item.snapshot = "0";
    EXPECT_FALSE(first->store().Commit(kCity, std::vector{creation}));
  }
  constexpr int kEach = 15;
  constexpr int kOnEach = 8;
  const auto add = [&](Store& store, std::size_t start) {
    for (int done = 0; done < kEach; ++done) {
      const ItemId id(ids[(start + static_cast<std::size_t>(done)) % ids.size()]);
      for (bool written = false; !written;) {
        ItemWrite before;
        before.item = *store.FindItem(kCity, id);
        ItemWrite next = Next(before);
        next.item.snapshot = std::to_string(std::stoi(before.item.snapshot) + 1);
        written = !store.Commit(kCity, std::vector{next});
      }
    }
  };
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < std::size_t{kOnEach}; ++i) {
    threads.emplace_back([&, i] { add(first->store(), i); });
    threads.emplace_back([&, i] { add(second->store(), i + 1); });
  }
  for (std::thread& thread : threads) thread.join();

  int sum = 0;
  for (const std::string& id : ids) {
    const auto item = second->store().FindItem(kCity, ItemId(id));
    sum += std::stoi(item->snapshot);
    EXPECT_EQ(std::to_string(item->rev), std::to_string(std::stoi(item->snapshot) + 1));
    EXPECT_THAT(first->store().History(kCity, ItemId(id), 0, 1000),
                SizeIs(static_cast<std::size_t>(item->rev)));
  }
  EXPECT_EQ(sum, 2 * kOnEach * kEach);
}

}  // namespace
}  // namespace charter::storage
