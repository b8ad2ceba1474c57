// Timers, outbox, counters and definitions.
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
    for (const DueTimer& timer : store().DueTimers(now, limit)) {
      texts.push_back(timer.tenant.value + " " + timer.item.value + " " + std::to_string(timer.id));
    }
    return texts;
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

class OutboxTest : public StoreTest {};

TEST_P(OutboxTest, HandsOutByTenantItemRevisionAndPosition) {
  ItemWrite b = Creation("b");
  b.outbox = {{1, 10, "send", "4"}, {1, 9, "notify", "3"}};
  ItemWrite a = Creation("a");
  a.outbox = {{1, 0, "notify", "1"}};
  EXPECT_FALSE(store().Commit(kOtherCity, std::vector{a}));
  EXPECT_FALSE(store().Commit(kCity, std::vector{b, a}));
  ItemWrite later = Next(a);
  later.outbox = {{2, 0, "notify", "2"}};
  Commit(later);

  const auto rows = store().PendingOutbox(10);
  ASSERT_THAT(rows, SizeIs(5));
  std::string order;
  for (const OutboxRow& row : rows) order += row.tenant.value.substr(0, 1) + row.record.payload;
  EXPECT_EQ(order, "l1l2l3l4o1");
  EXPECT_EQ(rows[3].item, ItemId("b"));
  EXPECT_EQ(rows[3].record.kind, "send");
  EXPECT_EQ(rows[3].record.rev, 1);
  EXPECT_EQ(rows[3].record.position, 10);
  EXPECT_THAT(store().PendingOutbox(2), SizeIs(2));
}

TEST_P(OutboxTest, ForgetsWhatWasDelivered) {
  ItemWrite a = Creation("a");
  a.outbox = {{1, 0, "notify", "1"}, {1, 1, "notify", "2"}, {1, 2, "notify", "3"}};
  Commit(a);
  auto rows = store().PendingOutbox(2);
  store().MarkDelivered(rows, At(1));
  store().MarkDelivered(rows, At(2));
  store().MarkDelivered({}, At(2));
  rows = store().PendingOutbox(10);
  ASSERT_THAT(rows, SizeIs(1));
  EXPECT_EQ(rows[0].record.payload, "3");
}

CHARTER_EVERY_STORE(OutboxTest);

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

class DefinitionTest : public StoreTest {
 protected:
  bool Add(const std::string& workflow, int version, const std::string& source) {
    return store().AddDefinition(kCity, {workflow, version, source, PersonId("p1"), At(version)});
  }
};

TEST_P(DefinitionTest, IsFoundByVersionAndTheNewestWithout) {
  EXPECT_TRUE(Add("w", 2, "two\n# 梁州\n"));
  EXPECT_TRUE(Add("w", 10, "ten"));
  EXPECT_TRUE(Add("v", 11, "other"));
  const auto second = store().FindDefinition(kCity, "w", 2);
  ASSERT_TRUE(second);
  EXPECT_EQ(second->workflow, "w");
  EXPECT_EQ(second->version, 2);
  EXPECT_EQ(second->source, "two\n# 梁州\n");
  EXPECT_EQ(second->published_by, PersonId("p1"));
  EXPECT_EQ(second->published_at, At(2));
  EXPECT_EQ(store().FindDefinition(kCity, "w", 0)->source, "ten");
  EXPECT_FALSE(store().FindDefinition(kCity, "w", 3));
  EXPECT_FALSE(store().FindDefinition(kCity, "none", 0));
  EXPECT_FALSE(store().FindDefinition(kOtherCity, "w", 0));
}

TEST_P(DefinitionTest, IsNeverReplaced) {
  EXPECT_TRUE(Add("w", 1, "first"));
  EXPECT_FALSE(Add("w", 1, "second"));
  EXPECT_EQ(store().FindDefinition(kCity, "w", 1)->source, "first");
}

TEST_P(DefinitionTest, IsListedByWorkflowAndVersionWithoutItsText) {
  Add("w", 10, "x");
  Add("w", 9, "x");
  Add("a", 1, "x");
  const auto list = store().ListDefinitions(kCity);
  ASSERT_THAT(list, SizeIs(3));
  EXPECT_EQ(list[0].workflow, "a");
  EXPECT_EQ(list[1].version, 9);
  EXPECT_EQ(list[2].version, 10);
  for (const DefinitionRecord& definition : list) EXPECT_EQ(definition.source, "");
}

CHARTER_EVERY_STORE(DefinitionTest);

}  // namespace
}  // namespace charter::storage
