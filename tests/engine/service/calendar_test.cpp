// A year of the work calendar is published while items run.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "api/clock.h"
#include "api/item_ids.h"
#include "engine/data/failure.h"
#include "engine/data/json.h"
#include "engine/service/service.h"
#include "storage/open_store.h"

namespace charter {
namespace {

using testing::HasSubstr;

constexpr const char* k2026 = R"({"years": {"2026": {"off": ["2026-01-01"], "make_up_work": []}}})";
constexpr const char* k2027 = R"({"years": {"2026": {"off": ["2026-01-01"], "make_up_work": []},
  "2027": {"off": ["2027-01-01"], "make_up_work": ["2027-01-09"]}}})";

constexpr const char* kReply = R"yaml(workflow: reply
version: 1
roles: {lead: {}, office: {}}
create: {by: lead}
life_cycle: {suspend: {by: office}, resume: {by: office}}
initial: waiting
states:
  waiting:
    due: {within: 5 workdays}
    after: {10 workdays: lapsed}
    on: {answer: {target: answered, by: lead}}
  answered: {type: final}
  lapsed: {type: final}
)yaml";

// Servers that come and go over one database, each with the calendar file of its time.
class ANewCalendar : public testing::Test {
 protected:
  struct Server {
    Server(ANewCalendar& test, const char* json)
        : calendar(WorkCalendar::Parse(json).value()),
          service(Ports{test.opened_->store(), test.opened_->directory(), test.clock_, test.ids_, calendar}) {
    }
    WorkCalendar calendar;
    Service service;
  };

  ANewCalendar()
      : opened_(storage::OpenStore("memory:")),
        clock_(ParseTimestamp("2026-12-30T09:00:00+08:00").value()),
        ids_(clock_) {
    Organization city;
    city.id = OrgId("city");
    city.kind = "federation";
    city.path = "city/";
    opened_->directory().PutOrganizations(tenant_, {city});
    std::vector<Diagnostic> diagnostics;
    EXPECT_TRUE(old_.service.Publish(Who("administrator"), kReply, diagnostics));
  }

  Caller Who(const std::string& role) {
    return {tenant_, {PersonId(role), role, OrgId("city")}, {{role, OrgId("city"), "city/"}}};
  }
  ItemId Create(Server& server) {
    CreateCommand command;
    command.workflow = "reply";
    command.data = Value::Map(std::vector<Value::Entry>{});
    return server.service.Create(Who("lead"), command).value().record.id;
  }
  StateView StateOf(Server& server, const ItemId& item) {
    return server.service.Get(Who("lead"), item).value().states.at(0);
  }
  static std::string Due(const StateView& state) { return ToShanghaiString(state.due.value()); }
  std::vector<HistoryRecord> History(Server& server, const ItemId& item) {
    return server.service.History(Who("lead"), item, 0, 100).value().rows;
  }
  void Advance(const std::string& to) { ASSERT_TRUE(clock_.MoveTo(ParseTimestamp(to).value())); }

  TenantId tenant_{"city"};
  std::unique_ptr<storage::OpenedStore> opened_;
  api::SimulatedClock clock_;
  api::ItemIds ids_;
  Server old_{*this, k2026};
};

TEST_F(ANewCalendar, MovesTheDeadlinesOfOpenItemsAndSaysSo) {
  const ItemId item = Create(old_);
  EXPECT_EQ(Due(StateOf(old_, item)), "2027-01-07T00:00:00+08:00");
  EXPECT_TRUE(StateOf(old_, item).provisional);

  Server next(*this, k2027);
  EXPECT_EQ(next.service.RecountDeadlines(), 1);
  EXPECT_EQ(Due(StateOf(next, item)), "2027-01-08T00:00:00+08:00");
  EXPECT_FALSE(StateOf(next, item).provisional);
  const auto rows = History(next, item);
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[1].event, "item.calendar");
  EXPECT_THAT(rows[1].input, HasSubstr(R"("old_day":"2027-01-06")"));
  EXPECT_THAT(rows[1].input, HasSubstr(R"("new_day":"2027-01-07")"));
  EXPECT_THAT(rows[1].input, HasSubstr(R"("edition":2,"years":[2027])"));
  EXPECT_EQ(next.service.RecountDeadlines(), 0);
}

TEST_F(ANewCalendar, LeavesReplaysAsTheyWere) {
  const ItemId item = Create(old_);
  Server next(*this, k2027);
  next.service.RecountDeadlines();
  ASSERT_TRUE(next.service.Send(Who("office"), {item, "item.suspend", {}, {}}));
  Advance("2027-01-05T09:00:00+08:00");
  ASSERT_TRUE(next.service.Send(Who("office"), {item, "item.resume", {}, {}}));
  EXPECT_EQ(next.service.Verify(tenant_, item), std::nullopt);
  // Whatever the file of today says.
  Server other(*this, R"({"years": {}})");
  EXPECT_EQ(other.service.Verify(tenant_, item), std::nullopt);
}

TEST_F(ANewCalendar, TakesAnItemOverBeforeItsNextEventWhereItWasMissed) {
  const ItemId item = Create(old_);
  Server next(*this, k2027);
  const auto rev = next.service.Get(Who("lead"), item).value().record.rev;
  ASSERT_TRUE(next.service.Send(Who("lead"), {item, "answer", {}, rev}).has_value());
  const auto rows = History(next, item);
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(rows[1].event, "item.calendar");
  EXPECT_EQ(next.service.Verify(tenant_, item), std::nullopt);
}

TEST_F(ANewCalendar, CountsATimerThatIsPendingBeforeItFires) {
  const ItemId item = Create(old_);
  Advance("2027-01-07T08:00:00+08:00");
  Server next(*this, k2027);
  // The old date is over, the new one is not, and nobody has acted on the old one.
  next.service.RunTimersOnce(100);
  EXPECT_EQ(Due(StateOf(next, item)), "2027-01-08T00:00:00+08:00");
  EXPECT_EQ(History(next, item).size(), 2U);
}

TEST_F(ANewCalendar, IsUsedByAServerThatStartedWithTheOldFile) {
  Create(old_);
  Server next(*this, k2027);
  const ItemId item = Create(next);
  ASSERT_TRUE(old_.service.Send(Who("office"), {item, "item.suspend", {}, {}}));
  EXPECT_EQ(old_.service.Verify(tenant_, item), std::nullopt);
  Server stale(*this, k2026);
  EXPECT_EQ(Due(StateOf(stale, Create(stale))), "2027-01-08T00:00:00+08:00");
  EXPECT_FALSE(StateOf(stale, Create(stale)).provisional);
}

TEST_F(ANewCalendar, ThatHasLostAYearIsRefused) {
  Create(old_);
  Server lost(*this, R"({"years": {"2027": {"off": ["2027-01-01"], "make_up_work": []}}})");
  EXPECT_THROW(lost.service.RecountDeadlines(), Failure);
}

}  // namespace
}  // namespace charter
