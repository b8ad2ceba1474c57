// The log of changes: everything that is committed is told, once, and in the order of each item.
#include <atomic>
#include <map>
#include <set>
#include <thread>
#include <vector>

#include "storage/database.h"
#include "storage/dialect.h"
#include "tests/storage/store_fixture.h"

namespace charter::storage {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class ChangeLogTest : public StoreTest {
 protected:
  std::vector<ChangeRow> After(std::int64_t position, int limit = 1000) {
    auto rows = store().ChangesAfter(kCity, position, limit);
    EXPECT_TRUE(rows.has_value());
    return rows.value_or(std::vector<ChangeRow>{});
  }
  std::vector<std::string> Told(std::int64_t position = 0) {
    std::vector<std::string> told;
    for (const ChangeRow& row : After(position))
      told.push_back(row.item.id.value + " " + std::to_string(row.event.rev));
    return told;
  }
};

TEST_P(ChangeLogTest, TellsWhatWasCommittedOnceItIsFolded) {
  Commit(Creation("a"));
  EXPECT_THAT(Told(), IsEmpty());
  EXPECT_EQ(store().FoldNotes(At(60), 100), 1);
  EXPECT_THAT(Told(), ElementsAre("a 1"));
  const ChangeRow row = After(0).at(0);
  EXPECT_EQ(row.position, ToMicros(At(60)));
  EXPECT_EQ(row.item.number, Creation("a").item.number);
  EXPECT_EQ(row.item.org_path, "liangzhou/taihu/u12/");
  EXPECT_EQ(row.event.event, Creation("a").history[0].event);
  EXPECT_EQ(row.event.to, Creation("a").history[0].to);
  EXPECT_FALSE(row.copied);
  EXPECT_THAT(store().ChangesAfter(kOtherCity, 0, 10).value(), IsEmpty());
}

TEST_P(ChangeLogTest, TellsAnEventThatChangesNoState) {
  const ItemWrite first = Creation("a");
  Commit(first);
  Commit(Next(first));
  store().FoldNotes(At(60), 100);
  EXPECT_THAT(Told(), ElementsAre("a 1", "a 2"));
}

TEST_P(ChangeLogTest, TellsEachEventOfACommitThatHasSeveral) {
  ItemWrite write = Creation("a");
  write.item.states = {"one", "two", "three"};
  Commit(write);
  ItemWrite next = Next(write);
  next.history.push_back(next.history[0]);
  next.history[1].rev = next.item.rev = 3;
  Commit(next);
  store().FoldNotes(At(60), 100);
  EXPECT_THAT(Told(), ElementsAre("a 1", "a 2", "a 3"));
}

TEST_P(ChangeLogTest, OfARefusedCommitTellsNothing) {
  Commit(Creation("a"));
  ItemWrite late = Next(Creation("a"));
  late.expected_rev = 5;
  late.item.rev = late.history[0].rev = 6;
  EXPECT_TRUE(Commit(std::vector{Creation("b"), late}));
  store().FoldNotes(At(60), 100);
  EXPECT_THAT(Told(), ElementsAre("a 1"));
}

TEST_P(ChangeLogTest, GoesOnFromAPosition) {
  ItemWrite write = Creation("a");
  Commit(write);
  for (int i = 0; i < 4; ++i) Commit(write = Next(write));
  store().FoldNotes(At(60), 100);
  const auto first = After(0, 2);
  ASSERT_THAT(first, SizeIs(2));
  EXPECT_THAT(Told(first[1].position), ElementsAre("a 3", "a 4", "a 5"));
  EXPECT_THAT(Told(After(0).back().position), IsEmpty());
}

TEST_P(ChangeLogTest, PositionsGrowWhereTheClockGoesBack) {
  Commit(Creation("a"));
  store().FoldNotes(At(60), 100);
  Commit(Creation("b"));
  store().FoldNotes(At(-3600), 100);
  EXPECT_THAT(Told(), ElementsAre("a 1", "b 1"));
  EXPECT_THAT(Told(ToMicros(At(60))), ElementsAre("b 1"));
  EXPECT_EQ(store().MarkOfChanges(kCity, "k").position, ToMicros(At(60)) + 1);
}

TEST_P(ChangeLogTest, FoldsNoMoreThanItIsToldAndEachItemsEventsInTheirOrder) {
  ItemWrite write = Creation("a");
  Commit(write);
  Commit(write = Next(write));
  Commit(Creation("b"));
  Commit(write = Next(write));
  EXPECT_EQ(store().FoldNotes(At(60), 2), 2);
  EXPECT_THAT(Told(), ElementsAre("a 1", "a 2"));
  EXPECT_EQ(store().FoldNotes(At(60), 100), 2);
  EXPECT_THAT(Told(), ElementsAre("a 1", "a 2", "a 3", "b 1"));
}

TEST_P(ChangeLogTest, SaysWhereAnItemWasCopiedToSomebody) {
  ItemWrite write = Creation("a");
  write.item.snapshot = R"({"copied":[]})";
  Commit(write);
  store().FoldNotes(At(60), 100);
  EXPECT_TRUE(After(0).at(0).copied);
}

TEST_P(ChangeLogTest, KeepsTheFirstKey) {
  EXPECT_EQ(store().MarkOfChanges(kCity, "first").key, "first");
  Commit(Creation("a"));
  store().FoldNotes(At(60), 100);
  EXPECT_EQ(store().MarkOfChanges(kCity, "second").key, "first");
  EXPECT_EQ(store().MarkOfChanges(kOtherCity, "third").key, "third");
}

TEST_P(ChangeLogTest, TakesAKeyAfterTheFirstChanges) {
  Commit(Creation("a"));
  store().FoldNotes(At(60), 100);
  EXPECT_EQ(store().MarkOfChanges(kCity, "late").key, "late");
  EXPECT_EQ(store().MarkOfChanges(kCity, "later").position, ToMicros(At(60)));
}

TEST_P(ChangeLogTest, SaysWhereChangesAreNoLongerKept) {
  for (int i = 0; i < 3; ++i) {
    Commit(Creation("i" + std::to_string(i)));
    store().FoldNotes(At(60 + i), 100);
  }
  EXPECT_EQ(store().DropChanges(At(62), 100), 2);
  EXPECT_FALSE(store().ChangesAfter(kCity, 0, 10));
  EXPECT_FALSE(store().ChangesAfter(kCity, ToMicros(At(60)), 10));
  EXPECT_THAT(Told(ToMicros(At(61))), ElementsAre("i2 1"));
  EXPECT_EQ(store().DropChanges(At(62), 100), 0);
  EXPECT_EQ(store().DropChanges(At(9999), 100), 1);
  EXPECT_THAT(Told(ToMicros(At(62))), IsEmpty());
  EXPECT_EQ(store().MarkOfChanges(kCity, "").position, ToMicros(At(62)));
}

// Writers commit, servers with clocks of their own fold, readers go on from where they were: each reader is
// told every event once, and those of an item in their order.
TEST_P(ChangeLogTest, NobodyMissesAnythingWhileSeveralServersCommitAndFold) {
  constexpr int kWriters = 6;
  constexpr int kEvents = 40;
  std::atomic<int> writing = kWriters;
  std::vector<std::unique_ptr<OpenedStore>> others;
  std::vector<Store*> servers = {&store()};
  if (!is_memory()) {
    for (int i = 0; i < 2; ++i) servers.push_back(&others.emplace_back(OpenStore(url()))->store());
  }
  std::vector<std::thread> threads;
  for (int i = 0; i < kWriters; ++i) {
    threads.emplace_back([&, i] {
      Store& server = *servers[static_cast<std::size_t>(i) % servers.size()];
      ItemWrite write = Creation("i" + std::to_string(i));
      EXPECT_FALSE(server.Commit(kCity, std::vector{write}));
      for (int event = 1; event < kEvents; ++event) {
        write = Next(write);
        if (event % 3 == 0) write.item.states = {"s" + std::to_string(event % 4)};
        EXPECT_FALSE(server.Commit(kCity, std::vector{write}));
      }
      --writing;
    });
  }
  for (std::size_t i = 0; i < servers.size(); ++i) {
    threads.emplace_back([&, i] {
      const std::int64_t skew = 60 - 60 * static_cast<std::int64_t>(i);
      while (writing > 0) static_cast<void>(servers[i]->FoldNotes(At(skew), 7));
    });
  }
  std::vector<std::map<std::string, std::vector<std::int64_t>>> told(3);
  std::atomic<bool> reading = true;
  std::vector<std::thread> readers;
  for (std::size_t i = 0; i < told.size(); ++i) {
    readers.emplace_back([&, i] {
      std::int64_t position = 0;
      for (bool last = false; !last;) {
        last = !reading;
        for (auto rows = servers[i % servers.size()]->ChangesAfter(kCity, position, 5); !rows->empty();
             rows = servers[i % servers.size()]->ChangesAfter(kCity, position, 5)) {
          for (const ChangeRow& row : *rows) {
            EXPECT_GT(row.position, position);
            position = row.position;
            told[i][row.item.id.value].push_back(row.event.rev);
          }
        }
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  while (store().FoldNotes(At(0), 1000) > 0) continue;
  reading = false;
  for (std::thread& thread : readers) thread.join();
  std::vector<std::int64_t> all(kEvents);
  for (int i = 0; i < kEvents; ++i) all[static_cast<std::size_t>(i)] = i + 1;
  for (const auto& reader : told) {
    EXPECT_THAT(reader, SizeIs(kWriters));
    for (const auto& [item, revs] : reader) EXPECT_EQ(revs, all) << item;
  }
}

// Of two transactions the one that began first commits last, and is older by all its times.
TEST(PostgresqlChangeLog, WhatIsCommittedLateIsToldLateAndNotMissed) {
  const charter::test::PostgresDatabase database;
  const auto opened = OpenStore(database.url(), {.migrate = true});
  Store& store = opened->store();
  const auto told = [&](std::int64_t position) {
    std::vector<std::string> events;
    const auto rows = store.ChangesAfter(kCity, position, 100);
    for (const ChangeRow& row : *rows)
      events.push_back(row.item.id.value + " " + std::to_string(row.event.rev));
    return events;
  };
  EXPECT_FALSE(store.Commit(kCity, std::vector{Creation("a-late")}));
  store.FoldNotes(At(60), 100);
  const auto dialect = MakeDialect(database.url());
  Session late(*dialect, true);
  Begin(late);
  late.Execute(
      "INSERT INTO history SELECT tenant, item, 2, at, recorded_at, event, source, actor, input, "
      "from_states, "
      "to_states, detail, hash FROM history WHERE item = 'a-late'",
      {});
  late.Execute(
      "INSERT INTO commit_notes (tenant, item, rev, org_path, workflow, left_state, entered_state) "
      "VALUES ('liangzhou', 'a-late', 2, '', '', '', '')",
      {});
  EXPECT_FALSE(store.Commit(kCity, std::vector{Creation("b")}));
  EXPECT_EQ(store.FoldNotes(At(61), 100), 1);
  EXPECT_THAT(told(0), ElementsAre("a-late 1", "b 1"));
  Commit(late);
  EXPECT_EQ(store.FoldNotes(At(62), 100), 1);
  EXPECT_THAT(told(ToMicros(At(61))), ElementsAre("a-late 2"));
}

CHARTER_EVERY_STORE(ChangeLogTest);

}  // namespace
}  // namespace charter::storage
