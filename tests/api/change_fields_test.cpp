// Changing an item's fields outside of its events, on each store.
#include <gmock/gmock.h>

#include "engine/data/sha256.h"
#include "tests/api/any_store.h"
#include "tests/support/test_server.h"

namespace charter::test {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kProject = R"yaml(workflow: project
version: 1
title: {zh: 项目, en: Project}
label: data.name
roles:
  lead: {title: {zh: 负责人, en: Lead}}
  office: {title: {zh: 办公室, en: Office}}
create: {by: lead}
life_cycle: {suspend: {by: office}, resume: {by: office}}
data:
  name: {type: string, required: true, maxLength: 20, title: {zh: 名称, en: Name}}
  budget: {type: money, minimum: 0, title: {zh: 预算, en: Budget}}
  phone: {type: string, read: [office], title: {zh: 电话, en: Telephone}}
  places: {type: integer, default: 1, title: {zh: 处数, en: Places}}
  contact:
    type: object
    title: {zh: 联系, en: Contact}
    properties: {street: {type: string}, city: {type: string}}
  form: {type: file, title: {zh: 表, en: Form}}
  score: {type: decimal, readOnly: true, title: {zh: 得分, en: Score}}
initial: work
states:
  work:
    title: {zh: 办理, en: In hand}
    edit: {by: office, fields: phone}
    initial: draft
    states:
      draft:
        title: {zh: 草稿, en: Draft}
        edit: {by: [lead, office]}
        always: {target: large, guard: "has(data.budget) && data.budget > 1000"}
        on: {submit: {by: lead, target: checking, withdraw: true, title: {zh: 提交, en: Submit}}}
      checking:
        title: {zh: 审核, en: Checking}
        edit: {by: office, fields: [places]}
        on: {approve: {by: office, target: done, title: {zh: 批准, en: Approve}}}
      large: {title: {zh: 大额, en: Large}, on: {accept: {by: office, target: done, title: {zh: 接受, en: Accept}}}}
  done: {type: final, title: {zh: 办结, en: Done}}
)yaml";

class ChangingFields : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    server.PublishText(kProject);
    id = lead.Create("project",
                     {{"name", "夜校"}, {"budget", 100}, {"contact", {{"street", "a"}, {"city", "b"}}}});
  }
  Reply Patch(Session& who, const json& patch, const std::string& if_match = "*",
              const std::string& query = "") {
    std::vector<api::NamedText> headers{{"Content-Type", "application/merge-patch+json"}};
    if (!if_match.empty()) headers.emplace_back("If-Match", if_match);
    return who.Send("PATCH", "/v1/items/" + id + query, headers, patch.dump());
  }
  static std::string CodeOf(const Reply& reply) { return json::parse(reply.body).value("code", ""); }
  json Data(Session& who) { return who.Item(id)["data"]; }
  void ExpectReplays() {
    EXPECT_EQ(server.server().service().Verify(TenantId("city"), ItemId(id)), std::nullopt);
  }

  AnyStore store{GetParam()};
  TestServer server{store.url()};
  Session lead = server.Person("wang", "mill", {"lead"});
  Session office = server.Person("li", "taihu", {"office"});
  Session auditor = server.Person("qian", "city", {"auditor"});
  Session stranger = server.Person("sun", "shops", {"lead"});
  std::string id;
};

INSTANTIATE_TEST_SUITE_P(Over, ChangingFields, kStoreKinds, NameOfKind);

TEST_P(ChangingFields, IsAMergePatchOnTheRevisionThatWasRead) {
  EXPECT_EQ(CodeOf(Patch(lead, {{"name", "x"}}, "")), "CH3140");
  EXPECT_EQ(lead.Item(id)["editable"], json({"name", "budget", "places", "contact", "form"}));
  Reply reply =
      Patch(lead, {{"name", "书屋"}, {"budget", nullptr}, {"contact", {{"city", nullptr}, {"street", "c"}}}},
            "\"1\"");
  ASSERT_EQ(reply.status, 200) << reply.body;
  EXPECT_EQ(reply.Header("ETag"), "\"2\"");
  const json item = json::parse(reply.body);
  EXPECT_EQ(item["title"], "书屋") << "what lists call it goes with its fields";
  EXPECT_EQ(item["data"], (json{{"name", "书屋"}, {"places", 1}, {"contact", {{"street", "c"}}}}));
  reply = Patch(lead, {{"name", "y"}}, "\"1\"");
  EXPECT_EQ(reply.status, 412);
  EXPECT_EQ(json::parse(reply.body)["changes"][0]["event"], "item.fields");
  EXPECT_EQ(Patch(lead, {{"places", 3}}).status, 200);
  EXPECT_EQ(Patch(lead, {{"places", nullptr}}).status, 200);
  EXPECT_EQ(Data(lead)["places"], 1) << "cleared, it is its default";
  EXPECT_EQ(Patch(lead, {{"places", 1}}, "\"4\"").Header("ETag"), "\"4\"") << "nothing changes";
  EXPECT_EQ(lead.History(id)["items"].size(), 4U);
  ExpectReplays();
}

TEST_P(ChangingFields, IsDoneByThoseWhomTheStateNamesAndByNobodyElse) {
  Reply reply = Patch(lead, {{"score", 1}});
  EXPECT_EQ(reply.status, 422);
  EXPECT_EQ(json::parse(reply.body)["fields"][0]["keyword"], "readOnly");
  EXPECT_EQ(json::parse(Patch(lead, {{"nmae", "x"}}).body)["fields"][0]["keyword"], "additionalProperties");
  reply = Patch(lead, {{"phone", "1"}});
  EXPECT_EQ(reply.status, 409) << "whoever may not read it may not change it";
  EXPECT_EQ(CodeOf(reply), "CH3182");
  EXPECT_EQ(Patch(office, {{"phone", "138"}}).status, 200);
  EXPECT_EQ(CodeOf(Patch(lead, {{"phone", "138"}})), "CH3182") << "nor learn whether it guessed right";
  EXPECT_EQ(CodeOf(Patch(auditor, {{"name", "x"}})), "CH2003");
  EXPECT_EQ(Patch(stranger, {{"name", "x"}}).status, 404);
  ASSERT_EQ(lead.SendEvent(id, "submit").status, 200);
  reply = Patch(lead, {{"name", "x"}});
  EXPECT_EQ(CodeOf(reply), "CH3182");
  EXPECT_EQ(json::parse(reply.body)["details"], json({"name"}));
  EXPECT_EQ(CodeOf(Patch(lead, {{"places", 2}})), "CH2003");
  EXPECT_EQ(Patch(office, {{"places", 2}, {"phone", "139"}}).status, 200)
      << "that of the state around it holds, too";
  EXPECT_EQ(office.SendEvent(id, "item.suspend").status, 200);
  EXPECT_EQ(CodeOf(Patch(office, {{"places", 4}})), "CH2009");
  EXPECT_EQ(office.SendEvent(id, "item.resume").status, 200);
  EXPECT_EQ(office.SendEvent(id, "approve").status, 200);
  EXPECT_EQ(CodeOf(Patch(office, {{"places", 4}})), "CH2010");
  EXPECT_EQ(office.Item(id)["editable"], json::array());
  ExpectReplays();
}

TEST_P(ChangingFields, IsDoneBySubstitutesToo) {
  EXPECT_EQ(CodeOf(Patch(lead, {{"phone", "1"}})), "CH3182");
  const Reply lent = office.Post("/v1/me/delegations", json{{"to", "wang"},
                                                            {"role", "office"},
                                                            {"org", "taihu"},
                                                            {"until", "2026-02-01T00:00:00+08:00"},
                                                            {"reason", "leave"}}
                                                           .dump());
  ASSERT_EQ(lent.status, 201) << lent.body;
  const Reply reply = Patch(lead, {{"phone", "1"}});
  EXPECT_EQ(reply.status, 200) << reply.body;
  EXPECT_EQ(Data(office)["phone"], "1");
}

TEST_P(ChangingFields, LeavesThemFitForTheirSchema) {
  const auto wrong = [&](const json& patch) {
    const Reply reply = Patch(lead, patch);
    EXPECT_EQ(reply.status, 422) << reply.body;
    return json::parse(reply.body)["fields"][0]["keyword"].get<std::string>();
  };
  EXPECT_EQ(wrong({{"name", nullptr}}), "required");
  EXPECT_EQ(wrong({{"name", std::string(21, 'x')}}), "maxLength");
  EXPECT_EQ(wrong({{"budget", "-1"}}), "minimum");
  EXPECT_EQ(wrong({{"contact", {{"country", "x"}}}}), "additionalProperties");
  EXPECT_EQ(wrong({{"form", Sha256("nothing")}}), "file");
  EXPECT_EQ(lead.Item(id)["rev"], 1);
  const json kept = json::parse(lead.Post("/v1/files?name=a.txt", "form").body);
  EXPECT_EQ(Patch(lead, {{"form", kept["ref"]}}).status, 200);
  EXPECT_EQ(office.Get("/v1/items/" + id + "/files/" + kept["sha256"].get<std::string>()).body, "form");
  EXPECT_EQ(lead.Send("PATCH", "/v1/items/" + id, {{"If-Match", "*"}}, "[]").status, 422);
  EXPECT_EQ(lead.Send("PATCH", "/v1/items/" + id, {{"If-Match", "*"}}, "{").status, 400);
}

TEST_P(ChangingFields, StandsInTheHistoryForThoseWhoMayReadThem) {
  ASSERT_EQ(Patch(office, {{"name", "书屋"}, {"phone", "138"}}).status, 200);
  ASSERT_EQ(Patch(office, {{"phone", "139"}}).status, 200);
  const json both = json::array(
      {{{"field", "name"}, {"old", "夜校"}, {"new", "书屋"}}, {{"field", "phone"}, {"new", "138"}}});
  json row = office.History(id)["items"][1];
  EXPECT_EQ(row["event"], "item.fields");
  EXPECT_EQ(row["actor"]["id"], "li");
  EXPECT_EQ(row["changes"], both);
  EXPECT_EQ(auditor.History(id)["items"][1]["changes"], both);
  row = lead.History(id)["items"][1];
  EXPECT_EQ(row["changes"], json::array({both[0]}));
  EXPECT_EQ(row["input"], (json{{"name", "书屋"}}));
  EXPECT_THAT(lead.Get("/v1/items/" + id + "/history").body, Not(HasSubstr("138")));
  const json timeline = json::parse(office.Get("/v1/items/" + id + "/timeline").body);
  EXPECT_THAT(timeline["items"][1]["text"].get<std::string>(), HasSubstr("Changed fields: Name, Telephone"));
  EXPECT_THAT(
      json::parse(lead.Get("/v1/items/" + id + "/timeline").body)["items"][1]["text"].get<std::string>(),
      Not(HasSubstr("Telephone")));
  ExpectReplays();
}

TEST_P(ChangingFields, LetsHappenWhatTheNewValuesMakePossible) {
  Reply reply = Patch(lead, {{"budget", "1000.01"}}, "*", "?dry_run=true");
  ASSERT_EQ(reply.status, 200) << reply.body;
  EXPECT_EQ(json::parse(reply.body)["to"], json({"large"}));
  EXPECT_EQ(lead.Item(id)["rev"], 1) << "nothing is stored";
  ASSERT_EQ(Patch(lead, {{"budget", "1000.01"}}).status, 200);
  EXPECT_EQ(lead.Item(id)["states"][0]["id"], "large");
  ExpectReplays();
}

TEST_P(ChangingFields, IsNoEventThatIsSent) {
  const json body{{"event", "item.fields"}, {"input", {{"name", "x"}}}};
  EXPECT_EQ(CodeOf(lead.Post("/v1/items/" + id + "/events", body.dump())), "CH2001");
  EXPECT_EQ(lead.Post("/v1/items/" + id + "/events?dry_run=true", body.dump()).status, 422);
  json many = body;
  many["mode"] = "each";
  many["items"] = {{{"id", id}}};
  EXPECT_EQ(lead.Post("/v1/items/events", many.dump()).status, 422);
  EXPECT_EQ(lead.Item(id)["rev"], 1);
}

TEST_P(ChangingFields, EndsWhatCouldHaveBeenTakenBack) {
  ASSERT_EQ(lead.SendEvent(id, "submit").status, 200);
  ASSERT_EQ(Patch(office, {{"places", 2}}).status, 200);
  EXPECT_EQ(lead.SendEvent(id, "submit.withdraw").status, 409) << "it would undo what the office changed";
  ExpectReplays();
}

}  // namespace
}  // namespace charter::test
