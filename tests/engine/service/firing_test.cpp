// Many servers on one database fire the same timers.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <map>
#include <thread>

#include "api/clock.h"
#include "api/item_ids.h"
#include "engine/data/json.h"
#include "engine/service/service.h"
#include "storage/open_store.h"
#include "tests/support/postgres_database.h"

namespace charter {
namespace {

using testing::IsEmpty;

// Two clocks of different lengths, one after the other, in one item.
const char kReminder[] = R"yaml(workflow: reminder
version: 1
roles: {lead: {}}
create: {by: lead}
data:
  order: {type: string, default: ""}
  divisor: {type: integer, default: 1}
initial: open
states:
  open:
    after:
      PT1H: {actions: [{assign: {order: "data.order + 'a'"}}]}
      PT2H: {actions: [{assign: {order: "data.order + string(2 / data.divisor)"}}]}
    on:
      finish: {target: done, by: lead}
  done: {type: final}
)yaml";

class FiringTest : public testing::TestWithParam<std::string> {
 protected:
  FiringTest() {
    if (GetParam() == "postgresql") postgres_ = std::make_unique<test::PostgresDatabase>();
    opened_ = Open();
    Organization city;
    city.id = OrgId("city");
    city.kind = "federation";
    city.path = "city/";
    opened_->directory().PutOrganizations(tenant_, {city});
    std::vector<Diagnostic> diagnostics;
    EXPECT_TRUE(MakeService(*opened_)->Publish(Who("administrator"), kReminder, diagnostics));
    for (const auto& diagnostic : diagnostics) {
      if (diagnostic.severity == Severity::kError) ADD_FAILURE() << Format(diagnostic, "test.yaml");
    }
  }

  std::unique_ptr<storage::OpenedStore> Open() {
    return storage::OpenStore(postgres_ ? postgres_->url() : "memory:", {.migrate = true});
  }
  std::unique_ptr<Service> MakeService(storage::OpenedStore& opened) {
    return std::make_unique<Service>(Ports{opened.store(), opened.directory(), clock_, ids_, calendar_});
  }
  Caller Who(const std::string& role) {
    return {tenant_, {PersonId("p1"), role, OrgId("city")}, {{role, OrgId("city"), "city/"}}};
  }
  ItemId Create(Service& service, const std::string& data = "{}") {
    CreateCommand command;
    command.workflow = "reminder";
    command.data = ParseJson(data).value();
    auto created = service.Create(Who("lead"), command);
    EXPECT_TRUE(created.has_value()) << created.error().message.en;
    return created->record.id;
  }
  void Advance(std::int64_t seconds) { ASSERT_TRUE(clock_.MoveTo({clock_.Now().seconds + seconds, 0})); }
  std::vector<std::string> EventsOf(const ItemId& item) {
    std::vector<std::string> events;
    for (const auto& row : opened_->store().History(tenant_, item, 0, 100)) events.push_back(row.event);
    return events;
  }
  // Real time, which tests move as they like.
  [[nodiscard]] static Lease At(std::int64_t seconds) { return {{seconds, 0}, {seconds + 10, 0}}; }

  const TenantId tenant_{"city"};
  std::unique_ptr<test::PostgresDatabase> postgres_;
  std::unique_ptr<storage::OpenedStore> opened_;
  WorkCalendar calendar_ =
      WorkCalendar::Parse(R"({"years": {"2026": {"off": [], "make_up_work": []}}})").value();
  api::SimulatedClock clock_{ParseTimestamp("2026-01-05T09:00:00+08:00").value()};
  api::ItemIds ids_{clock_};
};

TEST_P(FiringTest, FiresWhatIsDueOnceAndTellsWhenThereIsNoMore) {
  const auto service = MakeService(*opened_);
  const ItemId item = Create(*service);
  EXPECT_EQ(service->FireTimers(At(0), 10).claimed, 0);
  Advance(3600);
  const FiredTimers run = service->FireTimers(At(0), 10);
  EXPECT_EQ(run.claimed, 1);
  EXPECT_EQ(run.fired, 1);
  EXPECT_EQ(run.failure, "");
  EXPECT_EQ(service->FireTimers(At(100), 10).claimed, 0);
  EXPECT_THAT(EventsOf(item), testing::ElementsAre("item.create", "item.timer"));
}

TEST_P(FiringTest, FiresAnItemsTimersInOrderThoughAnotherServerHoldsTheFirst) {
  const auto service = MakeService(*opened_);
  const ItemId item = Create(*service);
  Advance(7200);
  // A server that claims the first one and dies.
  ASSERT_EQ(opened_->store().ClaimTimers(clock_.Now(), At(0), 1).size(), 1U);
  const FiredTimers run = service->FireTimers(At(1), 10);
  EXPECT_EQ(run.claimed, 1);
  EXPECT_EQ(run.fired, 2);
  EXPECT_THAT(opened_->store().FindItem(tenant_, item)->snapshot, testing::HasSubstr("a2"));
  EXPECT_EQ(service->Verify(tenant_, item), std::nullopt);
}

TEST_P(FiringTest, FaultsAnItemWhoseTimerCannotBeCarriedOutAndFiresTheOthers) {
  const auto service = MakeService(*opened_);
  const ItemId broken = Create(*service, R"({"divisor": 0})");
  const ItemId sound = Create(*service);
  Advance(7200);
  EXPECT_EQ(service->FireTimers(At(0), 10).fired, 4);
  EXPECT_EQ(opened_->store().FindItem(tenant_, broken)->status, "faulted");
  EXPECT_EQ(opened_->store().FindItem(tenant_, sound)->status, "active");
  EXPECT_EQ(service->FireTimers(At(100), 10).claimed, 0);
}

TEST_P(FiringTest, LeavesAnItemThatCannotBeReadAndFiresTheOthers) {
  const auto service = MakeService(*opened_);
  const ItemId broken = Create(*service);
  ItemWrite forged;
  forged.item = *opened_->store().FindItem(tenant_, broken);
  forged.before.item = forged.item;
  for (const DueTimer& timer : opened_->store().DueTimers({clock_.Now().seconds + 7200, 0}, 10))
    forged.before.timers.push_back({timer.id, timer.due});
  forged.timers = forged.before.timers;
  forged.expected_rev = 1;
  forged.item.rev = 2;
  forged.item.snapshot = "{";
  HistoryRecord row;
  row.rev = 2;
  row.event = "forged";
  forged.history = {row};
  ASSERT_FALSE(opened_->store().Commit(tenant_, std::vector{forged}));
  Advance(1);
  const ItemId sound = Create(*service);
  Advance(3600);
  // A service that has never seen the items, as after a start.
  const auto fresh = MakeService(*opened_);
  const FiredTimers run = fresh->FireTimers(At(0), 10);
  EXPECT_EQ(run.claimed, 2);
  EXPECT_EQ(run.fired, 1);
  EXPECT_NE(run.failure, "");
  EXPECT_THAT(EventsOf(sound), testing::ElementsAre("item.create", "item.timer"));
  EXPECT_EQ(fresh->FireTimers(At(5), 10).claimed, 0);   // not again and again
  EXPECT_EQ(fresh->FireTimers(At(10), 10).claimed, 1);  // but now and then
}

TEST_P(FiringTest, FiresEachTimerOnceThoughTwoServersWithFourThreadsEachAreAtIt) {
  const int items_made = postgres_ ? 1000 : 100;  // of two timers each
  std::vector<ItemId> items;
  {
    const auto service = MakeService(*opened_);
    for (int i = 0; i < items_made; ++i) items.push_back(Create(*service));
  }
  Advance(7200);
  const auto second = postgres_ ? Open() : nullptr;
  const auto one = MakeService(*opened_);
  const auto other = MakeService(second ? *second : *opened_);
  std::atomic<int> fired = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&, server = i % 2 == 0 ? one.get() : other.get()] {
      for (auto run = server->FireTimers(At(0), 20); run.claimed > 0; run = server->FireTimers(At(0), 20)) {
        fired += run.fired;
        EXPECT_EQ(run.failure, "");
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(fired, 2 * items_made);
  EXPECT_THAT(opened_->store().DueTimers(clock_.Now(), 10), IsEmpty());
  for (const ItemId& item : items) {
    const auto record = *opened_->store().FindItem(tenant_, item);
    ASSERT_EQ(record.rev, 3);
    ASSERT_THAT(record.snapshot, testing::HasSubstr("a2"));
  }
}

INSTANTIATE_TEST_SUITE_P(Some, FiringTest, testing::Values("memory", "postgresql"),
                         [](const testing::TestParamInfo<std::string>& each) { return each.param; });

}  // namespace
}  // namespace charter
