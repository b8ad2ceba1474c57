// The outbox as administrators see it, over REST and on the command line, and a server that delivers.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "api/command_line.h"
#include "api/webhook.h"
#include "engine/service/deliveries.h"
#include "storage/open_store.h"
#include "tests/support/command_run.h"
#include "tests/support/receiver.h"
#include "tests/support/test_server.h"

namespace charter::api {
namespace {

using nlohmann::json;
using test::TestServer;
using testing::HasSubstr;

const TenantId kTenant("city");

class Gone : public Courier {
 public:
  Receipt Deliver(const OutboxRow& /*row*/, Timestamp /*now*/, Duration /*patience*/) override {
    return {Receipt::Kind::kGone, "status 410: moved away", {}};
  }
};

// Two effects of an item "a" of which the first one is a dead letter, and one more dead letter of "b".
void AddDeadLetters(Store& store, Clock& real_time) {
  for (const char* id : {"a", "b"}) {
    ItemWrite write;
    write.item.id = ItemId(id);
    write.item.rev = 1;
    write.item.status = "active";
    write.item.snapshot = "{}";
    HistoryRecord row;
    row.rev = 1;
    write.history = {row};
    write.outbox = {{1, 0, "notify", R"({"number":"1"})"}};
    if (*id == 'a') write.outbox.push_back({1, 1, "notify", "{}"});
    ASSERT_FALSE(store.Commit(kTenant, std::vector{write}));
  }
  Gone gone;
  Deliveries(store, gone, real_time).RunOnce(10);
}

TEST(OutboxResource, ListsDeadLettersPageByPageForAdministratorsOfAll) {
  TestServer server;
  AddDeadLetters(server.server().store(), server.server().wall_clock());
  EXPECT_EQ(server.As("office", "city").Get("/v1/outbox").status, 403);
  EXPECT_EQ(server.As("administrator", "taihu").Get("/v1/outbox").status, 403);
  auto administrator = server.As("administrator", "city");
  const json page = json::parse(administrator.Get("/v1/outbox?limit=1").body);
  ASSERT_EQ(page["items"].size(), 1U);
  EXPECT_EQ(page["items"][0]["id"], "a_1_0");
  EXPECT_EQ(page["items"][0]["type"], "notify");
  EXPECT_EQ(page["items"][0]["failures"], 1);
  EXPECT_EQ(page["items"][0]["error"], "status 410: moved away");
  EXPECT_EQ(page["items"][0]["data"]["number"], "1");
  const json rest =
      json::parse(administrator.Get("/v1/outbox?limit=1&cursor=" + page["next"].get<std::string>()).body);
  EXPECT_EQ(rest["items"][0]["id"], "b_1_0");
  EXPECT_TRUE(rest["next"].is_null());
}

TEST(OutboxResource, RetriesOneOrAllAndDropsOneWithAReason) {
  TestServer server;
  AddDeadLetters(server.server().store(), server.server().wall_clock());
  auto administrator = server.As("administrator", "city");
  EXPECT_EQ(administrator.Post("/v1/outbox/a_1_1/retry", "").status, 404);
  EXPECT_EQ(administrator.Post("/v1/outbox/nonsense/retry", "").status, 404);
  EXPECT_EQ(json::parse(administrator.Post("/v1/outbox/a_1_0/retry", "").body)["retried"], 1);
  EXPECT_EQ(json::parse(administrator.Post("/v1/outbox/retry", "").body)["retried"], 1);
  EXPECT_EQ(administrator.Post("/v1/outbox/a_1_0/drop", R"({"reason":"x"})").status, 404);

  Gone gone;
  Deliveries(server.server().store(), gone, server.server().wall_clock()).RunOnce(10);
  EXPECT_EQ(server.As("administrator", "taihu").Post("/v1/outbox/retry", "").status, 403);
  EXPECT_EQ(administrator.Post("/v1/outbox/a_1_0/drop", R"({"reason":"  "})").status, 422);
  EXPECT_EQ(administrator.Post("/v1/outbox/a_1_0/drop", R"({"reason":"nobody there"})").status, 200);
  EXPECT_EQ(server.server().store().PendingOutbox(10).size(), 2U);
}

class OutboxCommand : public testing::Test {
 protected:
  OutboxCommand() { AddDeadLetters(storage::OpenStore(url_, {.migrate = true})->store(), clock_); }
  test::CommandRun Run(std::vector<std::string> words) {
    words.insert(words.begin(), "outbox");
    words.insert(words.end(), {"--db", url_, "--tenant", "city"});
    return test::RunCharter(words);
  }

  SystemClock clock_;
  test::ScratchFolder folder_;
  const std::string url_ = "sqlite:" + folder_.File("charter.db");
};

TEST_F(OutboxCommand, ListsRetriesAndDrops) {
  EXPECT_THAT(Run({}).out, AllOf(HasSubstr("a_1_0  notify  since "), HasSubstr("status 410: moved away"),
                                 HasSubstr("2 dead letters, 3 effects in the outbox")));
  EXPECT_EQ(Run({"retry", "a_1_1"}).exit_code, kExitFailed);
  EXPECT_EQ(Run({"drop", "a_1_0"}).exit_code, kExitUsage);
  EXPECT_EQ(Run({"drop", "a_1_0", "--reason", "nobody there"}).exit_code, kExitOk);
  EXPECT_EQ(Run({"drop", "a_1_0", "--reason", "nobody there"}).exit_code, kExitFailed);
  EXPECT_EQ(Run({"retry", "b_1_0"}).out, "1 dead letters are tried again\n");
  EXPECT_EQ(Run({"retry", "all"}).out, "0 dead letters are tried again\n");
  EXPECT_THAT(Run({"list"}).out, HasSubstr("0 dead letters, 2 effects in the outbox"));
  for (const std::vector<std::string>& wrong :
       std::vector<std::vector<std::string>>{{"burn"}, {"retry"}, {"list", "a"}, {"retry", "nonsense"}})
    EXPECT_EQ(Run(wrong).exit_code, kExitUsage);
}

TEST_F(OutboxCommand, ServeDeliversWhatWaitsAndSignsIt) {
  EXPECT_EQ(Run({"retry", "all"}).exit_code, kExitOk);
  const std::string secret = "a secret of 24 bytes or more";
  std::ofstream(folder_.File("secret")) << secret << "\n";
  test::Receiver receiver;
  const auto run = test::RunCharter(
      {"serve", "--db", url_, "--listen", "127.0.0.1:0", "--workflows", test::SourcePath("workflows"),
       "--deliver-to", receiver.url(), "--deliver-secret-file", folder_.File("secret")},
      [&](const std::string&) { receiver.Requests(3); });
  EXPECT_EQ(run.exit_code, kExitOk) << run.err;
  const auto requests = receiver.Requests(3);
  ASSERT_EQ(requests.size(), 3U);
  std::string of_a;
  for (const Request& request : requests) {
    const std::string& id = *request.headers.Find("webhook-id");
    if (id.starts_with("a")) of_a += id + " ";
    EXPECT_EQ(*request.headers.Find("webhook-signature"),
              WebhookSignature(secret, id, *request.headers.Find("webhook-timestamp"), request.body));
  }
  EXPECT_EQ(of_a, "a_1_0 a_1_1 ");
  EXPECT_THAT(Run({}).out, HasSubstr("0 dead letters, 0 effects in the outbox"));
}

TEST_F(OutboxCommand, ServeRefusesASecretThatIsNone) {
  std::ofstream(folder_.File("secret")) << "short";
  const std::vector<std::string> serve = {
      "serve", "--db", url_, "--listen", "127.0.0.1:0", "--workflows", test::SourcePath("workflows")};
  const auto with = [&](std::vector<std::string> more) {
    more.insert(more.begin(), serve.begin(), serve.end());
    return test::RunCharter(more);
  };
  const std::string secret = folder_.File("secret");
  EXPECT_EQ(with({"--deliver-to", "http://127.0.0.1:9/", "--deliver-secret-file", secret}).exit_code,
            kExitUsage);
  EXPECT_EQ(with({"--deliver-to", "http://127.0.0.1:9/", "--deliver-secret-file", "none"}).exit_code,
            kExitUsage);
  EXPECT_EQ(with({"--deliver-secret-file", secret}).exit_code, kExitUsage);
  EXPECT_EQ(with({"--deliver-to", "mailto:somebody"}).exit_code, kExitUsage);
}

TEST(EffectIds, AreReadAsTheyAreWritten) {
  const auto id = ReadEffectId(EffectId(ItemId("a_b-c"), {12, 3, "", ""}));
  ASSERT_TRUE(id);
  EXPECT_EQ(*id, (OutboxId{ItemId("a_b-c"), 12, 3}));
  for (const char* wrong : {"", "a", "a_1", "_1_2", "a_x_1", "a_1_", "a_1_2x", "a_-1_0", "a_1_99999999999"})
    EXPECT_FALSE(ReadEffectId(wrong)) << wrong;
}

}  // namespace
}  // namespace charter::api
