// Several people at once.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <mutex>
#include <thread>

#include "tests/api/any_store.h"
#include "tests/support/test_server.h"

namespace charter::test {
namespace {

using nlohmann::json;

class RaceTest : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override { server.Publish("tests/api/leave_request.yaml"); }

  // Runs `work` with 0, 1, ... on that many threads and waits for all.
  static void AtOnce(int count, const std::function<void(int)>& work) {
    std::vector<std::thread> threads;
    for (int i = 0; i < count; ++i) threads.emplace_back(work, i);
    for (std::thread& thread : threads) thread.join();
  }

  AnyStore store{GetParam()};
  TestServer server{store.url()};
  Session worker = server.As("worker", "mill");
};

TEST_P(RaceTest, OfManyWhoActOnOneRevisionExactlyOneWins) {
  const std::string id = worker.Create("leave_request", {{"reason", "x"}, {"days", 3}});
  worker.SendEvent(id, "submit");
  std::vector<Session> heads;
  for (int i = 0; i < 8; ++i) heads.push_back(server.As("head", "taihu"));
  std::mutex mutex;
  std::map<int, int> statuses;
  AtOnce(8, [&](int i) {
    const std::string event = i % 2 == 0 ? "send_back" : "approve";
    const json input = i % 2 == 0 ? json(nullptr) : json{{"remark", "ok"}};
    const int status = heads[static_cast<std::size_t>(i)].SendEvent(id, event, input, "\"2\"").status;
    const std::scoped_lock lock(mutex);
    ++statuses[status];
  });
  EXPECT_EQ(statuses, (std::map<int, int>{{200, 1}, {412, 7}}));
  EXPECT_EQ(worker.Item(id)["rev"], 3);
  EXPECT_EQ(worker.History(id)["items"].size(), 3U);
}

TEST_P(RaceTest, NumbersAreGivenOnceEach) {
  std::mutex mutex;
  std::set<std::string> numbers;
  AtOnce(6, [&](int) {
    Session session = worker;
    for (int i = 0; i < 5; ++i) {
      const Reply reply = session.Post(
          "/v1/items", json{{"workflow", "leave_request"}, {"data", {{"reason", "x"}, {"days", 1}}}}.dump());
      ASSERT_EQ(reply.status, 201) << reply.body;
      const std::scoped_lock lock(mutex);
      numbers.insert(json::parse(reply.body)["number"].get<std::string>());
    }
  });
  EXPECT_EQ(numbers.size(), 30U);
  EXPECT_EQ(*numbers.begin(), "QJ-2026-001");
  EXPECT_EQ(*numbers.rbegin(), "QJ-2026-030");
}

TEST_P(RaceTest, AnEventAndTheTimerThatWouldEndTheItemLeaveOneOfTheTwo) {
  const std::string id = worker.Create("leave_request", {{"reason", "x"}, {"days", 3}});
  worker.SendEvent(id, "submit");
  Session head = server.As("head", "taihu");
  AtOnce(2, [&](int i) {
    if (i == 0) server.Advance("6 workdays");
    if (i == 1) head.SendEvent(id, "approve", {{"remark", "ok"}});
  });
  EXPECT_EQ(worker.Item(id)["status"], "ended");
  const json history = worker.History(id)["items"];
  const auto ends = std::count_if(history.begin(), history.end(), [](const json& row) {
    return row["to"] == json({"approved"}) || row["to"] == json({"lapsed"});
  });
  EXPECT_EQ(ends, 1) << history;
}

INSTANTIATE_TEST_SUITE_P(Over, RaceTest, kStoreKinds, NameOfKind);

}  // namespace
}  // namespace charter::test
