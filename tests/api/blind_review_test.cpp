// A blind review over HTTP on both databases: every address of the API answers the same, byte for byte, to
// those who may not know, whatever reviewers do.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <regex>
#include <set>

#include "api/conventions.h"
#include "tests/api/any_store.h"
#include "tests/support/test_server.h"

namespace charter::test {
namespace {

using nlohmann::json;

constexpr const char* kRound = R"yaml(workflow: round
version: 1
title: {zh: 评选, en: Round}
roles:
  office: {title: {zh: 主管部门, en: Office}}
  lead: {title: {zh: 项目负责人, en: Project lead}}
create: {by: office}
states:
  open:
    title: {zh: 申报, en: Open}
    invoke: {id: projects, type: children, workflow: project, by: lead}
    on: {close: {target: closed, by: office, title: {zh: 结束, en: Close}}}
  closed: {type: final, title: {zh: 已结束, en: Closed}}
)yaml";

constexpr const char* kProject = R"yaml(workflow: project
version: 1
title: {zh: 项目, en: Project}
label: data.name + string(now)
roles:
  lead: {title: {zh: 项目负责人, en: Project lead}}
  office: {title: {zh: 主管部门, en: Office}}
  expert: {title: {zh: 评审专家, en: Expert}}
create: {by: lead}
life_cycle: {suspend: {by: office}, resume: {by: office}, urge: {by: [lead, expert]}, copy: {by: [lead, expert]}}
data:
  name: {type: string, required: true, title: {zh: 名称, en: Name}}
sheets:
  initiation:
    title: {zh: 立项评分表, en: Initiation sheet}
    criteria:
      - {id: need, max: 60, title: {zh: 必要性, en: Need}}
      - {id: benefit, max: 40, title: {zh: 效益, en: Benefit}}
states:
  scoring:
    title: {zh: 评审, en: Scoring}
    due: {within: 20 workdays}
    on:
      withdraw: {target: ended, by: lead, guard: item.rev < 100, title: {zh: 撤回, en: Withdraw}}
    invoke:
      - {id: experts, type: review, sheet: initiation, reviewers: {role: expert, min: 2}, by: office,
         aggregate: mean, done: [{guard: results.experts.score >= 50, target: passed}, {target: ended}]}
  passed: {type: final, title: {zh: 通过, en: Passed}}
  ended: {type: final, title: {zh: 结束, en: Ended}}
)yaml";

json Scores(const char* need, const char* benefit) {
  return {{"scores", {{"need", need}, {"benefit", benefit}}}, {"comment", "意见"}};
}

std::string Print(const std::string& what, const Reply& reply) {
  std::string text = what + " -> " + std::to_string(reply.status) + "\n";
  for (const auto& [name, value] : reply.headers.all()) {
    if (name != "Date") text += name + ": " + value + "\n";
  }
  return text + reply.body + "\n";
}

class ABlindReview : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    server_.PublishText(kProject);
    server_.PublishText(kRound);
    for (const char* id : {"a", "b", "c", "d", "e", "idle"}) Join(id, "city", {"expert"});
    Join("boss", "taihu", {"office"});
    Join("lead", "mill", {"lead"});
    Join("own", "mill", {"expert"});          // of the item's own organisation
    Join("kin", "mill", {"office", "lead"});  // as an organiser, too
    Join("auditor", "city", {"auditor"});
    begin_ = json::parse(Of("boss").Get("/v1/changes").body)["next"].get<std::string>();
    round_ = Of("boss").Create("round", json::object());
    item_ = Of("lead").Create("project", {{"name", "夜校"}}, {{"parent", round_}});
    Of("lead").Create("project", {{"name", "食堂"}}, {{"parent", round_}});
    server_.Advance("PT1H");
    Send("boss", "experts.assign", {{"people", {"a", "b", "c"}}});
    server_.Advance("PT1H");
  }

  void Join(const std::string& id, const std::string& org, const std::vector<std::string>& roles) {
    people_.emplace(id, server_.Person(id, org, roles));
  }
  Session& Of(const std::string& id) { return people_.at(id); }
  void Send(const std::string& who, const std::string& event, const json& input) {
    const Reply reply = Of(who).SendEvent(item_, event, input);
    ASSERT_EQ(reply.status, 200) << who << " " << event << " " << reply.body;
  }

  // What may stand in the place of a {name} in an address.
  std::vector<std::string> Values(const std::string& path, const std::string& name) {
    if (name == "id" && path.starts_with("/v1/items")) return {item_, round_, "nothing"};
    if (name == "id" && path.starts_with("/v1/workflows")) return {"project"};
    if (name == "id" && path.starts_with("/v1/budgets")) return {"nothing"};
    if (name == "id" && path.starts_with("/v1/outbox")) return {"nothing"};
    if (name == "id" && path.starts_with("/v1/me/")) return {"nothing"};
    if (name == "id" && path.starts_with("/v1/organizations")) return {"mill"};
    if (name == "id" && path.starts_with("/v1/presets")) return {"zhejiang"};
    if (name == "year") return {"2026"};
    if (name == "activity") return {"experts", "review", "notice"};
    if (name == "id" && path.starts_with("/v1/uploads")) return {"nothing"};
    if (path.starts_with("/v1/webhooks") || name == "delivery") return {"nothing"};
    if (name == "part") return {"1"};
    if (name == "sha256") return {std::string(64, '0')};
    if (name == "id" && path.starts_with("/v1/people")) return {"a", "lead", "nothing"};
    if (name == "name" && path.starts_with("/fields")) return {"name", "nothing"};
    if (name == "report") return {"experts", "review", "notice"};
    if (name == "name") return {"not-assigned", "in-conflict"};
    ADD_FAILURE() << "this test does not know what to ask for {" << name << "} in " << path;
    return {};
  }

  std::vector<std::string> Addresses(const std::string& path) {
    const auto open = path.find('{');
    if (open == std::string::npos) return {path};
    const auto close = path.find('}', open);
    std::vector<std::string> addresses;
    for (const auto& value : Values(path, path.substr(open + 1, close - open - 1))) {
      for (const auto& rest : Addresses(path.substr(close + 1)))
        addresses.push_back(path.substr(0, open) + value + rest);
    }
    return addresses;
  }

  std::vector<std::string> Queries(const api::Route& route) {
    const std::map<std::string, std::vector<std::string>> known{{"after", {begin_ + "&limit=1", begin_}},
                                                                {"workflow", {"project"}},
                                                                {"state", {"scoring"}},
                                                                {"status", {"active", "ended"}},
                                                                {"org", {"mill"}},
                                                                {"limit", {"1", "100"}},
                                                                {"cursor", {}},
                                                                {"q", {"夜校", "夜"}},
                                                                {"overdue", {"true"}},
                                                                {"version", {"1"}},
                                                                {"format", {"csv", "html"}},
                                                                {"lang", {"en"}},
                                                                {"from", {"1"}},
                                                                {"to", {"1"}},
                                                                {"term", {"1"}},
                                                                {"before", {"true"}},
                                                                {"dead", {"true"}},
                                                                {"role", {"expert"}},
                                                                {"side", {"given", "received"}}};
    // The record of what one was refused grows by this test's own asking.
    if (route.path == "/v1/me/data") return {"?cursor=items:"};
    std::vector<std::string> queries{""};
    for (const Field& field : route.query) {
      const std::string& name = field.name;
      if (name == "dry_run") continue;  // of writes
      if (name == "item") {
        queries.push_back("?item=" + item_);
      } else if (name == "parent") {
        queries.push_back("?parent=" + round_);
      } else if (name == api::kFieldsParameter) {
        queries.push_back("?fields=" + std::string(field.schema.items->enumeration.back().AsString()));
      } else if (!known.contains(name)) {
        ADD_FAILURE() << "this test does not know the parameter " << name << " of " << route.path;
      } else {
        for (const auto& value : known.at(name)) queries.push_back("?" + name + "=" + value);
      }
    }
    return queries;
  }

  // Reads an address, and all pages after it.
  std::string Read(Session& who, std::string target) {
    std::string text;
    for (int page = 0; page < 50 && !target.empty(); ++page) {
      const Reply reply = who.Get(target);
      std::string answer = Print("GET " + target, reply);
      if (target.starts_with("/v1/changes")) {
        // Where to go on is another text each time, and always there.
        return text + std::regex_replace(answer, std::regex("[-_A-Za-z0-9]{64}"), "CURSOR");
      }
      text += answer;
      const std::string link = reply.Header("Link");
      target = link.empty() ? "" : link.substr(1, link.find('>') - 1);
    }
    return text;
  }

  // Every event that is refused, in every way; what would be allowed, as of a revision that is past.
  std::string Refusals(Session& who, const std::string& item) {
    std::set<std::string> allowed;
    std::set<std::string> events{"withdraw",     "close",           "item.urge",      "item.copy",
                                 "item.suspend", "item.cancel",     "nothing",        "done.invoke.experts",
                                 "item.timer",   "experts.nothing", "child.changed",  "experts.assign",
                                 "item.create",  "item.hand_over",  "experts.recuse", "experts.score"};
    const json seen = json::parse(who.Get("/v1/items/" + item).body);
    for (const auto& event : seen.value("events", json::array())) {
      events.insert(event["event"].get<std::string>());
      if (event["allowed"].get<bool>()) allowed.insert(event["event"].get<std::string>());
    }
    std::string text;
    for (const auto& event : events) {
      text += Print(event + " of old", who.SendEvent(item, event, nullptr, "\"99\""));
      for (const json& input : {json(nullptr), Scores("30", "20")}) {
        json body{{"event", event}};
        if (!input.is_null()) body["input"] = input;
        const std::string target = "/v1/items/" + item + "/events?dry_run=true";
        text += Print("trying " + event + " " + input.dump(), who.Post(target, body.dump()));
      }
      if (allowed.contains(event)) continue;
      for (const json& input : {json(nullptr), Scores("30", "20"), json{{"person", "a"}, {"reason", "r"}}}) {
        const Reply reply = who.SendEvent(item, event, input);
        EXPECT_GE(reply.status, 400) << event << " was not said to be allowed";
        text += Print(event + " " + input.dump(), reply);
      }
    }
    text += Print("a wrong score", who.SendEvent(item, "experts.score", Scores("999", "0")));
    text += Print("a recusal of another",
                  who.SendEvent(item, "experts.recuse", {{"person", "a"}, {"reason", "r"}}));
    return text;
  }

  // All that the API answers this person.
  std::string Everything(const std::string& person, bool read_only = false) {
    Session& who = Of(person);
    std::string text;
    for (const auto& route : server_.server().application().router().routes()) {
      for (const auto& address : Addresses(route.path)) {
        if (route.method == "GET") {
          for (const auto& query : Queries(route)) text += Read(who, address + query);
        } else if (read_only) {
          continue;
        } else if (route.path == "/v1/items/events") {
          for (const auto& event : {"withdraw", "experts.score", "experts.close", "item.urge"}) {
            const json body{{"event", event}, {"mode", "each"}, {"items", {{{"id", item_}}}}};
            text += Print("trying " + body.dump(), who.Post(address + "?dry_run=true", body.dump()));
          }
        } else if (route.path == "/v1/items/{id}/events") {
          if (address.find(item_) != std::string::npos) text += Refusals(who, item_);
        } else if (route.method == "PATCH") {
          const Reply reply = who.Send("PATCH", address, {{"If-Match", "*"}}, R"({"name":"x"})");
          EXPECT_GE(reply.status, 400);
          text += Print("PATCH " + address, reply);
        } else {
          const Reply reply = who.Post(address, "{}");
          EXPECT_GE(reply.status, 400) << "this test does not know how to ask " << route.path;
          text += Print("POST " + address, reply);
        }
      }
    }
    return text;
  }

  void ExpectVerified() {
    const auto difference = server_.server().service().Verify(TenantId("city"), ItemId(item_));
    EXPECT_FALSE(difference.has_value()) << *difference;
  }

  AnyStore store_{GetParam()};
  TestServer server_{store_.url()};
  std::map<std::string, Session> people_;
  std::string round_;
  std::string item_;
  std::string begin_;  // of the changes, before there was anything
};

// The first line in which two texts differ, so that a leak is named.
std::string FirstDifference(const std::string& before, const std::string& after) {
  const auto at = static_cast<std::size_t>(
      std::mismatch(before.begin(), before.end(), after.begin(), after.end()).first - before.begin());
  const auto line = before.rfind(" -> ", std::min(at, before.size()));
  const auto from = line == std::string::npos ? 0 : before.rfind('\n', line) + 1;
  return "after " + before.substr(from, at - from + 100) + "\n... became ...\n" +
         after.substr(at < 100 ? 0 : at - 100, 300);
}

TEST_P(ABlindReview, AnswersTheSameToThoseWhoMayNotKnowWhateverReviewersDo) {
  // A reviewer who has yet to score, one who was not assigned, the item's own expert, its lead, and an
  // organiser of its own organisation.
  const std::vector<std::string> watchers{"c", "idle", "own", "lead", "kin"};
  std::map<std::string, std::string> before;
  for (const auto& who : watchers) before[who] = Everything(who);
  const auto expect_same = [&](const std::string& after) {
    for (const auto& who : watchers) {
      const std::string now = Everything(who);
      EXPECT_TRUE(now == before[who])
          << who << " sees that " << after << ": " << FirstDifference(before[who], now);
    }
  };
  Send("a", "experts.score", Scores("47.5", "31"));
  expect_same("somebody has scored");
  json amended = Scores("12", "3.25");
  amended["reason"] = "笔误";
  Send("a", "experts.amend", amended);
  expect_same("a score was amended");
  Send("b", "experts.recuse", {{"reason", "亲属"}});
  expect_same("somebody is recused");
  Send("boss", "experts.assign", {{"people", {"d", "e"}}});
  expect_same("others were assigned");
  Send("d", "experts.score", Scores("60", "40"));
  expect_same("a replacement has scored");
  Send("boss", "experts.unassign", {{"person", "e"}, {"reason", "出差"}});
  expect_same("an assignment was taken back");
  ExpectVerified();
}

// Points of two decimals: no coordinate of a picture is like them.
TEST_P(ABlindReview, IsSeenByItsOrganiserWithoutScoresAndByAuditorsWithThem) {
  Send("a", "experts.score", Scores("48.75", "31"));
  const auto shown = [&](const std::string& who) { return Of(who).Item(item_)["activities"][0]["shown"]; };
  EXPECT_EQ(shown("boss")["reviewers"][0]["scored"], true);
  EXPECT_EQ(shown("boss")["reviewers"][1]["scored"], false);
  EXPECT_THAT(Everything("boss", true), testing::Not(testing::HasSubstr("48.75")));
  EXPECT_THAT(shown("auditor").dump(), testing::HasSubstr("48.75"));
  EXPECT_THAT(shown("a")["mine"].dump(), testing::HasSubstr("48.75"));
  EXPECT_EQ(Of("a").History(item_)["items"].size(), Of("lead").History(item_)["items"].size() + 1);
}

TEST_P(ABlindReview, ShowsItsResultWhenCompleteButNotWhoGaveWhat) {
  Send("a", "experts.score", Scores("50", "30"));
  Send("b", "experts.score", Scores("40", "20"));
  const std::string before = Of("lead").Get("/v1/items/" + item_).Header("ETag");
  Send("c", "experts.score", Scores("33.5", "7"));
  const Reply reply = Of("lead").Get("/v1/items/" + item_);
  EXPECT_NE(reply.Header("ETag"), before);
  const json item = json::parse(reply.body);
  EXPECT_EQ(item["states"][0]["id"], "passed");
  const json& review = item["activities"][0];
  EXPECT_EQ(review["outcome"]["score"], "60.17");
  EXPECT_EQ(review["outcome"]["count"], 3);
  EXPECT_EQ(review["shown"]["scores"].size(), 3U);
  EXPECT_FALSE(review["shown"].contains("reviewers"));
  const json rows = Of("lead").History(item_)["items"];
  const json& last = rows.back();
  EXPECT_EQ(last["event"], "experts.score");
  EXPECT_EQ(last["to"], json({"passed"}));
  EXPECT_EQ(last["actor"], nullptr);
  EXPECT_EQ(last["input"], nullptr);
  EXPECT_EQ(last["rev"].get<int>(), item["rev"].get<int>());
  const json own = Of("c").History(item_)["items"];
  EXPECT_EQ(own.back()["actor"]["id"], "c");
  EXPECT_EQ(own.back()["input"]["scores"]["need"], "33.5");
  ExpectVerified();
}

TEST_P(ABlindReview, TellsTheLedgerNeitherWhoCompletedItNorHowManyEventsDoNotShow) {
  std::string paid = kProject;
  paid.replace(paid.find("workflow: project"), 17, "workflow: paid");
  const std::string target = "target: passed}, {target: ended}]";
  paid.replace(paid.find(target), target.size(),
               "target: passed, actions: [{ledger: {budget: \"'fund'\", reserve: 100}}]}, {target: ended}]");
  server_.PublishText(paid);
  Session finance = server_.Person("cashier", "city", {"finance"});
  const Reply budget = finance.Post(
      "/v1/budgets",
      json{{"id", "fund"}, {"title", "补助"}, {"year", 2026}, {"org", "city"}, {"pool", "1000.00"}}.dump());
  ASSERT_EQ(budget.status, 201) << budget.body;
  item_ = Of("lead").Create("paid", {{"name", "夜校"}});
  Send("boss", "experts.assign", {{"people", {"a", "b", "c"}}});
  for (const char* expert : {"a", "b", "c"}) Send(expert, "experts.score", Scores("40", "30"));
  const json entry = json::parse(finance.Get("/v1/budgets/fund/entries").body)["items"].back();
  EXPECT_EQ(entry["kind"], "reserve");
  EXPECT_EQ(entry["actor"], nullptr);
  EXPECT_EQ(entry["rev"], Of("lead").History(item_)["items"].back()["rev"]);
  ExpectVerified();
}

TEST_P(ABlindReview, DrawsReviewersByASeedThatAuditorsAndAReplayRead) {
  std::string drawn = kProject;
  drawn.replace(drawn.find("workflow: project"), 17, "workflow: lottery");
  drawn.replace(drawn.find("min: 2"), 6, "min: 2, assign: balanced, count: 3");
  server_.PublishText(drawn);
  item_ = Of("lead").Create("lottery", {{"name", "球场"}});
  Send("boss", "experts.assign", nullptr);
  const auto seated = [&] {
    std::set<std::string> ids;
    const json item = Of("boss").Item(item_);
    for (const auto& reviewer : item["activities"][0]["shown"]["reviewers"]) {
      if (!reviewer.contains("recused")) ids.insert(reviewer["person"]);
    }
    return ids;
  };
  // a, b and c have a review open already; nobody of the item's own organisation is drawn.
  EXPECT_EQ(seated(), (std::set<std::string>{"d", "e", "idle"}));
  Send("d", "experts.recuse", {{"reason", "亲属"}});
  EXPECT_EQ(seated().size(), 3U);
  EXPECT_FALSE(seated().contains("d"));
  const json rows = Of("auditor").History(item_)["items"];
  EXPECT_EQ(rows[1]["detail"]["facts"]["seed"].get<std::string>().size(), 16U);
  EXPECT_FALSE(rows[1]["detail"]["facts"]["people"].empty());
  ExpectVerified();
}

INSTANTIATE_TEST_SUITE_P(OnEveryDatabase, ABlindReview, testing::Values("sqlite", "postgresql"), NameOfKind);

}  // namespace
}  // namespace charter::test
