#include "engine/service/service.h"

#include <gtest/gtest.h>

#include <atomic>
#include <map>
#include <thread>

#include "api/clock.h"
#include "api/item_ids.h"
#include "engine/data/json.h"
#include "engine/ports/chain.h"
#include "storage/open_store.h"

namespace charter {
namespace {

const char kPlan[] = R"yaml(workflow: plan
version: 1
number: "P-{year}-{seq:2}"
label: data.name
roles: {lead: {title: {zh: 负责人, en: Lead}}, office: {title: {zh: 办公室, en: Office}}}
create: {by: lead}
life_cycle: {suspend: {by: office}, resume: {by: office}, cancel: {by: office}}
data:
  name: {type: string, required: true}
  phone: {type: string, read: [office]}
  divisor: {type: integer, default: 1}
  quotient: {type: integer}
initial: open
states:
  open:
    invoke: [{id: steps, type: children, workflow: step, by: lead}]
    after:
      5 workdays: {target: late, actions: [{assign: {quotient: 100 / data.divisor}}]}
    on:
      note: {by: [lead, office], actions: [{log: "'noted by ' + actor.id"}]}
      finish: {target: done, by: office, guard: "children.size() > 0 && children.all(c, c.ended)"}
      zero: {by: lead, actions: [{assign: {divisor: "0"}}]}
  late: {on: {finish: {target: done, by: office}}}
  done: {type: final, entry: [{send: {event: item.cancel, to: children}}]}
)yaml";

const char kStep[] = R"yaml(workflow: step
version: 1
roles: {lead: {}, office: {}}
initial: doing
states:
  doing: {on: {report: {target: reported, by: lead}}}
  reported: {type: final, output: "{'ok': true}"}
)yaml";

// Its first state divides: by nothing, it is refused.
const char kShare[] = R"yaml(workflow: share
version: 1
number: "S-{year}-{seq}"
roles: {lead: {}}
create: {by: lead}
data: {divisor: {type: integer, required: true}, quotient: {type: integer}}
initial: open
states:
  open:
    entry: [{assign: {quotient: 100 / data.divisor}}]
    on: {end: {target: ended, by: lead}}
  ended: {type: final}
)yaml";

//  city/ - taihu/ - mill/
//        - donglin/
class AService : public testing::Test {
 protected:
  AService()
      : opened_(storage::OpenStore("memory:")),
        calendar_(WorkCalendar::Parse(R"({"years": {"2026": {"off": ["2026-01-01"], "make_up_work": []}}})")
                      .value()),
        clock_(ParseTimestamp("2026-01-05T09:00:00+08:00").value()),
        ids_(clock_),
        service_(Ports{opened_->store(), opened_->directory(), clock_, ids_, calendar_}) {
    opened_->directory().PutOrganizations(
        tenant_, {Org("city", "", "city/"), Org("taihu", "city", "city/taihu/"),
                  Org("mill", "taihu", "city/taihu/mill/"), Org("donglin", "city", "city/donglin/")});
    std::vector<Diagnostic> diagnostics;
    for (const char* yaml : {kPlan, kStep}) {
      EXPECT_TRUE(service_.Publish(Who("administrator", "city"), yaml, diagnostics));
      for (const auto& diagnostic : diagnostics) {
        if (diagnostic.severity == Severity::kError) ADD_FAILURE() << Format(diagnostic, "test.yaml");
      }
    }
  }

  static Organization Org(const std::string& id, const std::string& parent, const std::string& path) {
    Organization org;
    org.id = OrgId(id);
    if (!parent.empty()) org.parent = OrgId(parent);
    org.kind = "federation";
    org.name = {id, id};
    org.path = path;
    return org;
  }

  Caller Who(const std::string& role, const std::string& org) {
    const auto place = opened_->directory().FindOrganization(tenant_, OrgId(org));
    return {tenant_, {PersonId(role + "_" + org), role, OrgId(org)}, {{role, OrgId(org), place->path}}};
  }

  ItemView Create(const std::string& workflow, const std::string& data, std::optional<ItemId> parent = {},
                  const std::string& org = "mill") {
    CreateCommand command;
    command.workflow = workflow;
    command.data = ParseJson(data).value();
    command.parent = std::move(parent);
    auto created = service_.Create(Who("lead", org), command);
    EXPECT_TRUE(created.has_value()) << created.error().message.en;
    return std::move(*created);
  }

  Outcome<ItemView> Send(const Caller& caller, const ItemId& item, const std::string& event,
                         std::optional<std::int64_t> rev = {}) {
    return service_.Send(caller, {item, event, Value(), rev});
  }
  Code Refused(const Caller& caller, const ItemId& item, const std::string& event,
               std::optional<std::int64_t> rev = {}) {
    const auto sent = Send(caller, item, event, rev);
    EXPECT_FALSE(sent.has_value());
    return sent ? Code::internal_error : sent.error().code;
  }
  ItemRecord Stored(const ItemId& item) { return *opened_->store().FindItem(tenant_, item); }
  void Advance(const std::string& to) { ASSERT_TRUE(clock_.MoveTo(ParseTimestamp(to).value())); }

  TenantId tenant_{"city"};
  std::unique_ptr<storage::OpenedStore> opened_;
  WorkCalendar calendar_;
  api::SimulatedClock clock_;
  api::ItemIds ids_;
  Service service_;
};

TEST_F(AService, NumbersNothingThatItRefusesToCreate) {
  std::vector<Diagnostic> diagnostics;
  ASSERT_TRUE(service_.Publish(Who("administrator", "city"), kShare, diagnostics));
  CreateCommand command;
  command.workflow = "share";
  command.data = ParseJson(R"({"divisor": 0})").value();
  const auto refused = service_.Create(Who("lead", "mill"), command);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, Code::action_failed);
  EXPECT_EQ(Create("share", R"({"divisor": 4})").record.number, "S-2026-1");
}

TEST_F(AService, NumbersItemsPerYearAndCallsThemByTheirLabel) {
  EXPECT_EQ(Create("plan", R"({"name": "一"})").record.number, "P-2026-01");
  const auto second = Create("plan", R"({"name": "二"})");
  EXPECT_EQ(second.record.number, "P-2026-02");
  EXPECT_EQ(second.record.title, "二");
  EXPECT_EQ(second.record.org_path, "city/taihu/mill/");
}

// Whoever it is copied to reads what anybody with a role reads, and does nothing.
TEST_F(AService, ShowsAnItemToThoseWhomItIsCopiedTo) {
  std::vector<Diagnostic> diagnostics;
  ASSERT_TRUE(service_.Publish(Who("administrator", "city"), R"yaml(workflow: told
version: 1
roles: {lead: {}}
create: {by: lead}
data:
  who: {type: person, required: true}
  phone: {type: string, read: [lead]}
initial: open
states:
  open: {entry: [{copy: {to: data.who}}], on: {finish: {target: done, by: lead}}}
  done: {type: final}
)yaml",
                               diagnostics));
  const Caller elsewhere = Who("lead", "donglin");
  const auto copied = Create("told", R"({"who": "lead_donglin", "phone": "1"})").record.id;
  const auto other = Create("told", R"({"who": "somebody", "phone": "1"})").record.id;
  const auto view = service_.Get(elsewhere, copied);
  ASSERT_TRUE(view.has_value());
  EXPECT_EQ(view->data, R"({"who":"lead_donglin"})");
  ASSERT_EQ(view->copied.size(), 1U);
  EXPECT_EQ(view->copied.front().person.value, "lead_donglin");
  EXPECT_TRUE(service_.History(elsewhere, copied, 0, 10).has_value());
  EXPECT_EQ(Refused(elsewhere, copied, "finish"), Code::wrong_role);
  EXPECT_FALSE(service_.Get(elsewhere, other).has_value());
  EXPECT_EQ(Refused(elsewhere, other, "finish"), Code::item_not_found);
}

TEST_F(AService, LeavesNoGapInTheNumbersForAMistake) {
  CreateCommand command;
  command.workflow = "plan";
  command.data = ParseJson(R"({"nam": "一"})").value();
  const auto refused = service_.Create(Who("lead", "mill"), command);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::data_invalid);
  EXPECT_EQ(Create("plan", R"({"name": "一"})").record.number, "P-2026-01");
}

TEST_F(AService, ShowsAnItemOnlyToThoseWhoHoldARoleAboveIt) {
  const auto item = Create("plan", R"({"name": "一"})").record.id;
  EXPECT_TRUE(service_.Get(Who("office", "taihu"), item));
  EXPECT_TRUE(service_.Get(Who("auditor", "city"), item));
  const auto hidden = service_.Get(Who("office", "donglin"), item);
  ASSERT_FALSE(hidden);
  EXPECT_EQ(hidden.error().code, Code::item_not_found);
  EXPECT_EQ(Refused(Who("office", "donglin"), item, "note"), Code::item_not_found);
  EXPECT_EQ(service_.List(Who("office", "donglin"), {}).rows.size(), 0U);
  EXPECT_EQ(service_.List(Who("office", "city"), {}).rows.size(), 1U);
}

TEST_F(AService, KeepsAFieldFromThoseWhoMayNotReadIt) {
  const auto item = Create("plan", R"({"name": "一", "phone": "13800000000"})").record.id;
  EXPECT_EQ(service_.Get(Who("lead", "mill"), item)->data.find("138"), std::string::npos);
  EXPECT_NE(service_.Get(Who("office", "taihu"), item)->data.find("138"), std::string::npos);
  const auto history = [&](const Caller& caller) {
    return service_.History(caller, item, 0, 10)->rows.at(0).input;
  };
  EXPECT_EQ(history(Who("lead", "mill")), "");
  EXPECT_NE(history(Who("auditor", "city")).find("138"), std::string::npos);
}

TEST_F(AService, RefusesAStaleRevisionAndChangesNothing) {
  const auto item = Create("plan", R"({"name": "一"})").record.id;
  ASSERT_TRUE(Send(Who("lead", "mill"), item, "note", 1));
  const auto before = Stored(item).snapshot;
  EXPECT_EQ(Refused(Who("office", "taihu"), item, "note", 1), Code::stale_revision);
  EXPECT_EQ(Stored(item).snapshot, before);
  EXPECT_EQ(Stored(item).rev, 2);
}

TEST_F(AService, LetsEveryOneOfManyWritersInWithoutARevisionOfTheirOwn) {
  const auto item = Create("plan", R"({"name": "一"})").record.id;
  std::vector<std::thread> writers;
  for (int writer = 0; writer < 4; ++writer) {
    writers.emplace_back([&] {
      for (int i = 0; i < 5; ++i) EXPECT_TRUE(Send(Who("lead", "mill"), item, "note"));
    });
  }
  for (auto& writer : writers) writer.join();
  EXPECT_EQ(Stored(item).rev, 21);
  EXPECT_EQ(service_.Verify(tenant_, item), std::nullopt);
}

TEST_F(AService, CreatesChildrenOnlyUnderAParentThatIsOpenForThem) {
  const auto plan = Create("plan", R"({"name": "一"})").record.id;
  CreateCommand command;
  command.workflow = "step";
  const auto alone = service_.Create(Who("lead", "mill"), command);
  ASSERT_FALSE(alone);
  EXPECT_EQ(alone.error().code, Code::not_permitted);
  command.parent = plan;
  const auto office = service_.Create(Who("office", "taihu"), command);
  ASSERT_FALSE(office);
  EXPECT_EQ(office.error().code, Code::not_permitted);
  Create("step", "{}", plan);
  command.workflow = "plan";
  command.data = ParseJson(R"({"name": "x"})").value();
  const auto other = service_.Create(Who("lead", "mill"), command);
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().code, Code::parent_not_open);
}

TEST_F(AService, TakesAChildFromBelowAParentThatItsCreatorCannotSee) {
  const auto plan = Create("plan", R"({"name": "一"})", std::nullopt, "city").record.id;
  CreateCommand command;
  command.workflow = "step";
  command.parent = plan;
  const auto lead = Who("lead", "mill");
  const auto hidden = service_.Get(lead, plan);
  ASSERT_FALSE(hidden);
  EXPECT_EQ(hidden.error().code, Code::item_not_found);
  const auto child = service_.Create(lead, command);
  ASSERT_TRUE(child.has_value()) << child.error().message.en;
  EXPECT_EQ(child->record.org, OrgId("mill"));
  const auto other = service_.Create(Who("office", "mill"), command);
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().code, Code::item_not_found);
  const auto low = Create("plan", R"({"name": "二"})").record.id;
  command.parent = low;
  const auto beside = service_.Create(Who("lead", "donglin"), command);
  ASSERT_FALSE(beside);
  EXPECT_EQ(beside.error().code, Code::item_not_found);
}

TEST_F(AService, TellsTheParentOfItsChildrenInTheSameTransaction) {
  const auto plan = Create("plan", R"({"name": "一"})").record.id;
  EXPECT_EQ(Refused(Who("office", "taihu"), plan, "finish"), Code::guard_not_met);
  const auto one = Create("step", "{}", plan).record.id;
  const auto two = Create("step", "{}", plan).record.id;
  ASSERT_TRUE(Send(Who("lead", "mill"), one, "report"));
  EXPECT_EQ(Refused(Who("office", "taihu"), plan, "finish"), Code::guard_not_met);
  ASSERT_TRUE(Send(Who("lead", "mill"), two, "report"));
  EXPECT_EQ(Stored(plan).rev, 5);  // created, two births, two ends
  ASSERT_TRUE(Send(Who("office", "taihu"), plan, "finish"));
  for (const auto& item : {plan, one, two}) EXPECT_EQ(service_.Verify(tenant_, item), std::nullopt);
}

TEST_F(AService, EndsTheChildrenWithTheParent) {
  const auto plan = Create("plan", R"({"name": "一"})").record.id;
  const auto step = Create("step", "{}", plan).record.id;
  Advance("2026-01-13T00:00:00+08:00");
  EXPECT_EQ(service_.RunTimersOnce(10), 1);
  ASSERT_TRUE(Send(Who("office", "taihu"), plan, "finish"));
  EXPECT_EQ(Stored(step).status, "ended");
  for (const auto& item : {plan, step}) EXPECT_EQ(service_.Verify(tenant_, item), std::nullopt);
}

TEST_F(AService, FiresATimerOnceAtItsOwnTimeThoughTheServerWasAsleep) {
  const auto plan = Create("plan", R"({"name": "一"})").record.id;
  Advance("2026-02-02T10:00:00+08:00");
  EXPECT_EQ(service_.RunTimersOnce(10), 1);
  EXPECT_EQ(service_.RunTimersOnce(10), 0);
  EXPECT_EQ(Stored(plan).states, std::vector<std::string>{"late"});
  EXPECT_EQ(ToShanghaiString(Stored(plan).updated_at), "2026-01-13T00:00:00+08:00");
}

TEST_F(AService, CountsADeadlineThatIsOverBeforeAnEventThatComesTooLate) {
  const auto plan = Create("plan", R"({"name": "一"})").record.id;
  Advance("2026-01-13T00:00:00+08:00");  // the loop has not come round yet
  EXPECT_EQ(Refused(Who("lead", "mill"), plan, "note"), Code::event_not_available);
  EXPECT_EQ(Stored(plan).states, std::vector<std::string>{"late"});
  EXPECT_EQ(service_.RunTimersOnce(10), 0);
}

TEST_F(AService, FiresATimerOnceAmongManyServers) {
  for (int i = 0; i < 10; ++i) Create("plan", R"({"name": "一"})");
  Advance("2026-02-02T10:00:00+08:00");
  std::atomic<int> fired = 0;
  std::vector<std::thread> servers;
  for (int i = 0; i < 4; ++i) {
    servers.emplace_back([&] {
      Service other(Ports{opened_->store(), opened_->directory(), clock_, ids_, calendar_});
      fired += other.RunTimersOnce(100);
    });
  }
  for (auto& server : servers) server.join();
  EXPECT_EQ(fired, 10);
  for (const auto& record : service_.List(Who("auditor", "city"), {}).rows) EXPECT_EQ(record.rev, 2);
}

TEST_F(AService, FaultsAnItemWhoseTimerCannotBeCarriedOutAndLetsTheOfficeResumeIt) {
  const auto plan = Create("plan", R"({"name": "一"})").record.id;
  ASSERT_TRUE(Send(Who("lead", "mill"), plan, "zero"));
  Advance("2026-02-02T10:00:00+08:00");
  EXPECT_EQ(service_.RunTimersOnce(10), 1);
  EXPECT_EQ(Stored(plan).status, "faulted");
  EXPECT_EQ(service_.RunTimersOnce(10), 0);
  EXPECT_EQ(Refused(Who("lead", "mill"), plan, "note"), Code::item_faulted);
  EXPECT_EQ(service_.Verify(tenant_, plan), std::nullopt);
  ASSERT_TRUE(Send(Who("office", "taihu"), plan, "item.resume"));
  EXPECT_EQ(Stored(plan).status, "active");
  EXPECT_EQ(service_.Verify(tenant_, plan), std::nullopt);
}

TEST_F(AService, NoticesASnapshotThatItsHistoryDoesNotGive) {
  const auto plan = Create("plan", R"({"name": "一"})").record.id;
  ItemWrite forged;
  forged.item = Stored(plan);
  forged.before.item = forged.item;
  forged.expected_rev = 1;
  forged.item.rev = 2;
  const auto at = forged.item.snapshot.find("一");
  forged.item.snapshot.replace(at, std::string("一").size(), "二");
  HistoryRecord row;
  row.rev = 2;
  row.at = forged.item.updated_at;
  row.recorded_at = row.at;
  row.event = "note";
  row.source = "system";
  row.detail = "{}";
  row.from = forged.item.states;
  row.to = forged.item.states;
  forged.history.push_back(row);
  Chain(tenant_, forged.item, forged.history);
  ASSERT_EQ(opened_->store().Commit(tenant_, std::span(&forged, 1)), std::nullopt);
  const auto difference = service_.Verify(tenant_, plan);
  ASSERT_TRUE(difference.has_value());
  EXPECT_NE(difference->find("differs from its history"), std::string::npos) << *difference;
}

TEST_F(AService, TellsACallerWhatHeMayDoAndWhyNotOtherwise) {
  const auto plan = Create("plan", R"({"name": "一"})").record.id;
  const auto view = service_.Get(Who("lead", "mill"), plan);
  ASSERT_TRUE(view);
  std::map<std::string, bool> allowed;
  for (const auto& event : view->events) allowed[event.event] = event.allowed;
  EXPECT_EQ(allowed, (std::map<std::string, bool>{{"finish", false},
                                                  {"note", true},
                                                  {"zero", true},
                                                  {"item.suspend", false},
                                                  {"item.cancel", false}}));
  for (const auto& event : view->events) {
    if (event.event == "finish") {
      EXPECT_EQ(event.reasons.at(0).code, Code::wrong_role);
    }
  }
  const auto office = service_.Get(Who("office", "taihu"), plan);
  for (const auto& event : office->events) {
    if (event.event == "finish") {
      EXPECT_EQ(event.reasons.at(0).code, Code::guard_not_met);
    }
  }
}

TEST_F(AService, NeverChangesAPublishedVersion) {
  std::vector<Diagnostic> diagnostics;
  const auto again = service_.Publish(Who("administrator", "city"), kPlan, diagnostics);
  ASSERT_TRUE(again);
  EXPECT_FALSE(again->created);
  const auto other =
      service_.Publish(Who("administrator", "city"), std::string(kPlan) + "# changed\n", diagnostics);
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().code, Code::version_exists);
  const auto lead = service_.Publish(Who("lead", "mill"), kPlan, diagnostics);
  ASSERT_FALSE(lead);
  EXPECT_EQ(lead.error().code, Code::not_permitted);
}

}  // namespace
}  // namespace charter
