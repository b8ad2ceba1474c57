#include "api/work_loop.h"

#include <gtest/gtest.h>

#include <atomic>
#include <set>
#include <stdexcept>

#include "api/log.h"

namespace charter::api {
namespace {

using std::chrono::milliseconds;

// Runs are counted, and a test waits for them instead of sleeping.
struct Runs {
  std::mutex mutex;
  std::condition_variable changed;
  int count = 0;
  std::set<std::thread::id> threads;

  void Add() {
    const std::scoped_lock lock(mutex);
    ++count;
    threads.insert(std::this_thread::get_id());
    changed.notify_all();
  }
  bool Reach(int wanted) {
    std::unique_lock lock(mutex);
    return changed.wait_for(lock, std::chrono::seconds(10), [&] { return count >= wanted; });
  }
};

TEST(WorkLoop, RunsUntilItIsStopped) {
  Runs runs;
  WorkLoop loop("test", 1, milliseconds(1), [&] { return runs.Add(), milliseconds(1); });
  loop.Start();
  loop.Start();
  EXPECT_TRUE(runs.Reach(3));
  loop.Stop();
  const int after = runs.count;
  loop.Stop();
  EXPECT_EQ(runs.count, after);
  EXPECT_EQ(runs.threads.size(), 1U);
}

TEST(WorkLoop, WaitsNoLongerThanItsLongestWait) {
  Runs runs;
  WorkLoop loop("test", 1, milliseconds(1), [&] { return runs.Add(), milliseconds(3'600'000); });
  loop.Start();
  EXPECT_TRUE(runs.Reach(3));
}

// A barrier: every one of them must be in a run at the same time before any may leave.
TEST(WorkLoop, CallsItsOtherThreadsWhileThereIsMore) {
  std::mutex mutex;
  std::condition_variable changed;
  int inside = 0;
  WorkLoop loop("test", 3, milliseconds(1000), [&] {
    std::unique_lock lock(mutex);
    const bool first = ++inside == 1;
    changed.notify_all();
    if (first) return milliseconds::zero();
    changed.wait_for(lock, std::chrono::seconds(10), [&] { return inside >= 4; });
    return milliseconds(1000);
  });
  loop.Start();
  std::unique_lock lock(mutex);
  EXPECT_TRUE(changed.wait_for(lock, std::chrono::seconds(10), [&] { return inside >= 4; }));
  lock.unlock();
  loop.Stop();
}

TEST(WorkLoop, GoesOnAfterARunThatFailedAndLogsIt) {
  Runs runs;
  std::atomic<bool> logged = false;
  SetLogSink(
      [&](const std::string& line) { logged = logged || line.find("test_failed") != std::string::npos; });
  {
    WorkLoop loop("test", 1, milliseconds(1),
                  [&]() -> milliseconds { runs.Add(), throw std::runtime_error("database away"); });
    loop.Start();
    EXPECT_TRUE(runs.Reach(2));
  }
  SetLogSink({});
  EXPECT_TRUE(logged);
}

}  // namespace
}  // namespace charter::api
