// The database goes away under a server that is at work, and comes back.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <set>
#include <thread>

#include "tests/support/own_postgres.h"
#include "tests/support/test_server.h"

namespace charter::test {
namespace {

using nlohmann::json;

// What clients were answered, counted so that the test can wait for it.
class Answers {
 public:
  void Add(int status) {
    const std::scoped_lock lock(mutex_);
    ++counts_[status];
    changed_.notify_all();
  }
  void WaitFor(int status, int more) {
    std::unique_lock lock(mutex_);
    const int goal = counts_[status] + more;
    EXPECT_TRUE(changed_.wait_for(lock, std::chrono::seconds(60), [&] { return counts_[status] >= goal; }))
        << more << " more answers of " << status;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<int, int> counts_;
};

TEST(ADatabaseThatGoesAway, CostsClientsRetryableErrorsAndNoEventThatWasAcknowledged) {
  OwnPostgres postgres;
  TestServer server(postgres.url());
  server.Publish("tests/bench/shuttle.yaml");
  Answers answers;
  std::atomic<bool> stopping = false;

  // Each has an item and sends it events with a mark; those acknowledged are found again below.
  const auto work = [&](Session session, const std::string& item, std::set<std::string>& acknowledged) {
    for (int i = 0; !stopping; ++i) {
      const std::string mark = std::to_string(i);
      const Reply reply = session.SendEvent(item, "note", {{"mark", mark}});
      answers.Add(reply.status);
      if (reply.status == 200) {
        acknowledged.insert(mark);
      } else {
        ASSERT_EQ(reply.status, 503) << reply.body;
        EXPECT_FALSE(reply.Header("Retry-After").empty());
        EXPECT_EQ(json::parse(reply.body)["type"], "/problems/store_unavailable");
      }
    }
  };
  constexpr std::size_t kClients = 4;
  std::vector<Session> sessions;
  std::vector<std::string> items;
  std::vector<std::set<std::string>> acknowledged(kClients);
  for (std::size_t i = 0; i < kClients; ++i) {
    sessions.push_back(server.As("clerk", "mill"));
    items.push_back(sessions[i].Create("shuttle", json::object(), {{"org", "mill"}}));
  }
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < kClients; ++i) {
    threads.emplace_back(work, sessions[i], items[i], std::ref(acknowledged[i]));
  }
  for (int i = 0; i < 2; ++i) {
    answers.WaitFor(200, 40);
    postgres.Crash();
    answers.WaitFor(503, 20);
    EXPECT_EQ(sessions[0].Get("/ready").status, 503);
    EXPECT_EQ(sessions[0].Get("/health").status, 200);
    postgres.Start();
  }
  answers.WaitFor(200, 40);
  stopping = true;
  for (std::thread& thread : threads) thread.join();

  EXPECT_EQ(sessions[0].Get("/ready").status, 200);
  for (std::size_t i = 0; i < kClients; ++i) {
    std::multiset<std::string> found;
    std::int64_t after = 0;
    for (json page; after >= 0;
         after = page["next"].is_null() ? -1 : std::stoll(page["next"].get<std::string>())) {
      page =
          json::parse(sessions[i]
                          .Get("/v1/items/" + items[i] + "/history?limit=200&cursor=" + std::to_string(after))
                          .body);
      for (const json& row : page["items"]) {
        if (row["event"] == "note") found.insert(row["input"]["mark"].get<std::string>());
      }
    }
    for (const std::string& mark : acknowledged[i]) EXPECT_EQ(found.count(mark), 1U) << mark;
    for (const std::string& mark : found) EXPECT_EQ(found.count(mark), 1U) << mark;
  }
}

}  // namespace
}  // namespace charter::test
