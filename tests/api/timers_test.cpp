#include "api/timers.h"

#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <set>
#include <stdexcept>

#include "api/item_ids.h"
#include "api/log.h"
#include "api/timer_loop.h"

namespace charter::api {
namespace {

// Timers as bare times; firing one may set others.
struct FakeTimers {
  Clock& clock;
  std::multiset<Timestamp> due;
  std::vector<std::pair<Timestamp, Timestamp>> fired;  // the timer's own time, the clock's
  std::optional<Duration> repeat;

  TimerSource Source() {
    return {[this](int limit) {
              int count = 0;
              while (count < limit && !due.empty() && *due.begin() <= clock.Now()) {
                const Timestamp at = *due.begin();
                due.erase(due.begin());
                fired.emplace_back(at, clock.Now());
                if (repeat) due.insert(*Add(at, *repeat));
                ++count;
              }
              return count;
            },
            [this]() { return due.empty() ? std::nullopt : std::optional(*due.begin()); }};
  }
};

TEST(SimulatedClock, StandsStillUntilItIsMovedAndNeverGoesBack) {
  SimulatedClock clock(Timestamp{100, 0});
  EXPECT_EQ(clock.Now(), (Timestamp{100, 0}));
  EXPECT_TRUE(clock.MoveTo(Timestamp{200, 1234}));
  EXPECT_EQ(clock.Now(), (Timestamp{200, 1000}));  // stores keep microseconds
  EXPECT_FALSE(clock.MoveTo(Timestamp{199, 0}));
  EXPECT_EQ(clock.Now(), (Timestamp{200, 1000}));
}

TEST(Timers, FireEachAtItsOwnTimeWhenTheClockIsMovedPastThem) {
  SimulatedClock clock(Timestamp{0, 0});
  FakeTimers fake{clock, {Timestamp{30, 0}, Timestamp{10, 0}, Timestamp{50, 0}}, {}, {}};
  Timers timers(fake.Source());
  EXPECT_EQ(timers.MoveTo(clock, Timestamp{40, 0}), 2);
  ASSERT_EQ(fake.fired.size(), 2U);
  EXPECT_EQ(fake.fired[0], (std::pair(Timestamp{10, 0}, Timestamp{10, 0})));
  EXPECT_EQ(fake.fired[1], (std::pair(Timestamp{30, 0}, Timestamp{30, 0})));
  EXPECT_EQ(clock.Now(), (Timestamp{40, 0}));
}

TEST(Timers, ThatAreSetOnTheWayFireAsWell) {
  SimulatedClock clock(Timestamp{0, 0});
  FakeTimers fake{clock, {Timestamp{10, 0}}, {}, Duration{10, 0}};
  Timers timers(fake.Source());
  EXPECT_EQ(timers.MoveTo(clock, Timestamp{55, 0}), 5);
  EXPECT_EQ(fake.fired.back().first, (Timestamp{50, 0}));
}

TEST(Timers, DoNotMoveTheClockBack) {
  SimulatedClock clock(Timestamp{100, 0});
  FakeTimers fake{clock, {Timestamp{10, 0}}, {}, {}};
  Timers timers(fake.Source());
  EXPECT_EQ(timers.MoveTo(clock, Timestamp{99, 0}), std::nullopt);
  EXPECT_TRUE(fake.fired.empty());
  EXPECT_EQ(clock.Now(), (Timestamp{100, 0}));
}

TEST(Timers, ThatSetThemselvesAgainStopTheMoveAtSomeNumber) {
  SimulatedClock clock(Timestamp{0, 0});
  FakeTimers fake{clock, {Timestamp{1, 0}}, {}, Duration{1, 0}};
  Timers timers(fake.Source());
  EXPECT_EQ(timers.MoveTo(clock, Timestamp{1'000'000'000, 0}), Timers::kMostInOneMove);
  EXPECT_EQ(clock.Now(), (Timestamp{Timers::kMostInOneMove, 0}));
}

TEST(Timers, OneThatCannotFireDoesNotHoldTheClock) {
  SimulatedClock clock(Timestamp{0, 0});
  Timers timers({[](int) { return 0; }, [] { return std::optional(Timestamp{10, 0}); }});
  EXPECT_EQ(timers.MoveTo(clock, Timestamp{20, 0}), 0);
  EXPECT_EQ(clock.Now(), (Timestamp{20, 0}));
}

// Runs are counted, and a test waits for them instead of sleeping.
struct Runs {
  std::mutex mutex;
  std::condition_variable changed;
  int count = 0;

  void Add() {
    const std::scoped_lock lock(mutex);
    ++count;
    changed.notify_all();
  }
  bool Reach(int wanted) {
    std::unique_lock lock(mutex);
    return changed.wait_for(lock, std::chrono::seconds(10), [&] { return count >= wanted; });
  }
};

TEST(TimerLoop, RunsUntilItIsStopped) {
  Runs runs;
  Timers timers({[&](int) { return runs.Add(), 0; }, [] { return std::nullopt; }});
  SystemClock clock;
  TimerLoop loop(timers, clock, std::chrono::milliseconds(1));
  loop.Start();
  EXPECT_TRUE(runs.Reach(3));
  loop.Stop();
  const int after = runs.count;
  loop.Stop();
  EXPECT_EQ(runs.count, after);
}

TEST(TimerLoop, WakesAtTheNextTimerBeforeItsPeriodIsOver) {
  Runs runs;
  SystemClock clock;
  Timers timers({[&](int) { return runs.Add(), 0; },
                 [&] {
                   return Add(clock.Now(), Duration{0, 1'000'000});
                 }});
  TimerLoop loop(timers, clock, std::chrono::hours(1));
  loop.Start();
  EXPECT_TRUE(runs.Reach(3));
}

TEST(TimerLoop, GoesOnAfterARunThatFailedAndLogsIt) {
  Runs runs;
  std::atomic<bool> logged = false;
  SetLogSink([&](const std::string& line) {
    logged = logged || line.find("timer_loop_failed") != std::string::npos;
  });
  Timers timers({[&](int) -> int { runs.Add(), throw std::runtime_error("database away"); },
                 [] { return std::nullopt; }});
  SystemClock clock;
  {
    TimerLoop loop(timers, clock, std::chrono::milliseconds(1));
    loop.Start();
    EXPECT_TRUE(runs.Reach(2));
  }
  SetLogSink({});
  EXPECT_TRUE(logged);
}

TEST(ItemIds, AreVersion7AndSortAsTheyWereMade) {
  SimulatedClock clock(*ParseTimestamp("2026-01-05T01:00:00Z"));
  ItemIds ids(clock);
  std::string last;
  for (int i = 0; i < 10'000; ++i) {  // more than one millisecond's 4,096
    const std::string id = ids.NextItem().value;
    ASSERT_EQ(id.size(), 36U);
    ASSERT_EQ(id[14], '7');
    ASSERT_NE(std::string("89ab").find(id[19]), std::string::npos);
    ASSERT_LT(last, id);
    last = id;
  }
  EXPECT_EQ(last.substr(0, 8), "019b8bab");
}

}  // namespace
}  // namespace charter::api
