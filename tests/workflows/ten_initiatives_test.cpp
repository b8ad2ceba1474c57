// The ten sample initiatives of 2026 live through their year side by side, on every store.
#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "api/calendar_file.h"
#include "api/clock.h"
#include "api/item_ids.h"
#include "engine/data/json.h"
#include "engine/service/service.h"
#include "storage/open_store.h"
#include "tests/support/postgres_database.h"
#include "tests/support/test_server.h"

namespace charter {
namespace {

using nlohmann::json;

const TenantId kTenant("liangzhou");

Timestamp Morning(const std::string& day) { return ParseTimestamp(day + "T10:00:00+08:00").value(); }

// A city with one organisation for each initiative: its lead and the federation that recommends it.
class City {
 public:
  explicit City(const std::string& url)
      : opened_(Open(url)),
        clock_(Morning("2026-01-05")),
        ids_(clock_),
        calendar_(api::ReadCalendar(test::SourcePath("workflows"))),
        service_({opened_->store(), opened_->directory(), clock_, ids_, calendar_}) {
    opened_->directory().PutOrganizations(
        kTenant, {{OrgId("city"), std::nullopt, "municipal_federation", {"市总工会", "City"}, "city/"}});
    for (const char* role : {"office", "expert", "chair", "finance", "administrator"})
      AddPerson(role, "city");
    for (const char* workflow : {"grassroots_initiative", "milestone"}) {
      std::vector<Diagnostic> diagnostics;
      const auto published = service_.Publish(
          As("administrator"), test::ReadSource("workflows/" + std::string(workflow) + ".yaml"), diagnostics);
      EXPECT_TRUE(published) << workflow;
    }
  }

  void AddOrganization(const std::string& org) {
    opened_->directory().PutOrganizations(
        kTenant, {{OrgId(org), OrgId("city"), "county_federation", {org, org}, "city/" + org + "/"}});
    AddPerson("lead", org);
    AddPerson("district", org);
  }

  // The person with the role at the organisation; those of the city hold theirs over all.
  Caller As(const std::string& role, const std::string& org = "city") {
    const PersonId person(role + "_" + org);
    return {kTenant, opened_->directory().FindPerson(kTenant, person).value(),
            opened_->directory().ListGrants(kTenant, person)};
  }

  // Lets time pass; whatever falls due on the way fires at its own time.
  void MoveTo(const std::string& day) {
    ASSERT_TRUE(clock_.MoveTo(Morning(day)));
    while (service_.RunTimersOnce(100) > 0) {
    }
  }

  Service& service() { return service_; }
  Store& store() { return opened_->store(); }

 private:
  static std::unique_ptr<storage::OpenedStore> Open(const std::string& url) {
    storage::OpenOptions options;
    options.migrate = true;
    return storage::OpenStore(url, options);
  }

  void AddPerson(const std::string& role, const std::string& org) {
    const PersonId person(role + "_" + org);
    opened_->directory().PutPerson(kTenant, {person, person.value, OrgId(org)});
    opened_->directory().AddGrant(kTenant, person, {role, OrgId(org), {}});
  }

  std::unique_ptr<storage::OpenedStore> opened_;
  api::SimulatedClock clock_;
  api::ItemIds ids_;
  WorkCalendar calendar_;
  Service service_;
};

// One initiative and the people around it.
class Initiative {
 public:
  Initiative(City& city, json sample) : city_(&city), sample_(std::move(sample)) {
    org_ = "org" + code().substr(code().size() - 3);
    city.AddOrganization(org_);
    CreateCommand command;
    command.workflow = "grassroots_initiative";
    command.org = OrgId(org_);
    json data = sample_;
    data.erase("code");
    data.erase("expected");
    command.data = ParseJson(data.dump()).value();
    const auto created = city.service().Create(city.As("lead", org_), command);
    if (!created) throw std::runtime_error(code() + ": " + created.error().message.en);
    id_ = created->record.id;
    number_ = created->record.number;
  }

  [[nodiscard]] std::string code() const { return sample_["code"]; }
  [[nodiscard]] const std::string& number() const { return number_; }
  [[nodiscard]] const json& expected() const { return sample_["expected"]; }
  [[nodiscard]] std::string path() const { return expected()["path"]; }
  [[nodiscard]] const ItemId& id() const { return id_; }
  [[nodiscard]] const std::vector<ItemId>& milestones() const { return milestones_; }

  void Do(const std::string& role, const std::string& event, const json& input = json::object()) {
    SendTo(id_, role, event, input);
  }

  void OpenMilestones() {
    for (const json& milestone : sample_["milestones"]) {
      CreateCommand command;
      command.workflow = "milestone";
      command.parent = id_;
      command.data = ParseJson(milestone.dump()).value();
      const auto created = city_->service().Create(city_->As("lead", org_), command);
      ASSERT_TRUE(created) << code() << ": " << created.error().message.en;
      milestones_.push_back(created->record.id);
    }
  }

  // Reports the milestones from `first` on with all their evidence, and has them accepted.
  void FinishMilestones(std::size_t first, std::size_t last) {
    for (std::size_t i = first; i < std::min(last, milestones_.size()); ++i) {
      json papers = json::array();
      for (const json& kind : sample_["milestones"][i]["evidence"])
        papers.push_back({{"kind", kind}, {"file", "f-1"}});
      SendTo(milestones_[i], "lead", "report", {{"report", "完成"}, {"papers", papers}});
      SendTo(milestones_[i], "office", "accept", json::object());
    }
  }

  ItemView View() {
    const auto view = city_->service().Get(city_->As("office"), id_);
    if (!view) throw std::runtime_error(code() + ": " + view.error().message.en);
    return *view;
  }
  json Data() { return json::parse(View().data); }
  std::string State() { return View().record.states.front(); }

 private:
  void SendTo(const ItemId& item, const std::string& role, const std::string& event, const json& input) {
    const bool of_the_place = role == "lead" || role == "district";
    SendCommand command;
    command.item = item;
    command.event = event;
    if (!input.empty()) command.input = ParseJson(input.dump()).value();
    const auto sent = city_->service().Send(city_->As(role, of_the_place ? org_ : "city"), command);
    EXPECT_TRUE(sent) << code() << " " << event << ": " << (sent ? "" : sent.error().message.en);
  }

  City* city_;
  json sample_;
  std::string org_;
  ItemId id_;
  std::string number_;
  std::vector<ItemId> milestones_;
};

json FiveTimes(const json& score) { return json::array({score, score, score, score, score}); }

class TenInitiatives : public testing::TestWithParam<std::string> {
 protected:
  std::string Url() {
    if (GetParam() == "memory") return "memory:";
    if (GetParam() == "postgresql") {
      postgres_ = std::make_unique<test::PostgresDatabase>();
      return postgres_->url();
    }
    const std::string file = testing::TempDir() + "ten_initiatives.db";
    for (const char* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(file + suffix);
    return "sqlite:" + file;
  }

  void Each(const std::function<bool(const Initiative&)>& which,
            const std::function<void(Initiative&)>& what) {
    for (Initiative& initiative : all_) {
      if (which(initiative)) what(initiative);
    }
  }

  std::unique_ptr<test::PostgresDatabase> postgres_;
  std::vector<Initiative> all_;
};

TEST_P(TenInitiatives, ReachTheEndsWrittenInTheSampleFile) {
  City city(Url());
  for (const json& sample : json::parse(test::ReadSource("tests/samples/initiatives_2026.json")))
    all_.emplace_back(city, sample);
  ASSERT_EQ(all_.size(), 10U);
  const auto every = [](const Initiative&) { return true; };
  const auto on_path = [](const std::string& path) {
    return [path](const Initiative& i) { return i.path() == path; };
  };
  const auto approved = [](const Initiative& i) { return i.path() != "not_approved"; };
  const auto closes = [](const Initiative& i) { return !i.expected()["closing"].is_null(); };
  const auto wins = [](const Initiative& i) { return !i.expected()["award"].is_null(); };
  const auto ordinary = [](const Initiative& i) {
    return i.path() != "terminated" && i.path() != "not_approved";
  };

  // The year begins: applied for, recommended, checked, scored, decided.
  city.MoveTo("2026-01-13");
  Each(every, [](Initiative& i) { i.Do("lead", "submit"); });
  city.MoveTo("2026-01-16");
  Each(every, [](Initiative& i) { i.Do("district", "recommend", {{"opinion", "建议立项"}}); });
  city.MoveTo("2026-01-22");
  Each(every, [](Initiative& i) {
    i.Do("office", "pass_formal", {{"complete", true}, {"no_duplicate", true}, {"not_barred", true}});
  });
  city.MoveTo("2026-02-05");
  Each(every, [](Initiative& i) {
    i.Do("expert", "record_scores", {{"scores", FiveTimes(i.expected()["initiation"])}});
  });
  city.MoveTo("2026-02-24");
  Each(approved, [](Initiative& i) {
    i.Do("chair", "approve",
         {{"support", i.Data()["support_requested"]}, {"budget_left", 500000}, {"minutes", "m-0224"}});
  });
  Each(on_path("not_approved"), [](Initiative& i) {
    i.Do("chair", "reject", {{"reason", "低于 60 分且与市级项目重复"}, {"minutes", "m-0224"}});
  });

  // The notice ends by itself; the work begins.
  city.MoveTo("2026-03-10");
  Each(approved, [](Initiative& i) {
    EXPECT_EQ(i.State(), "approved") << i.code();
    i.Do("lead", "start", {{"task_letter", "letter-" + i.code()}});
    i.OpenMilestones();
  });
  city.MoveTo("2026-07-14");
  Each(ordinary, [](Initiative& i) {
    i.FinishMilestones(0, 2);
    i.Do("lead", "submit_midterm", {{"report", "midterm-" + i.code()}});
  });
  city.MoveTo("2026-07-31");
  Each([&](const Initiative& i) { return ordinary(i) && i.path() != "midterm_rectified_then_closed"; },
       [](Initiative& i) {
         i.Do("office", "pass_midterm", {{"opinion", "通过"}});
       });
  Each(on_path("midterm_rectified_then_closed"), [](Initiative& i) {
    i.Do("office", "rectify_midterm", {{"opinion", "联合会尚未成立"}});
  });
  Each(on_path("terminated"), [](Initiative& i) { i.Do("office", "call_midterm"); });
  city.MoveTo("2026-08-14");
  Each(on_path("terminated"), [](Initiative& i) {
    i.Do("office", "rectify_midterm", {{"opinion", "未提交中期报告"}});
  });
  city.MoveTo("2026-08-20");
  Each(on_path("midterm_rectified_then_closed"), [](Initiative& i) {
    i.Do("lead", "submit_rectification", {{"report", "rectification"}});
    i.Do("office", "pass_midterm", {{"opinion", "复查通过"}});
  });
  // Nothing was put right within 15 working days: 4 September was the last.
  city.MoveTo("2026-09-07");
  Each(on_path("terminated"), [](Initiative& i) {
    EXPECT_EQ(i.State(), "termination_review");
    i.Do("chair", "terminate", {{"reason", "逾期未整改"}, {"minutes", "m-0907"}, {"justified_spend", 6000}});
  });
  city.MoveTo("2026-09-21");
  Each(on_path("extended"), [](Initiative& i) {
    i.Do("lead", "request_extension", {{"new_end", "2027-03-31"}, {"reason", "招采延误"}});
    i.Do("chair", "grant_extension", {{"minutes", "m-0921"}});
  });

  // The year ends: closed, put right, awarded, promoted.
  city.MoveTo("2026-11-10");
  Each(closes, [](Initiative& i) {
    i.FinishMilestones(2, 4);
    i.Do("lead", "submit_closing", {{"report", "final"}, {"accounts", "accounts"}});
    i.Do("office", "accept_closing");
  });
  city.MoveTo("2026-11-20");
  Each(closes, [](Initiative& i) {
    const bool rectified = i.path() == "closing_rectified_then_closed";
    i.Do("expert", "record_closing_scores",
         {{"scores", FiveTimes(rectified ? json(55.5) : i.expected()["closing"])},
          {"accounts_audited", !rectified}});
  });
  city.MoveTo("2026-12-11");
  Each(on_path("closing_rectified_then_closed"), [](Initiative& i) {
    EXPECT_EQ(i.State(), "closing_rectification");
    i.Do("lead", "submit_closing_rectification", {{"report", "rectification"}});
    i.Do("expert", "record_closing_scores",
         {{"scores", FiveTimes(i.expected()["closing"])}, {"accounts_audited", true}});
  });
  city.MoveTo("2026-12-15");
  Each(wins, [](Initiative& i) {
    i.Do("office", "nominate");
    i.Do("expert", "rank", {{"tier", i.expected()["award"]}});
  });
  city.MoveTo("2026-12-28");
  Each(closes, [](Initiative& i) {
    if (i.expected()["promoted"]) {
      i.Do("chair", "promote", {{"plan", "plan"}});
    } else {
      i.Do("office", "archive");
    }
  });

  const std::map<std::string, std::string> ends{
      {"not_approved", "not_approved"}, {"terminated", "terminated"}, {"extended", "in_progress"}};
  Decimal support;
  Decimal awards;
  for (Initiative& initiative : all_) {
    SCOPED_TRACE(initiative.code());
    const json& expected = initiative.expected();
    const json data = initiative.Data();
    const auto amount = [&](const char* field) {
      return Decimal::Parse(data[field].get<std::string>()).value();
    };
    const auto number = [](const json& value) { return Decimal::Parse(value.dump()).value(); };
    const auto end = ends.find(initiative.path());
    EXPECT_EQ(initiative.State(),
              end != ends.end() ? end->second : (expected["promoted"] ? "promoted" : "archived"));
    EXPECT_EQ(initiative.number(), initiative.code());
    EXPECT_EQ(amount("initiation_score"), number(expected["initiation"]));
    if (closes(initiative)) {
      EXPECT_EQ(amount("closing_score"), number(expected["closing"]));
    }
    EXPECT_EQ(data.value("award_tier", json()), expected["award"]);
    EXPECT_EQ(amount("award_amount"), number(expected["award_amount"]));
    EXPECT_EQ(data["promoted"], expected["promoted"]);
    const Decimal paid =
        Decimal::Add(Decimal::Add(amount("tranche_1"), amount("tranche_2")).value(), amount("tranche_3"))
            .value();
    if (closes(initiative)) {
      EXPECT_EQ(paid, amount("approved_support"));
    }
    if (initiative.path() == "terminated") {
      EXPECT_EQ(paid, Decimal(16000, 0));
      EXPECT_EQ(amount("clawback"), Decimal(10000, 0));
    }
    if (initiative.path() == "extended") {
      EXPECT_EQ(data["end_date"], "2027-03-31");
    }
    support = Decimal::Add(support, amount("approved_support")).value();
    awards = Decimal::Add(awards, amount("award_amount")).value();

    // What is stored is what the history gives, byte for byte.
    std::vector<ItemId> items = initiative.milestones();
    items.push_back(initiative.id());
    for (const ItemId& item : items)
      EXPECT_EQ(city.service().Verify(kTenant, item).value_or("the same"), "the same");
  }
  EXPECT_EQ(support, Decimal(470000, 0));
  EXPECT_EQ(awards, Decimal(430000, 0));
}

INSTANTIATE_TEST_SUITE_P(Stores, TenInitiatives, testing::Values("memory", "sqlite", "postgresql"),
                         [](const auto& store) { return store.param; });

}  // namespace
}  // namespace charter
