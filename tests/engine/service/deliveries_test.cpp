// Waits between tries, what becomes of an effect, and a whole outbox emptied through a receiver's twin.
#include "engine/service/deliveries.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <map>
#include <thread>

#include "engine/data/failure.h"
#include "storage/open_store.h"
#include "tests/support/postgres_database.h"

namespace charter {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using Kind = Receipt::Kind;

double Seconds(Duration duration) { return static_cast<double>(duration.seconds) + duration.nanos / 1e9; }

TEST(Backoff, DoublesWithEachFailureUpToItsCapAndAddsChance) {
  const Backoff backoff{{1, 0}, {60, 0}};
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    for (int failures = 1; failures <= 10; ++failures) {
      const double whole = std::min(60.0, static_cast<double>(1 << (failures - 1)));
      const double wait = Seconds(WaitAfter(backoff, failures, seed));
      ASSERT_GE(wait, whole / 2);
      ASSERT_LE(wait, whole);
    }
  }
}

TEST(Backoff, IsTheSameForTheSameSeedAndSpreadForOthers) {
  const Backoff backoff;
  std::map<double, int> waits;
  for (std::uint64_t seed = 0; seed < 1000; ++seed) {
    EXPECT_EQ(WaitAfter(backoff, 5, seed), WaitAfter(backoff, 5, seed));
    ++waits[Seconds(WaitAfter(backoff, 5, seed))];
  }
  EXPECT_GT(waits.size(), 800U);
}

TEST(Backoff, StaysWithinItsBoundsForEveryNumber) {
  EXPECT_GE(Seconds(WaitAfter({{0, 0}, {0, 0}}, 0, 0)), 0.001);
  EXPECT_LE(Seconds(WaitAfter({}, 2'000'000'000, 1)), 6 * 3600.0);
  EXPECT_LE(Seconds(WaitAfter({{100, 0}, {7, 0}}, 1, 1)), 7.0);
}

OutboxRow Row(int failures) { return {TenantId("city"), ItemId("a"), {3, 1, "notify", "{}"}, failures}; }

TEST(Judge, TriesAgainLaterAndNotBeforeTheReceiverAsksForIt) {
  const Timestamp now{1000, 0};
  const Settlement soon = Judge(Row(0), {Kind::kFailed, "status 503", {}}, {}, now);
  EXPECT_EQ(soon.kind, Settlement::Kind::kFailed);
  EXPECT_EQ(soon.error, "status 503");
  EXPECT_GT(soon.again, now);
  EXPECT_LE(soon.again, (Timestamp{1001, 0}));
  const Settlement asked = Judge(Row(0), {Kind::kFailed, "status 429", Duration{120, 0}}, {}, now);
  EXPECT_EQ(asked.again, (Timestamp{1120, 0}));
  const Settlement longest = Judge(Row(0), {Kind::kFailed, "", Duration{1'000'000'000, 0}}, {}, now);
  EXPECT_EQ(longest.again, (Timestamp{1000 + 6 * 3600, 0}));
}

TEST(Judge, GivesUpAfterSoManyFailuresSoonerWhereItIsRefusedAndAtOnceWhereTheReceiverIsGone) {
  const DeliveryRules rules;
  const auto of = [&](Kind kind, int failures) {
    return Judge(Row(failures), {kind, "x", {}}, rules, {}).kind;
  };
  EXPECT_EQ(of(Kind::kFailed, rules.most_failures - 2), Settlement::Kind::kFailed);
  EXPECT_EQ(of(Kind::kFailed, rules.most_failures - 1), Settlement::Kind::kDead);
  EXPECT_EQ(of(Kind::kUnreachable, rules.most_failures - 1), Settlement::Kind::kDead);
  EXPECT_EQ(of(Kind::kRefused, rules.most_refusals - 2), Settlement::Kind::kFailed);
  EXPECT_EQ(of(Kind::kRefused, rules.most_refusals - 1), Settlement::Kind::kDead);
  EXPECT_EQ(of(Kind::kGone, 0), Settlement::Kind::kDead);
  EXPECT_EQ(of(Kind::kDelivered, 20), Settlement::Kind::kDelivered);
}

class MovedClock : public Clock {
 public:
  Timestamp Now() override { return now; }
  // A database notes by its own clock since when a row waits; this one is ahead of it.
  Timestamp now{
      std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch())
              .count() +
          3600,
      0};
};

// The receiver's twin: takes all, unless it is told otherwise.
class Twin : public Courier {
 public:
  Receipt Deliver(const OutboxRow& row, Timestamp /*now*/, Duration /*patience*/) override {
    const std::scoped_lock lock(mutex);
    const std::string id = EffectId(row.item, row.record);
    Receipt receipt = answer ? answer(id) : Receipt{};
    (receipt.kind == Kind::kDelivered ? arrived : tried).push_back(id);
    return receipt;
  }
  std::function<Receipt(const std::string& id)> answer;
  std::vector<std::string> arrived;
  std::vector<std::string> tried;
  std::mutex mutex;
};

// Says that it settled nothing, as a server that dies after it has delivered.
class Forgetful : public Outbox {
 public:
  explicit Forgetful(Outbox& outbox) : outbox_(outbox) {}
  std::vector<OutboxRow> PendingOutbox(int limit) override { return outbox_.PendingOutbox(limit); }
  std::vector<OutboxRow> ClaimOutbox(const Lease& lease, int limit) override {
    return outbox_.ClaimOutbox(lease, limit);
  }
  void SettleOutbox(std::span<const Settlement> /*settled*/, Timestamp /*now*/) override {
    throw Failure(Code::store_unavailable, "the server dies here", true);
  }
  std::vector<DeadLetter> DeadLetters(const TenantId& tenant, const ItemId& after, int limit) override {
    return outbox_.DeadLetters(tenant, after, limit);
  }
  int RetryDeadLetters(const TenantId& tenant, const std::optional<OutboxId>& id, Timestamp now) override {
    return outbox_.RetryDeadLetters(tenant, id, now);
  }
  bool DropDeadLetter(const TenantId& tenant, const OutboxId& id, const DropNote& note) override {
    return outbox_.DropDeadLetter(tenant, id, note);
  }

 private:
  Outbox& outbox_;
};

class DeliveriesTest : public testing::TestWithParam<std::string> {
 protected:
  DeliveriesTest() {
    if (GetParam() == "postgresql") postgres_ = std::make_unique<test::PostgresDatabase>();
    opened_ = storage::OpenStore(postgres_ ? postgres_->url() : "memory:", {.migrate = true});
    deliveries_ = std::make_unique<Deliveries>(opened_->store(), twin_, clock_);
  }
  void Add(const std::string& id, int effects) {
    ItemWrite write;
    write.item.id = ItemId(id);
    write.item.rev = 1;
    write.item.status = "active";
    write.item.org_path = "city/";
    write.item.snapshot = "{}";
    HistoryRecord row;
    row.rev = 1;
    row.event = "create";
    write.history = {row};
    for (int i = 0; i < effects; ++i) write.outbox.push_back({1, i, "notify", "{}"});
    ASSERT_FALSE(store().Commit(tenant_, std::vector{write}));
  }
  Store& store() { return opened_->store(); }
  int RunAll() {
    int delivered = 0;
    for (auto run = deliveries_->RunOnce(10); run.claimed > 0; run = deliveries_->RunOnce(10))
      delivered += run.delivered;
    return delivered;
  }
  void Wait(std::int64_t seconds) { clock_.now.seconds += seconds; }

  const TenantId tenant_{"city"};
  MovedClock clock_;
  Twin twin_;
  std::unique_ptr<test::PostgresDatabase> postgres_;
  std::unique_ptr<storage::OpenedStore> opened_;
  std::unique_ptr<Deliveries> deliveries_;
};

TEST_P(DeliveriesTest, DeliverEachEffectOnceAndInOrder) {
  Add("a", 3);
  Add("b", 1);
  EXPECT_EQ(RunAll(), 4);
  std::erase(twin_.arrived, "b_1_0");
  EXPECT_THAT(twin_.arrived, ElementsAre("a_1_0", "a_1_1", "a_1_2"));
  Wait(1'000'000);
  EXPECT_EQ(RunAll(), 0);
}

TEST_P(DeliveriesTest, DeliverAgainUnderTheSameIdWhatAServerDiedOver) {
  Add("a", 2);
  Forgetful dying(store());
  Deliveries first(dying, twin_, clock_);
  EXPECT_THROW(first.RunOnce(10), Failure);
  EXPECT_EQ(RunAll(), 0);  // the lease is not over
  Wait(61);
  EXPECT_EQ(RunAll(), 2);
  EXPECT_THAT(twin_.arrived, ElementsAre("a_1_0", "a_1_0", "a_1_1"));
}

TEST_P(DeliveriesTest, KeepAnItemsOrderThoughItsFirstEffectFailsAndDoNotHoldUpOthers) {
  Add("a", 2);
  Add("b", 2);
  int left = 3;
  twin_.answer = [&](const std::string& id) {
    return id == "a_1_0" && left-- > 0 ? Receipt{Kind::kFailed, "status 500", {}} : Receipt{};
  };
  RunAll();
  EXPECT_THAT(twin_.arrived, ElementsAre("b_1_0", "b_1_1"));
  for (int i = 0; i < 5; ++i) Wait(10), RunAll();
  EXPECT_THAT(twin_.arrived, ElementsAre("b_1_0", "b_1_1", "a_1_0", "a_1_1"));
  EXPECT_THAT(twin_.tried, SizeIs(3));
}

TEST_P(DeliveriesTest, LeaveADeadLetterToAPersonAndGoOnWhenItIsRetried) {
  Add("a", 2);
  bool gone = true;
  twin_.answer = [&](const std::string&) {
    return gone ? Receipt{Kind::kGone, "status 410", {}} : Receipt{};
  };
  EXPECT_EQ(deliveries_->RunOnce(10).dead, 1);
  Wait(1'000'000);
  EXPECT_EQ(RunAll(), 0);
  const auto letters = store().DeadLetters(tenant_, {}, 10);
  ASSERT_THAT(letters, SizeIs(1));
  EXPECT_EQ(letters[0].error, "status 410");
  gone = false;
  EXPECT_EQ(store().RetryDeadLetters(tenant_, {}, clock_.now), 1);
  EXPECT_EQ(RunAll(), 2);
  EXPECT_THAT(twin_.arrived, ElementsAre("a_1_0", "a_1_1"));
}

TEST_P(DeliveriesTest, StopWhereNobodyIsThereAndCostOnlyOneEffectATry) {
  for (const char* id : {"a", "b", "c"}) Add(id, 1);
  twin_.answer = [](const std::string&) { return Receipt{Kind::kUnreachable, "connection refused", {}}; };
  const auto run = deliveries_->RunOnce(10);
  EXPECT_TRUE(run.unreachable);
  EXPECT_EQ(run.claimed, 3);
  EXPECT_EQ(run.failed, 1);
  EXPECT_THAT(twin_.tried, SizeIs(1));
  twin_.answer = {};
  EXPECT_EQ(RunAll(), 2);  // those that were not tried, at once
  Wait(1);
  EXPECT_EQ(RunAll(), 1);
}

TEST_P(DeliveriesTest, GiveBackWhatTheyWouldNotManageWithinTheirLease) {
  for (const char* id : {"a", "b", "c"}) Add(id, 1);
  twin_.answer = [&](const std::string&) {
    Wait(51);  // a receiver this slow leaves less than its patience of the lease
    return Receipt{};
  };
  const auto run = deliveries_->RunOnce(10);
  EXPECT_EQ(run.claimed, 3);
  EXPECT_EQ(run.delivered, 1);
  EXPECT_EQ(RunAll(), 2);
}

TEST_P(DeliveriesTest, OfManyServersDeliverEachEffectOnce) {
  constexpr int kItems = 30;
  for (int i = 0; i < kItems; ++i) Add("i" + std::to_string(i), 3);
  std::vector<std::thread> servers;
  for (int i = 0; i < 4; ++i) {
    servers.emplace_back([this] {
      Deliveries mine(store(), twin_, clock_);
      while (mine.RunOnce(3).claimed > 0) {
      }
    });
  }
  for (auto& server : servers) server.join();
  RunAll();
  EXPECT_THAT(twin_.arrived, SizeIs(kItems * 3));
  std::map<std::string, std::vector<std::string>> by_item;
  for (const auto& id : twin_.arrived) by_item[id.substr(0, id.find('_'))].push_back(id);
  for (const auto& [item, ids] : by_item)
    EXPECT_THAT(ids, ElementsAre(item + "_1_0", item + "_1_1", item + "_1_2"));
}

INSTANTIATE_TEST_SUITE_P(Some, DeliveriesTest, testing::Values("memory", "postgresql"),
                         [](const testing::TestParamInfo<std::string>& each) { return each.param; });

}  // namespace
}  // namespace charter
