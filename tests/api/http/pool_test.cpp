#include "api/http/pool.h"

#include <gtest/gtest.h>

#include <atomic>
#include <latch>
#include <mutex>
#include <set>

namespace charter::api {
namespace {

TEST(Pool, CarriesOutAllThatItTookBeforeItStops) {
  std::atomic<int> done = 0;
  Pool pool(4, 100'000);
  for (int i = 0; i < 10'000; ++i) EXPECT_TRUE(pool.Submit([&] { ++done; }));
  pool.Stop();
  pool.Stop();
  EXPECT_EQ(done, 10'000);
  EXPECT_FALSE(pool.Submit([&] { ++done; }));
}

TEST(Pool, RunsAsManyAtOnceAsItHasThreads) {
  constexpr int kThreads = 64;
  std::latch all_there(kThreads);
  Pool pool(kThreads, kThreads);
  // Each waits for all others: with one thread less this would not end.
  for (int i = 0; i < kThreads; ++i) EXPECT_TRUE(pool.Submit([&] { all_there.arrive_and_wait(); }));
  all_there.wait();
}

TEST(Pool, RefusesWhatItsQueueCannotHold) {
  std::latch running(1);
  std::latch go_on(1);
  Pool pool(1, 2);
  EXPECT_TRUE(pool.Submit([&] {
    running.count_down();
    go_on.wait();
  }));
  running.wait();
  EXPECT_TRUE(pool.Submit([] {}));
  EXPECT_TRUE(pool.Submit([] {}));
  EXPECT_FALSE(pool.Submit([] {}));
  go_on.count_down();
  pool.Stop();
}

TEST(Pool, StartsNoThreadWhereOneIsIdle) {
  std::mutex mutex;
  std::set<std::thread::id> threads;
  Pool pool(64, 64);
  for (int i = 0; i < 1'000; ++i) {
    std::latch done(1);
    EXPECT_TRUE(pool.Submit([&] {
      const std::scoped_lock lock(mutex);
      threads.insert(std::this_thread::get_id());
      done.count_down();
    }));
    done.wait();
  }
  // A task ends a moment before its thread rests, so that a few may take turns.
  EXPECT_LT(threads.size(), 32U);
}

TEST(Pool, WakesAnotherThreadWhileOneIsHeldUp) {
  Pool pool(2, 10'000);
  for (int i = 0; i < 200; ++i) {
    std::latch done(1);
    std::latch other_done(1);
    EXPECT_TRUE(pool.Submit([&] {
      other_done.wait();
      done.count_down();
    }));
    EXPECT_TRUE(pool.Submit([&] { other_done.count_down(); }));
    done.wait();
  }
  pool.Stop();
}

}  // namespace
}  // namespace charter::api
