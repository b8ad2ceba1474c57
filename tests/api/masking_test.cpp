// Personal numbers over HTTP: masked at every address, read in clear on record, and never in the logs.
#include <gmock/gmock.h>

#include "api/log.h"
#include "tests/support/test_server.h"

namespace charter::test {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kRelief = R"yaml(workflow: relief
version: 1
title: {zh: 困难帮扶, en: Relief}
roles: {worker: {title: {zh: 职工, en: Worker}}, head: {title: {zh: 负责人, en: Head}}}
label: data.name + data.phone
create: {by: worker}
data:
  name: {type: string, required: true, title: {zh: 姓名, en: Name}}
  id_number: {type: string, format: id_number, unmask: [head], title: {zh: 身份证号, en: Identity number}}
  phone: {type: string, format: phone, required: true, unmask: [head], title: {zh: 电话, en: Phone}}
  summary: {type: string, readOnly: true, title: {zh: 摘要, en: Summary}}
  form: {type: file, title: {zh: 表, en: Form}}
initial: draft
states:
  draft:
    title: {zh: 草稿, en: Draft}
    edit: {by: worker, fields: [phone, form]}
    on:
      sum_up: {by: worker, title: {zh: 摘要, en: Sum up}, actions: [{assign: {summary: "data.name + ' ' + data.phone"}}]}
      submit: {by: worker, target: shown, title: {zh: 提交, en: Submit}, guard: "data.phone.startsWith('139')"}
      end: {by: head, target: closed, title: {zh: 结束, en: End}}
  shown: {title: {zh: 公示中, en: Shown}, on: {end: {by: head, target: closed, title: {zh: 结束, en: End}}}}
  closed: {type: final, title: {zh: 已结束, en: Closed}}
)yaml";

constexpr const char* kId = "11010519491231002X";
constexpr const char* kPhone = "13812345678";

class MaskedOverHttp : public testing::Test {
 protected:
  MaskedOverHttp() {
    server.PublishText(kRelief);
    item = worker.Create("relief", {{"name", "王芳"}, {"id_number", kId}, {"phone", kPhone}});
  }
  std::string Field(const char* name) const { return "/v1/items/" + item + "/fields/" + name; }

  TestServer server;
  Session worker = server.As("worker", "mill");
  Session head = server.As("head", "taihu");
  Session auditor = server.As("auditor", "city");
  std::string item;
};

TEST_F(MaskedOverHttp, NoAddressShowsAPersonalNumber) {
  const std::string at = "/v1/items/" + item;
  for (Session* who : {&worker, &head, &auditor}) {
    std::string all;
    for (const std::string& target :
         {at, at + "/history", at + "/timeline", at + "/events", std::string("/v1/items"),
          std::string("/v1/tasks"), std::string("/v1/items?q=13812345678")})
      all += who->Get(target).body;
    for (const char* event : {"submit", "end"}) {
      all += who->Post(at + "/events?dry_run=true", json{{"event", event}}.dump()).body;
      all += who->Post("/v1/items/events?dry_run=true",
                       json{{"event", event}, {"mode", "each"}, {"items", {{{"id", item}}}}}.dump())
                 .body;
    }
    EXPECT_THAT(all, HasSubstr("138****5678"));
    EXPECT_THAT(all, Not(HasSubstr(kPhone)));
    EXPECT_THAT(all, Not(HasSubstr(kId)));
  }
}

TEST_F(MaskedOverHttp, AWrongNumberIsNotRepeatedInTheProblem) {
  const Reply reply =
      worker.Post("/v1/items",
                  json{{"workflow", "relief"},
                       {"data", {{"name", "x"}, {"id_number", "110105194912310021"}, {"phone", 13812345678}}}}
                      .dump());
  EXPECT_EQ(reply.status, 422);
  EXPECT_THAT(reply.body, HasSubstr("/id_number"));
  EXPECT_THAT(reply.body, Not(HasSubstr("110105194912310021")));
  EXPECT_THAT(reply.body, Not(HasSubstr(kPhone)));
}

TEST_F(MaskedOverHttp, ReadingANumberInClearIsWrittenDown) {
  const Reply read = head.Get(Field("id_number"));
  ASSERT_EQ(read.status, 200) << read.body;
  EXPECT_EQ(json::parse(read.body)["value"], kId);
  EXPECT_EQ(head.Get(Field("name")).status, 200);
  const json records = json::parse(auditor.Get("/v1/audit").body)["items"];
  ASSERT_EQ(records.size(), 1U) << records;
  EXPECT_EQ(records[0]["kind"], "field_read");
  EXPECT_EQ(records[0]["subject"], item + "/fields/id_number");
  EXPECT_TRUE(records[0]["person"].is_string());
}

TEST_F(MaskedOverHttp, ANumberIsReadInClearByNobodyWhomItsFieldDoesNotName) {
  for (Session* who : {&worker, &auditor}) {
    const Reply read = who->Get(Field("phone"));
    EXPECT_EQ(read.status, 403);
    EXPECT_THAT(read.body, HasSubstr("Head"));
    EXPECT_THAT(read.body, Not(HasSubstr("1381")));
  }
  const json records = json::parse(auditor.Get("/v1/audit").body)["items"];
  ASSERT_EQ(records.size(), 2U);
  EXPECT_EQ(records[0]["kind"], "refused");
  EXPECT_EQ(server.As("head", "donglin").Get(Field("phone")).status, 404);
}

TEST_F(MaskedOverHttp, ACopyInAnotherFieldIsMaskedWhereThatFieldIsReadAlone) {
  ASSERT_EQ(worker.SendEvent(item, "sum_up").status, 200);
  const Reply read = worker.Get(Field("summary"));
  EXPECT_EQ(json::parse(read.body)["value"], "王芳 138****5678");
}

TEST_F(MaskedOverHttp, ANumberIsNotFoundOutByPatchingTheFieldWithGuesses) {
  const auto patch = [&](const char* phone) {
    return worker
        .Send("PATCH", "/v1/items/" + item + "?dry_run=true",
              {{"Content-Type", "application/merge-patch+json"}, {"If-Match", "*"}},
              json{{"phone", phone}}.dump())
        .body;
  };
  EXPECT_EQ(patch(kPhone), patch("13812355678"));
}

TEST_F(MaskedOverHttp, TheNameOfAFileHoldsNoNumberEither) {
  const Reply brought =
      worker.Post("/v1/files?name=13812345678.txt", "text", {{"Content-Type", "text/plain"}});
  ASSERT_EQ(brought.status, 201) << brought.body;
  const json file = json::parse(brought.body);
  const Reply named = worker.Send("PATCH", "/v1/items/" + item,
                                  {{"Content-Type", "application/merge-patch+json"}, {"If-Match", "*"}},
                                  json{{"form", file["ref"]}}.dump());
  ASSERT_EQ(named.status, 200) << named.body;
  const Reply read = head.Get("/v1/items/" + item + "/files/" + file["sha256"].get<std::string>());
  EXPECT_EQ(read.status, 200);
  EXPECT_THAT(read.Header("Content-Disposition"), Not(HasSubstr(kPhone)));
}

TEST_F(MaskedOverHttp, TheLogHoldsNoNumber) {
  std::string log;
  api::SetLogSink([&log](const std::string& line) { log += line + "\n"; });
  head.Get(Field("phone"));
  worker.Get(Field("phone"));
  worker.Get("/v1/items?q=13812345678");
  worker.SendEvent(item, "submit", {{"phone", kPhone}});
  worker.Create("relief", {{"name", "n"}, {"id_number", kId}, {"phone", kPhone}});
  api::SetLogSink({});
  EXPECT_THAT(log, HasSubstr("/fields/{name}"));
  EXPECT_THAT(log, Not(HasSubstr(kPhone)));
  EXPECT_THAT(log, Not(HasSubstr(kId)));
}

}  // namespace
}  // namespace charter::test
