#include "api/timers.h"

#include <gtest/gtest.h>

#include <set>

#include "api/item_ids.h"
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

TEST(RunTimers, LooksAgainAtOnceWhileSomethingIsDue) {
  SimulatedClock clock(Timestamp{100, 0});
  const auto nothing = []() -> std::optional<Timestamp> { return std::nullopt; };
  EXPECT_EQ(RunTimers([] { return 3; }, nothing, clock).count(), 0);
}

TEST(RunTimers, WaitsForTheNextTimerAndNoLongerThanItsPeriod) {
  SimulatedClock clock(Timestamp{100, 0});
  const auto after = [&](std::optional<Timestamp> next) {
    return RunTimers([] { return 0; }, [&] { return next; }, clock);
  };
  EXPECT_EQ(after(std::nullopt), kTimerPeriod);
  EXPECT_EQ(after(Timestamp{200, 0}), kTimerPeriod);
  EXPECT_EQ(after(Timestamp{100, 50'000'000}).count(), 51);
  EXPECT_EQ(after(Timestamp{100, 900'000'000}), kTimerPeriod);
  // Due, and held by somebody else or not to be fired: no reason to ask all the time.
  EXPECT_EQ(after(Timestamp{100, 0}), kTimerPeriod);
  EXPECT_EQ(after(Timestamp{99, 900'000'000}), kTimerPeriod);
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
