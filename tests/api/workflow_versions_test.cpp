// Versions of a workflow over HTTP: checked, listed, compared, drawn, taken out of use and back.
#include <gmock/gmock.h>

#include "tests/api/any_store.h"
#include "tests/support/test_server.h"

namespace charter::test {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kFile = "tests/api/leave_request.yaml";

std::string With(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

std::string SecondVersion() {
  std::string second = With(ReadSource(kFile), "version: 1", "version: 2");
  return With(second, "due: {within: 3 workdays}", "due: {within: 5 workdays}");
}

class WorkflowVersionsTest : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override { server.Publish(kFile); }

  static json Body(const Reply& reply) { return json::parse(reply.body); }
  Reply Create(int version = 0) {
    json body{{"workflow", "leave_request"}, {"data", {{"reason", "x"}, {"days", 3}}}};
    if (version > 0) body["version"] = version;
    return worker.Post("/v1/items", body.dump());
  }
  Reply Retire(const json& body) { return admin.Post("/v1/workflows/leave_request/retire", body.dump()); }
  Reply Reopen(const json& body) { return admin.Post("/v1/workflows/leave_request/reopen", body.dump()); }
  Reply Check(const std::string& yaml) {
    return admin.Post("/v1/workflows/check", yaml, {{"Content-Type", "application/yaml"}});
  }

  AnyStore store{GetParam()};
  TestServer server{store.url()};
  Session worker = server.As("worker", "mill");
  Session admin = server.Person("admin", "city", {"administrator"});
};

TEST_P(WorkflowVersionsTest, AreListedWithWhoPublishedThemWhenAndWhetherTheyAreRetired) {
  server.PublishText(SecondVersion());
  ASSERT_EQ(Retire({{"version", 1}, {"reason", "期限改为五个工作日"}}).status, 200);
  const json rows = Body(worker.Get("/v1/workflows/leave_request/versions"))["items"];
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0]["version"], 1);
  EXPECT_EQ(rows[0]["retired"], true);
  EXPECT_EQ(rows[0]["retirement"]["by"], "admin");
  EXPECT_EQ(rows[0]["retirement"]["reason"], "期限改为五个工作日");
  EXPECT_EQ(rows[0]["retirement"]["at"], "2026-01-05T09:00:00+08:00");
  EXPECT_EQ(rows[1]["version"], 2);
  EXPECT_EQ(rows[1]["retired"], false);
  EXPECT_EQ(rows[1]["retirement"], nullptr);
  EXPECT_EQ(worker.Get("/v1/workflows/none/versions").status, 404);
  const json all = Body(worker.Get("/v1/workflows"))["items"];
  EXPECT_EQ(all[0]["retired"], true) << "the list of all says it too";
  EXPECT_EQ(Body(worker.Get("/v1/workflows/leave_request?version=1"))["retired"], true);
}

TEST_P(WorkflowVersionsTest, ARetiredWorkflowTakesNoNewItemsAndThoseUnderWayGoOn) {
  const std::string under_way = Body(Create())["id"];
  ASSERT_EQ(Retire({{"reason", "已由新办法代替"}}).status, 200);
  const Reply refused = Create();
  EXPECT_EQ(refused.status, 409);
  EXPECT_EQ(Body(refused)["code"], "CH3150");
  EXPECT_THAT(refused.body, HasSubstr("已由新办法代替"));
  EXPECT_EQ(Body(Create(1))["code"], "CH3150");
  EXPECT_EQ(worker.SendEvent(under_way, "submit").status, 200);
  EXPECT_EQ(worker.Item(under_way)["states"][0]["id"], "submitted");
  ASSERT_EQ(Reopen({{"reason", "新办法缓行"}}).status, 200);
  EXPECT_EQ(Create().status, 201);
}

TEST_P(WorkflowVersionsTest, NewItemsFollowTheNewestVersionThatIsNotRetired) {
  server.PublishText(SecondVersion());
  EXPECT_EQ(Body(Create())["workflow"]["version"], 2);
  ASSERT_EQ(Retire({{"version", 2}, {"reason", "有误"}}).status, 200);
  EXPECT_EQ(Body(Create())["workflow"]["version"], 1);
  EXPECT_EQ(Body(Create(2))["code"], "CH3150");
  EXPECT_EQ(Create(3).status, 404);
  // A version that is published later opens the workflow again.
  ASSERT_EQ(Retire({{"reason", "全部停用"}}).status, 200);
  EXPECT_EQ(Body(Create())["code"], "CH3150");
  server.PublishText(With(SecondVersion(), "version: 2", "version: 3"));
  EXPECT_EQ(Body(Create())["workflow"]["version"], 3);
}

TEST_P(WorkflowVersionsTest, OnlyAdministratorsRetireAndAReasonIsNeeded) {
  EXPECT_EQ(worker.Post("/v1/workflows/leave_request/retire", R"({"reason":"x"})").status, 403);
  EXPECT_EQ(worker.Post("/v1/workflows/leave_request/reopen", R"({"reason":"x"})").status, 403);
  EXPECT_EQ(Retire(json::object()).status, 422);
  EXPECT_EQ(Retire({{"reason", ""}}).status, 422);
  EXPECT_EQ(Retire({{"reason", "x"}, {"version", 9}}).status, 404);
  EXPECT_EQ(admin.Post("/v1/workflows/none/retire", R"({"reason":"x"})").status, 404);
  EXPECT_EQ(Body(worker.Get("/v1/workflows/leave_request"))["retired"], false);
}

TEST_P(WorkflowVersionsTest, RetiringAgainChangesNothing) {
  ASSERT_EQ(Retire({{"reason", "first"}}).status, 200);
  const Reply again = Retire({{"reason", "second"}});
  EXPECT_EQ(again.status, 200);
  EXPECT_EQ(Body(again)["items"][0]["retirement"]["reason"], "first");
}

TEST_P(WorkflowVersionsTest, AreComparedAsPeopleNeedItAndLineByLine) {
  server.PublishText(SecondVersion());
  const json difference = Body(worker.Get("/v1/workflows/leave_request/diff"));
  EXPECT_EQ(difference["from"]["version"], 1);
  EXPECT_EQ(difference["to"]["version"], 2);
  ASSERT_EQ(difference["changes"].size(), 1U) << difference["changes"].dump(1);
  const json& change = difference["changes"][0];
  EXPECT_EQ(change["change"], "changed");
  EXPECT_EQ(change["what"], "deadline");
  EXPECT_EQ(change["id"], "submitted/due");
  EXPECT_EQ(change["title"], "Deadline changed: Submitted: due");
  EXPECT_EQ(change["titles"]["zh"], "修改期限：待批：办理期限");
  EXPECT_EQ(change["details"][0]["before"]["zh"], "3 个工作日");
  EXPECT_EQ(change["details"][0]["after"]["en"], "5 workdays");
  EXPECT_THAT(difference["text"].get<std::string>(),
              HasSubstr("-    due: {within: 3 workdays}\n+    due: {within: 5 workdays}\n"));
  EXPECT_THAT(difference["under_way"].get<std::string>(), HasSubstr("stay on the version"));
  const json back = Body(worker.Get("/v1/workflows/leave_request/diff?from=2&to=1"));
  EXPECT_EQ(back["changes"][0]["details"][0]["after"]["en"], "3 workdays");
}

TEST_P(WorkflowVersionsTest, AreNotComparedWithOnesThatAreNotThere) {
  const Reply alone = worker.Get("/v1/workflows/leave_request/diff");
  EXPECT_EQ(alone.status, 404);
  EXPECT_THAT(alone.body, HasSubstr("no earlier version"));
  EXPECT_EQ(worker.Get("/v1/workflows/leave_request/diff?from=1&to=7").status, 404);
  EXPECT_EQ(worker.Get("/v1/workflows/leave_request/diff?from=0").status, 400);
  const json same = Body(worker.Get("/v1/workflows/leave_request/diff?from=1&to=1"));
  EXPECT_EQ(same["changes"].size(), 0U);
  EXPECT_EQ(same["text"], "");
}

TEST_P(WorkflowVersionsTest, AFileIsCheckedWithoutBeingPublished) {
  const json right = Body(Check(SecondVersion()));
  EXPECT_EQ(right["publishable"], true) << right.dump(1);
  EXPECT_EQ(right["known"], "new");
  EXPECT_EQ(right["id"], "leave_request");
  EXPECT_EQ(right["version"], 2);
  EXPECT_EQ(right["newest"], 1);
  EXPECT_EQ(right["changes"][0]["id"], "submitted/due");
  EXPECT_EQ(Body(worker.Get("/v1/workflows"))["items"].size(), 1U) << "nothing was stored";

  EXPECT_EQ(Body(Check(ReadSource(kFile)))["known"], "published");
  const json taken = Body(Check(With(ReadSource(kFile), "请假", "休假")));
  EXPECT_EQ(taken["known"], "taken");
  EXPECT_EQ(taken["publishable"], false);
}

TEST_P(WorkflowVersionsTest, AFileWithMistakesIsToldAllOfThem) {
  const json wrong = Body(Check(With(SecondVersion(), "target: submitted", "target: nowhere")));
  EXPECT_EQ(wrong["publishable"], false);
  ASSERT_FALSE(wrong["diagnostics"].empty());
  EXPECT_EQ(wrong["diagnostics"][0]["severity"], "error");
  EXPECT_GT(wrong["diagnostics"][0]["line"], 1);
  const json broken = Body(Check("workflow: [\n"));
  EXPECT_EQ(broken["publishable"], false);
  EXPECT_EQ(broken["id"], nullptr);
  EXPECT_EQ(broken["version"], nullptr);
  EXPECT_EQ(worker.Post("/v1/workflows/check", SecondVersion()).status, 403);
}

TEST_P(WorkflowVersionsTest, AreDrawnWithTheStatesOfAnItemMarked) {
  const std::string item = Body(Create())["id"];
  const Reply plain = worker.Get("/v1/workflows/leave_request/diagram");
  ASSERT_EQ(plain.status, 200);
  EXPECT_EQ(plain.Header("Content-Type"), "image/svg+xml");
  EXPECT_THAT(plain.body, HasSubstr("<svg "));
  EXPECT_THAT(plain.body, HasSubstr("data-state=\"draft\""));
  EXPECT_THAT(plain.body, Not(HasSubstr("data-active")));
  EXPECT_THAT(plain.body, Not(HasSubstr("<script")));

  const std::string target = "/v1/workflows/leave_request/diagram?item=" + item;
  const Reply before = worker.Get(target);
  EXPECT_THAT(before.body, HasSubstr("data-state=\"draft\" data-active=\"true\""));
  worker.SendEvent(item, "submit");
  const Reply after = worker.Get(target, {{"If-None-Match", before.Header("ETag")}});
  EXPECT_EQ(after.status, 200);
  EXPECT_THAT(after.body, HasSubstr("data-state=\"submitted\" data-active=\"true\""));
  const Reply again = worker.Get(target, {{"If-None-Match", after.Header("ETag")}});
  EXPECT_EQ(again.status, 304);
  EXPECT_EQ(again.body, "");
  EXPECT_EQ(again.Header("ETag"), after.Header("ETag"));
}

TEST_P(WorkflowVersionsTest, ADrawingShowsNobodyAnItemThatHeMayNotSee) {
  server.PublishText(SecondVersion());
  const std::string item = Body(Create(1))["id"];
  const std::string target = "/v1/workflows/leave_request/diagram?item=";
  Session stranger = server.As("worker", "shops");
  const Reply hidden = stranger.Get(target + item);
  EXPECT_EQ(hidden.status, 404);
  EXPECT_EQ(hidden.body, With(stranger.Get(target + "not-there").body, "not-there", item));
  EXPECT_EQ(worker.Get(target + item).status, 200) << "the item's own version is drawn";
  EXPECT_EQ(worker.Get(target + item + "&version=1").status, 200);
  EXPECT_EQ(worker.Get(target + item + "&version=2").status, 404);
  EXPECT_EQ(worker.Get("/v1/workflows/leave_request/diagram?version=7").status, 404);
  EXPECT_EQ(worker.Get("/v1/workflows/none/diagram").status, 404);
}

INSTANTIATE_TEST_SUITE_P(Over, WorkflowVersionsTest, kStoreKinds, NameOfKind);

}  // namespace
}  // namespace charter::test
