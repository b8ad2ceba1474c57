// The outbox: who gets which row, in which order, and what becomes of those that nobody takes.
#include <chrono>
#include <set>
#include <string>
#include <thread>

#include "tests/storage/store_fixture.h"

namespace charter::storage {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using testing::UnorderedElementsAre;
using Kind = Settlement::Kind;

// Databases note by their own clock since when a row waits; so tests count from there.
Timestamp In(std::int64_t seconds) {
  static const std::int64_t start =
      std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch())
          .count() +
      3600;
  return {start + seconds, 0};
}

class OutboxTest : public StoreTest {
 protected:
  // An item whose first event has so many effects.
  void Add(const std::string& id, int effects, const TenantId& tenant = kCity) {
    ItemWrite write = Creation(id);
    for (int i = 0; i < effects; ++i) write.outbox.push_back({1, i, "notify", std::to_string(i)});
    EXPECT_FALSE(store().Commit(tenant, std::vector{write}));
    last_[id] = write;
  }
  // One more event with one effect.
  void AddLater(const std::string& id) {
    ItemWrite& write = last_[id] = Next(last_[id]);
    write.outbox = {{write.item.rev, 0, "notify", "later"}};
    Commit(write);
  }

  // Claimed rows for ten seconds.
  std::vector<OutboxRow> Claim(std::int64_t now, int limit = 100) {
    return store().ClaimOutbox({In(now), In(now + 10)}, limit);
  }
  void Settle(const OutboxRow& row, Kind kind, std::int64_t now, std::int64_t again = 0) {
    const Settlement settled{row, kind, In(again), kind == Kind::kDelivered ? "" : "no answer"};
    store().SettleOutbox(std::span(&settled, 1), In(now));
  }
  // What can be claimed now is delivered, until there is no more.
  std::vector<std::string> Drain(std::int64_t now) {
    std::vector<std::string> names;
    for (auto rows = Claim(now); !rows.empty(); rows = Claim(now)) {
      for (const OutboxRow& row : rows) {
        names.push_back(NameOf(row));
        Settle(row, Kind::kDelivered, now);
      }
    }
    return names;
  }
  static std::string NameOf(const OutboxRow& row) {
    return row.item.value + " " + std::to_string(row.record.rev) + "/" + std::to_string(row.record.position);
  }
  static std::vector<std::string> NamesOf(const std::vector<OutboxRow>& rows) {
    std::vector<std::string> names;
    for (const OutboxRow& row : rows) names.push_back(NameOf(row));
    return names;
  }

 private:
  std::map<std::string, ItemWrite> last_;
};

TEST_P(OutboxTest, ListsByTenantItemRevisionAndPosition) {
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
  EXPECT_EQ(rows[3].failures, 0);
  EXPECT_THAT(store().PendingOutbox(2), SizeIs(2));
}

TEST_P(OutboxTest, HandsOutTheFirstRowOfEachItemAndTheNextWhenItIsDelivered) {
  Add("a", 2);
  Add("b", 1);
  AddLater("a");
  auto rows = Claim(0);
  EXPECT_THAT(NamesOf(rows), UnorderedElementsAre("a 1/0", "b 1/0"));
  EXPECT_THAT(Claim(0), IsEmpty());
  for (const OutboxRow& row : rows) Settle(row, Kind::kDelivered, 1);
  rows = Claim(1);
  EXPECT_THAT(NamesOf(rows), ElementsAre("a 1/1"));
  Settle(rows[0], Kind::kDelivered, 2);
  EXPECT_THAT(Drain(2), ElementsAre("a 2/0"));
  EXPECT_THAT(store().PendingOutbox(10), IsEmpty());
}

TEST_P(OutboxTest, GivesAtMostWhatIsAskedForAndTheRestToTheNext) {
  for (const char* id : {"a", "b", "c"}) Add(id, 1);
  Add("d", 1, kOtherCity);
  EXPECT_THAT(Claim(0, 0), IsEmpty());
  std::set<std::string> names;
  for (int i = 0; i < 2; ++i) {
    const auto rows = Claim(0, 2);
    EXPECT_THAT(rows, SizeIs(2));
    for (const OutboxRow& row : rows) names.insert(NameOf(row));
  }
  EXPECT_THAT(names, SizeIs(4));
}

TEST_P(OutboxTest, OfACrashedServerIsTakenOverWhenItsLeaseIsOverWithTheSameId) {
  Add("a", 1);
  const auto first = Claim(0);
  EXPECT_THAT(Claim(9), IsEmpty());
  const auto again = Claim(10);
  EXPECT_EQ(NamesOf(again), NamesOf(first));
  // The one thought dead comes back late: what it says of a row that is gone is no longer heard.
  Settle(again[0], Kind::kDelivered, 11);
  Settle(first[0], Kind::kFailed, 12, 1000);
  AddLater("a");
  EXPECT_THAT(Drain(13), ElementsAre("a 2/0"));
}

TEST_P(OutboxTest, HoldsBackOnlyTheItemThatFailsAndInOrder) {
  Add("a", 2);
  Add("b", 2);
  for (const OutboxRow& row : Claim(0))
    Settle(row, row.item == ItemId("a") ? Kind::kFailed : Kind::kDelivered, 1, 60);
  AddLater("a");
  EXPECT_THAT(Drain(2), ElementsAre("b 1/1"));
  EXPECT_THAT(Drain(59), IsEmpty());
  const auto rows = Claim(60);
  ASSERT_THAT(NamesOf(rows), ElementsAre("a 1/0"));
  EXPECT_EQ(rows[0].failures, 1);
  Settle(rows[0], Kind::kDelivered, 61);
  EXPECT_THAT(Drain(61), ElementsAre("a 1/1", "a 2/0"));
}

TEST_P(OutboxTest, LetsLaterRowsGoOnThoughTheyWereHeldBackForARetryUnderWay) {
  Add("a", 1);
  Settle(Claim(0).at(0), Kind::kFailed, 1, 5);
  const auto retried = Claim(5);  // held until 15
  ASSERT_THAT(retried, SizeIs(1));
  AddLater("a");
  EXPECT_THAT(Claim(6), IsEmpty());
  Settle(retried[0], Kind::kDelivered, 7);
  EXPECT_THAT(Drain(7), ElementsAre("a 2/0"));
}

TEST_P(OutboxTest, TakesBackWhatWasNotTried) {
  Add("a", 1);
  Settle(Claim(0).at(0), Kind::kReturned, 1);
  const auto rows = Claim(1);
  ASSERT_THAT(rows, SizeIs(1));
  EXPECT_EQ(rows[0].failures, 0);
}

TEST_P(OutboxTest, KeepsADeadLetterAndAllBehindItUntilAPersonRetriesIt) {
  Add("a", 2);
  Add("b", 1);
  for (const OutboxRow& row : Claim(0))
    Settle(row, row.item == ItemId("a") ? Kind::kDead : Kind::kDelivered, 1);
  AddLater("a");
  EXPECT_THAT(Drain(100'000'000), IsEmpty());
  const auto letters = store().DeadLetters(kCity, {}, 10);
  ASSERT_THAT(letters, SizeIs(1));
  EXPECT_EQ(NameOf(letters[0].row), "a 1/0");
  EXPECT_EQ(letters[0].error, "no answer");
  EXPECT_EQ(letters[0].since, In(1));
  EXPECT_EQ(letters[0].row.failures, 1);

  EXPECT_EQ(store().RetryDeadLetters(kOtherCity, OutboxId{ItemId("a"), 1, 0}, In(50)), 0);
  EXPECT_EQ(store().RetryDeadLetters(kCity, OutboxId{ItemId("a"), 1, 1}, In(50)), 0);
  EXPECT_EQ(store().RetryDeadLetters(kCity, OutboxId{ItemId("a"), 1, 0}, In(50)), 1);
  EXPECT_THAT(store().DeadLetters(kCity, {}, 10), IsEmpty());
  EXPECT_EQ(store().PendingOutbox(1).at(0).failures, 0);
  EXPECT_THAT(Drain(50), ElementsAre("a 1/0", "a 1/1", "a 2/0"));
}

TEST_P(OutboxTest, RetriesAllDeadLettersOfATenantAndNoOther) {
  for (const char* id : {"a", "b", "c"}) Add(id, 1);
  Add("d", 1, kOtherCity);
  for (const OutboxRow& row : Claim(0)) Settle(row, Kind::kDead, 1);
  EXPECT_THAT(store().DeadLetters(kCity, {}, 2), SizeIs(2));
  EXPECT_THAT(store().DeadLetters(kCity, ItemId("b"), 2), SizeIs(1));
  EXPECT_EQ(store().RetryDeadLetters(kCity, {}, In(2)), 3);
  EXPECT_THAT(Drain(2), SizeIs(3));
  EXPECT_THAT(store().DeadLetters(kOtherCity, {}, 2), SizeIs(1));
}

TEST_P(OutboxTest, DropsADeadLetterWithAReasonAndGoesOnBehindIt) {
  Add("a", 2);
  const DropNote note{"the receiver is gone for good", PersonId("p1"), In(5)};
  EXPECT_FALSE(store().DropDeadLetter(kCity, {ItemId("a"), 1, 0}, note));
  Settle(Claim(0).at(0), Kind::kDead, 1);
  EXPECT_FALSE(store().DropDeadLetter(kCity, {ItemId("a"), 1, 1}, note));
  EXPECT_FALSE(store().DropDeadLetter(kOtherCity, {ItemId("a"), 1, 0}, note));
  EXPECT_TRUE(store().DropDeadLetter(kCity, {ItemId("a"), 1, 0}, note));
  EXPECT_FALSE(store().DropDeadLetter(kCity, {ItemId("a"), 1, 0}, note));
  EXPECT_THAT(Drain(5), ElementsAre("a 1/1"));
  if (is_memory()) return;
  EXPECT_EQ(test::QuerySql(url(), "SELECT item || rev || reason || dropped_by || error FROM outbox_dropped"),
            "a1the receiver is gone for goodp1no answer");
}

TEST_P(OutboxTest, IsNeverGivenToTwoAtOnce) {
  constexpr int kItems = 40;
  for (int i = 0; i < kItems; ++i) Add("i" + std::to_string(i), 3, i % 2 == 0 ? kCity : kOtherCity);
  std::vector<std::vector<std::string>> taken(4);
  std::vector<std::thread> servers;
  for (auto& mine : taken) {
    servers.emplace_back([this, &mine] {
      for (auto rows = Claim(0, 5); !rows.empty(); rows = Claim(0, 5)) {
        for (const OutboxRow& row : rows) {
          mine.push_back(NameOf(row));
          Settle(row, Kind::kDelivered, 0);
        }
      }
    });
  }
  for (auto& server : servers) server.join();
  std::multiset<std::string> all;
  for (const auto& mine : taken) all.insert(mine.begin(), mine.end());
  for (const std::string& each : all) EXPECT_EQ(all.count(each), 1U) << each;
  for (const std::string& each : Drain(0)) all.insert(each);
  EXPECT_THAT(all, SizeIs(kItems * 3));
}

TEST_P(OutboxTest, TellsHowMuchWaitsAndHowMuchWasGivenUp) {
  Add("a", 2);
  Add("b", 1, kOtherCity);
  EXPECT_EQ(store().ReadLoad().outbox_waiting, 3);
  for (const OutboxRow& row : Claim(0)) {
    if (row.item == ItemId("a")) Settle(row, Kind::kDead, 1);
  }
  const StoreLoad load = store().ReadLoad();
  EXPECT_EQ(load.outbox_waiting, 2) << "one of them behind the dead letter";
  EXPECT_EQ(load.dead_letters, 1);
  EXPECT_THAT(load.pools, SizeIs(is_memory() ? 0 : 2));
  for (const PoolLoad& pool : load.pools) {
    EXPECT_GT(pool.size, 0U) << pool.name;
    EXPECT_EQ(pool.borrowed, 0U) << pool.name;
    EXPECT_EQ(pool.waiting, 0U) << pool.name;
  }
}

CHARTER_EVERY_STORE(OutboxTest);

}  // namespace
}  // namespace charter::storage
