// Items that an action makes under its own item, and what a parent is told of them.
#include <gtest/gtest.h>

#include "api/clock.h"
#include "api/item_ids.h"
#include "engine/data/json.h"
#include "engine/service/service.h"
#include "storage/open_store.h"

namespace charter {
namespace {

const char kRound[] = R"yaml(workflow: round
version: 1
roles: {office: {}}
create: {by: office}
data:
  parts: {type: array, default: [], items: {type: object, properties: {name: {type: string, required: true}, org: {type: organization}}}}
  changes: {type: integer, readOnly: true, default: 0}
initial: planned
states:
  planned:
    on:
      begin:
        target: running
        by: office
        actions:
          - create: {workflow: part, each: data.parts, org: "has(each.org) ? each.org : item.org", data: {name: each.name, share: decimal('2.5')}}
    after: {5 workdays: {target: running, actions: [{create: {workflow: part, data: {name: "'late'"}}}]}}
  running:
    on:
      child.changed: {actions: [{assign: {changes: data.changes + 1}}]}
      settle:
        by: office
        guard: children.all(c, has(c.data.score))
        actions:
          - send: {event: award, each: "children.filter(c, c.data.score >= 80)", to: each.id, data: {rank: "1 + children.filter(c, c.data.score > each.data.score).size()"}}
      lost: {by: office, actions: [{create: {workflow: no_such_part}}]}
      close: {target: closed, by: office}
  closed: {type: final}
)yaml";

const char kPart[] = R"yaml(workflow: part
version: 1
number: "T-{year}-{seq}"
roles: {lead: {}}
report: [score, share]
data:
  name: {type: string, minLength: 2, required: true}
  share: {type: decimal}
  score: {type: decimal}
  rank: {type: integer}
  secret: {type: string, read: [lead]}
initial: open
states:
  open:
    on:
      mark: {by: lead, input: {score: {type: decimal, required: true}}, actions: [{assign: {score: input.score}}]}
      whisper: {by: lead, actions: [{assign: {secret: "'x'"}}]}
      award: {target: awarded, actions: [{assign: {rank: event.data.rank}}]}
  awarded: {type: final}
)yaml";

class MadeChildren : public testing::Test {
 protected:
  MadeChildren()
      : opened_(storage::OpenStore("memory:")),
        clock_(ParseTimestamp("2026-01-05T09:00:00+08:00").value()),
        ids_(clock_),
        service_(Ports{opened_->store(), opened_->directory(), clock_, ids_, calendar_}) {
    opened_->directory().PutOrganizations(
        tenant_,
        {Org("city", "", "city/"), Org("taihu", "city", "city/taihu/"), Org("elsewhere", "", "elsewhere/")});
    std::vector<Diagnostic> diagnostics;
    for (const char* yaml : {kRound, kPart}) {
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

  ItemId NewRound(const std::string& parts) {
    CreateCommand command;
    command.workflow = "round";
    command.data = ParseJson(R"({"parts": )" + parts + "}").value();
    auto created = service_.Create(Who("office", "city"), command);
    EXPECT_TRUE(created.has_value()) << created.error().message.en;
    return created->record.id;
  }
  Outcome<ItemView> Send(const std::string& role, const ItemId& item, const std::string& event,
                         const std::string& input = "{}") {
    return service_.Send(Who(role, "city"), {item, event, ParseJson(input).value(), {}});
  }
  void MustSend(const std::string& role, const ItemId& item, const std::string& event,
                const std::string& input = "{}") {
    const auto sent = Send(role, item, event, input);
    ASSERT_TRUE(sent.has_value()) << sent.error().message.en;
  }
  // In the order in which they were made.
  std::vector<ItemRecord> Parts() {
    ItemQuery query;
    query.workflow = "part";
    query.limit = 100;
    auto rows = service_.List(Who("lead", "city"), query).rows;
    std::reverse(rows.begin(), rows.end());
    return rows;
  }
  ItemRecord Stored(const ItemId& item) { return *opened_->store().FindItem(tenant_, item); }
  std::string Data(const ItemId& item) { return service_.Get(Who("auditor", "city"), item)->data; }
  void ExpectReplays(const ItemId& round) {
    EXPECT_EQ(service_.Verify(tenant_, round), std::nullopt);
    for (const auto& part : Parts()) EXPECT_EQ(service_.Verify(tenant_, part.id), std::nullopt);
  }

  TenantId tenant_{"city"};
  std::unique_ptr<storage::OpenedStore> opened_;
  WorkCalendar calendar_;
  api::SimulatedClock clock_;
  api::ItemIds ids_;
  Service service_;
};

TEST_F(MadeChildren, AreMadeOnePerElementWithTheirFieldsNumbersAndPlaces) {
  const auto round = NewRound(R"([{"name": "one"}, {"name": "two", "org": "taihu"}])");
  MustSend("office", round, "begin");
  const auto parts = Parts();
  ASSERT_EQ(parts.size(), 2U);
  EXPECT_EQ(parts[0].number, "T-2026-1");
  EXPECT_EQ(parts[0].parent, round);
  EXPECT_EQ(parts[0].created_by, PersonId("office_city"));
  EXPECT_EQ(parts[0].org, OrgId("city"));
  EXPECT_EQ(parts[1].org_path, "city/taihu/");
  EXPECT_EQ(Data(parts[1].id), R"({"name":"two","share":"2.5"})");
  EXPECT_EQ(Stored(round).rev, 4);  // made, begun, told of two
  ExpectReplays(round);
}

TEST_F(MadeChildren, RefuseTheWholeEventWithTheirOwnMistakes) {
  const auto round = NewRound(R"([{"name": "one"}, {"name": "x"}])");
  const auto before = Stored(round).snapshot;
  const auto refused = Send("office", round, "begin");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::data_invalid);
  ASSERT_EQ(refused.error().fields.size(), 1U);
  EXPECT_EQ(refused.error().fields[0].pointer, "/name");
  EXPECT_EQ(Stored(round).snapshot, before);
  EXPECT_TRUE(Parts().empty());
}

TEST_F(MadeChildren, LieAtOrBelowTheirParent) {
  const auto round = NewRound(R"([{"name": "one", "org": "elsewhere"}])");
  const auto refused = Send("office", round, "begin");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::organization_not_found);
}

TEST_F(MadeChildren, AreOfAWorkflowThatIsPublished) {
  const auto round = NewRound("[]");
  MustSend("office", round, "begin");
  const auto refused = Send("office", round, "lost");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::workflow_not_found);
}

TEST_F(MadeChildren, OfAClockAreMadeByWhoMadeTheParent) {
  const auto round = NewRound("[]");
  ASSERT_TRUE(clock_.MoveTo(ParseTimestamp("2026-01-20T09:00:00+08:00").value()));
  EXPECT_EQ(service_.RunTimersOnce(10), 1);
  const auto parts = Parts();
  ASSERT_EQ(parts.size(), 1U);
  EXPECT_EQ(parts[0].created_by, PersonId("office_city"));
  EXPECT_EQ(Stored(round).states, std::vector<std::string>{"running"});
  ExpectReplays(round);
}

TEST_F(MadeChildren, TellWhatTheyReportAndNothingElse) {
  const auto round = NewRound(R"([{"name": "one"}])");
  MustSend("office", round, "begin");
  const auto part = Parts()[0].id;
  const auto rev = Stored(round).rev;
  MustSend("lead", part, "whisper");
  EXPECT_EQ(Stored(round).rev, rev);
  MustSend("lead", part, "mark", R"({"score": 81.75})");
  EXPECT_EQ(Stored(round).rev, rev + 1);
  EXPECT_NE(Stored(round).snapshot.find(R"("data":{"score":81.75,"share":2.5})"), std::string::npos)
      << Stored(round).snapshot;
  MustSend("lead", part, "mark", R"({"score": 81.75})");
  EXPECT_EQ(Stored(round).rev, rev + 1);
  EXPECT_EQ(Stored(round).snapshot.find("secret"), std::string::npos);
  ExpectReplays(round);
}

TEST_F(MadeChildren, AreEachSentWhatIsTheirs) {
  const auto round = NewRound(R"([{"name": "one"}, {"name": "two"}, {"name": "three"}])");
  MustSend("office", round, "begin");
  const auto parts = Parts();
  EXPECT_EQ(Send("office", round, "settle").error().code, Code::guard_not_met);
  MustSend("lead", parts[0].id, "mark", R"({"score": 85})");
  MustSend("lead", parts[1].id, "mark", R"({"score": 79.99})");
  MustSend("lead", parts[2].id, "mark", R"({"score": 92.5})");
  MustSend("office", round, "settle");
  EXPECT_NE(Data(parts[0].id).find(R"("rank":2)"), std::string::npos);
  EXPECT_NE(Data(parts[2].id).find(R"("rank":1)"), std::string::npos);
  EXPECT_EQ(Stored(parts[1].id).states, std::vector<std::string>{"open"});
  ExpectReplays(round);
}

}  // namespace
}  // namespace charter
