// Timers, counters and definitions. The outbox has outbox_test.cpp.
#include <map>
#include <set>
#include <string>
#include <thread>

#include "tests/storage/store_fixture.h"

namespace charter::storage {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class TimerTest : public StoreTest {
 protected:
  void Add(const TenantId& tenant, const std::string& id, const std::vector<TimerRecord>& timers) {
    ItemWrite write = Creation(id);
    write.timers = timers;
    EXPECT_FALSE(store().Commit(tenant, std::vector{write}));
  }
  std::vector<std::string> Due(Timestamp now, int limit) {
    std::vector<std::string> texts;
    for (const DueTimer& timer : store().DueTimers(now, limit)) texts.push_back(TextOf(timer));
    return texts;
  }
  std::vector<std::string> Claim(Timestamp now, const Lease& lease, int limit) {
    std::vector<std::string> texts;
    for (const DueTimer& timer : store().ClaimTimers(now, lease, limit)) texts.push_back(TextOf(timer));
    return texts;
  }

 private:
  static std::string TextOf(const DueTimer& timer) {
    return timer.tenant.value + " " + timer.item.value + " " + std::to_string(timer.id);
  }
};

TEST_P(TimerTest, AreDueByTimeThenTenantThenItemThenId) {
  Add(kOtherCity, "a", {{2, At(10)}, {1, At(10)}});
  Add(kCity, "b", {{10, At(10)}, {9, At(10)}, {1, At(30)}});
  Add(kCity, "a", {{1, At(10)}, {2, At(5)}});
  EXPECT_THAT(Due(At(10), 100), ElementsAre("liangzhou a 2", "liangzhou a 1", "liangzhou b 9",
                                            "liangzhou b 10", "other a 1", "other a 2"));
  EXPECT_THAT(Due(At(10), 2), ElementsAre("liangzhou a 2", "liangzhou a 1"));
  EXPECT_THAT(Due(At(5), 100), ElementsAre("liangzhou a 2"));
  EXPECT_THAT(Due(At(4, 999'999'999), 100), IsEmpty());
  EXPECT_THAT(Due(At(10), 0), IsEmpty());
}

TEST_P(TimerTest, TellTheEarliestOfAll) {
  EXPECT_EQ(store().NextTimer(), std::nullopt);
  Add(kCity, "a", {{1, At(10)}});
  Add(kOtherCity, "b", {{1, At(7)}});
  EXPECT_EQ(store().NextTimer(), At(7));
}

TEST_P(TimerTest, TellWhichItemsHaveOnePageByPage) {
  Add(kOtherCity, "a", {{1, At(10)}});
  Add(kCity, "b", {{1, At(10)}, {2, At(30)}});
  Add(kCity, "c", {});
  Add(kCity, "a", {{1, At(10)}});
  std::vector<std::string> items;
  TimedItem last;
  for (auto page = store().TimedItems(last, 2); !page.empty(); page = store().TimedItems(last, 2)) {
    for (const TimedItem& item : page) items.push_back(item.tenant.value + " " + item.item.value);
    last = page.back();
  }
  EXPECT_THAT(items, ElementsAre("liangzhou a", "liangzhou b", "other a"));
}

// Claims are real time, timers are due by the items' clock: the two have nothing to do with each other.
constexpr Timestamp kNow{2'000'000'000, 0};
constexpr Lease kLease{kNow, {kNow.seconds + 10, 0}};
constexpr Lease kLater{{kNow.seconds + 10, 0}, {kNow.seconds + 20, 0}};

TEST_P(TimerTest, AreClaimedOnceTheLongestDueFirst) {
  Add(kOtherCity, "a", {{1, At(9)}});
  Add(kCity, "b", {{1, At(10)}, {2, At(30)}});
  Add(kCity, "a", {{1, At(8)}});
  EXPECT_THAT(Claim(At(10), kLease, 1), ElementsAre("liangzhou a 1"));
  EXPECT_THAT(Claim(At(10), kLease, 1), ElementsAre("other a 1"));
  EXPECT_THAT(Claim(At(10), kLease, 2), ElementsAre("liangzhou b 1"));
  EXPECT_THAT(Claim(At(10), kLease, 2), IsEmpty());
  EXPECT_THAT(Claim(At(30), kLease, 0), IsEmpty());
  EXPECT_THAT(Claim(At(30), kLease, 2), ElementsAre("liangzhou b 2"));
}

TEST_P(TimerTest, OfACrashedServerAreTakenOverWhenItsLeaseIsOver) {
  Add(kCity, "a", {{1, At(10)}});
  EXPECT_THAT(Claim(At(10), kLease, 9), SizeIs(1));
  EXPECT_THAT(Claim(At(10), {{kLease.until.seconds - 1, 0}, kLater.until}, 9), IsEmpty());
  EXPECT_THAT(Claim(At(10), kLater, 9), ElementsAre("liangzhou a 1"));
}

TEST_P(TimerTest, AreNeverClaimedByTwoAtOnce) {
  constexpr int kEach = 25;
  for (int i = 0; i < 8; ++i) {
    std::vector<TimerRecord> timers;
    for (int id = 1; id <= kEach; ++id) timers.push_back({id, At(id)});
    Add(i % 2 == 0 ? kCity : kOtherCity, "i" + std::to_string(i), timers);
  }
  std::vector<std::vector<std::string>> taken(4);
  std::vector<std::thread> servers;
  for (auto& mine : taken) {
    servers.emplace_back([this, &mine] {
      for (auto batch = Claim(At(100), kLease, 7); !batch.empty(); batch = Claim(At(100), kLease, 7))
        mine.insert(mine.end(), batch.begin(), batch.end());
    });
  }
  for (auto& server : servers) server.join();
  std::multiset<std::string> all;
  for (const auto& mine : taken) all.insert(mine.begin(), mine.end());
  for (const std::string& each : all) EXPECT_EQ(all.count(each), 1U) << each;
  // Who comes while others hold the last ones goes home early; nothing is lost by that.
  for (const std::string& each : Claim(At(100), kLease, 1000)) all.insert(each);
  EXPECT_THAT(all, SizeIs(8 * kEach));
}

CHARTER_EVERY_STORE(TimerTest);

class CalendarTest : public StoreTest {};

TEST_P(CalendarTest, IsKeptOnceForEachText) {
  EXPECT_EQ(store().AddCalendar("first", At(1)), 1);
  EXPECT_EQ(store().AddCalendar("second", At(2)), 2);
  EXPECT_EQ(store().AddCalendar("first", At(3)), 1);
  store().MarkRecounted(2);
  const auto calendars = store().ListCalendars();
  ASSERT_THAT(calendars, SizeIs(2));
  EXPECT_EQ(calendars[0].text, "first");
  EXPECT_EQ(calendars[0].loaded_at, At(1));
  EXPECT_FALSE(calendars[0].recounted);
  EXPECT_EQ(calendars[1].edition, 2);
  EXPECT_TRUE(calendars[1].recounted);
}

TEST_P(CalendarTest, GetsOneNumberThoughServersLoadItTogether) {
  std::vector<std::thread> servers;
  for (int i = 0; i < 4; ++i) {
    servers.emplace_back([&, i] {
      EXPECT_GT(store().AddCalendar("same", At(1)), 0);
      EXPECT_GT(store().AddCalendar("own " + std::to_string(i), At(1)), 0);
    });
  }
  for (auto& server : servers) server.join();
  EXPECT_THAT(store().ListCalendars(), SizeIs(5));
}

CHARTER_EVERY_STORE(CalendarTest);

class CounterTest : public StoreTest {};

TEST_P(CounterTest, CountsEachNameOfEachTenantFromOne) {
  EXPECT_EQ(store().NextNumber(kCity, "PJ-2026"), 1);
  EXPECT_EQ(store().NextNumber(kCity, "PJ-2026"), 2);
  EXPECT_EQ(store().NextNumber(kCity, "PJ-2027"), 1);
  EXPECT_EQ(store().NextNumber(kOtherCity, "PJ-2026"), 1);
  EXPECT_EQ(store().NextNumber(kCity, "PJ-2026"), 3);
}

TEST_P(CounterTest, GivesEveryNumberOnceToManyThreads) {
  constexpr int kThreads = 8;
  constexpr int kEach = 25;
  std::vector<std::vector<std::int64_t>> taken(kThreads);
  std::vector<std::thread> threads;
  for (auto& numbers : taken) {
    threads.emplace_back([this, &numbers] {
      for (int i = 0; i < kEach; ++i) numbers.push_back(store().NextNumber(kCity, "n"));
    });
  }
  for (std::thread& thread : threads) thread.join();
  std::set<std::int64_t> all;
  for (const auto& numbers : taken) all.insert(numbers.begin(), numbers.end());
  EXPECT_THAT(all, SizeIs(kThreads * kEach));
  EXPECT_EQ(*all.begin(), 1);
  EXPECT_EQ(*all.rbegin(), kThreads * kEach);
}

CHARTER_EVERY_STORE(CounterTest);

}  // namespace
}  // namespace charter::storage
