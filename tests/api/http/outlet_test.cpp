// Answers that go on: who holds their outlet writes, and nobody waits for a client.
#include "api/http/outlet.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "api/http/server.h"
#include "tests/support/raw_client.h"

namespace charter::api {
namespace {

using charter::test::BodyIn;
using charter::test::RawClient;
using charter::test::StatusIn;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;

// "/stream" goes on; all else is answered at once. One thread carries everything out.
class OutletTest : public testing::Test {
 protected:
  HttpServer server{{"127.0.0.1", 0, 1}, [this](const Request& request) {
                      Response response;
                      response.headers.Add("Content-Type", "text/plain");
                      response.body = request.target;
                      if (request.target == "/stream") {
                        response.goes_on = [this](std::shared_ptr<Outlet> outlet) {
                          const std::scoped_lock lock(mutex_);
                          outlets_.push_back(std::move(outlet));
                          came_.notify_all();
                        };
                      }
                      return response;
                    }};
  std::uint16_t port = server.Start();

  // Those that have come, when there are so many.
  std::vector<std::shared_ptr<Outlet>> Await(std::size_t count) {
    std::unique_lock lock(mutex_);
    came_.wait(lock, [&] { return outlets_.size() >= count; });
    return outlets_;
  }
  std::shared_ptr<Outlet> Open(RawClient& client) {
    const std::size_t before = Await(0).size();
    client.Send("GET /stream HTTP/1.1\r\nHost: a\r\n\r\n");
    return Await(before + 1).back();
  }
  static std::string ReceiveUntil(RawClient& client, const std::string& end) {
    std::string all;
    while (!all.ends_with(end)) {
      const std::string part = client.Receive();
      if (part.empty()) break;
      all += part;
    }
    return all;
  }
  static void AwaitEnd(Outlet& outlet) {
    while (outlet.Waiting()) std::this_thread::yield();
  }

 private:
  std::mutex mutex_;
  std::condition_variable came_;
  std::vector<std::shared_ptr<Outlet>> outlets_;
};

TEST_F(OutletTest, SendsTheHeadAtOnceAndThenWhatIsWritten) {
  RawClient client(port);
  const auto outlet = Open(client);
  const std::string head = ReceiveUntil(client, "/stream");
  EXPECT_EQ(StatusIn(head), 200);
  EXPECT_THAT(head, HasSubstr("Connection: close\r\n"));
  EXPECT_THAT(head, Not(HasSubstr("Content-Length")));
  EXPECT_EQ(outlet->Waiting(), 0U);
  outlet->Write("one ");
  EXPECT_EQ(ReceiveUntil(client, "one "), "one ");
  outlet->Write("two ");
  outlet->Write("three");
  outlet->Close();
  EXPECT_EQ(client.ReceiveAll(), "two three");
  EXPECT_FALSE(outlet->Waiting());
  outlet->Write("nobody reads this");
}

TEST_F(OutletTest, AnswersHeadWithoutGoingOn) {
  RawClient client(port);
  client.Send("HEAD /stream HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_THAT(client.ReceiveAll(), EndsWith("Connection: close\r\n\r\n"));
  EXPECT_TRUE(Await(0).empty());
}

TEST_F(OutletTest, HoldsNoThread) {
  std::vector<std::unique_ptr<RawClient>> clients;
  for (int i = 0; i < 50; ++i) Open(*clients.emplace_back(std::make_unique<RawClient>(port)));
  RawClient other(port);
  other.Send("GET /now HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(BodyIn(other.ReceiveAnswer()), "/now");
  for (const auto& outlet : Await(50)) outlet->Write("!");
  for (auto& client : clients) EXPECT_THAT(ReceiveUntil(*client, "!"), EndsWith("/stream!"));
}

TEST_F(OutletTest, NoticesThatTheClientIsGone) {
  for (const bool rudely : {false, true}) {
    RawClient client(port);
    const auto outlet = Open(client);
    EXPECT_TRUE(outlet->Waiting());
    rudely ? client.Reset() : client.HalfClose();
    AwaitEnd(*outlet);
    outlet->Write("nobody reads this");
  }
  while (server.connections() > 0) std::this_thread::yield();
}

TEST_F(OutletTest, CutsOffAClientThatTakesNothing) {
  RawClient client(port, 4096);
  const auto outlet = Open(client);
  outlet->Write(std::string(16UL * 1024 * 1024, 'a'));
  EXPECT_GT(outlet->Waiting().value_or(0), 0U);
  const Moment now = ReadClocks();
  server.CloseLate({now.at + std::chrono::seconds(59), now.date});
  EXPECT_TRUE(outlet->Waiting());
  server.CloseLate({now.at + std::chrono::seconds(61), now.date});
  EXPECT_FALSE(outlet->Waiting());
  while (server.connections() > 0) std::this_thread::yield();
}

TEST_F(OutletTest, LeavesAloneWhoHasTakenEverything) {
  RawClient client(port);
  const auto outlet = Open(client);
  outlet->Write("all");
  EXPECT_THAT(ReceiveUntil(client, "all"), EndsWith("all"));
  const Moment now = ReadClocks();
  server.CloseLate({now.at + std::chrono::hours(10), now.date});
  outlet->Write("more");
  EXPECT_EQ(ReceiveUntil(client, "more"), "more");
}

TEST_F(OutletTest, WritesOnAsASlowClientTakesIt) {
  constexpr std::size_t kSize = 8UL * 1024 * 1024;
  RawClient client(port, 4096);
  const auto outlet = Open(client);
  ReceiveUntil(client, "/stream");
  outlet->Write(std::string(kSize, 'a') + "!");
  EXPECT_GT(outlet->Waiting().value_or(0), 0U);
  EXPECT_EQ(ReceiveUntil(client, "!").size(), kSize + 1);
  while (outlet->Waiting().value_or(1) > 0) std::this_thread::yield();
}

TEST_F(OutletTest, EndsWhenTheServerStops) {
  RawClient client(port);
  const auto outlet = Open(client);
  outlet->Write("last");
  server.Stop();
  EXPECT_THAT(client.ReceiveAll(), EndsWith("last"));
  EXPECT_FALSE(outlet->Waiting());
  outlet->Write("nobody reads this");
  outlet->Close();
}

// Clients come and go while some write and the server looks for late ones; then it stops in the middle.
TEST_F(OutletTest, ManyWriteWhileClientsComeAndGo) {
  std::atomic<bool> writing = true;
  std::vector<std::thread> threads;
  for (int i = 0; i < 2; ++i) {
    threads.emplace_back([&] {
      while (writing) {
        for (const auto& outlet : Await(0)) {
          if (outlet->Waiting() == 0U) outlet->Write("data: x\n\n");
        }
        server.CloseLate(ReadClocks());
      }
    });
  }
  std::atomic<int> heard = 0;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&, i] {
      for (int round = 0; round < 25; ++round) {
        RawClient client(port);
        client.Send("GET /stream HTTP/1.1\r\nHost: a\r\n\r\n");
        if (ReceiveUntil(client, "x\n\n").find("data: x") != std::string::npos) ++heard;
        if ((round + i) % 3 == 0) client.Reset();
      }
    });
  }
  for (std::size_t i = 2; i < threads.size(); ++i) threads[i].join();
  EXPECT_EQ(heard, 100);
  RawClient last(port);
  const auto outlet = Open(last);
  server.Stop();
  writing = false;
  threads[0].join();
  threads[1].join();
  EXPECT_FALSE(outlet->Waiting());
}

}  // namespace
}  // namespace charter::api
