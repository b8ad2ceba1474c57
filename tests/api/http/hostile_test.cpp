// Clients that mean harm or have bad lines, over real sockets: each gets what is due to it, nobody gets
// another's bytes, and others are served meanwhile.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <atomic>
#include <latch>
#include <mutex>
#include <random>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "api/http/server.h"
#include "tests/support/raw_client.h"

namespace charter::api {
namespace {

using std::chrono::milliseconds;
using test::BodyIn;
using test::RawClient;
using test::StatusIn;
using testing::HasSubstr;

std::string Get(const std::string& target, const std::string& fields = {}) {
  return "GET " + target + " HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n";
}

// "/large/N": N bytes. "/wait": when the test lets it. Anything else: the target and the body.
class HostileTest : public testing::Test {
 protected:
  Response Answer(const Request& request) {
    Response response;
    if (request.target.starts_with("/large/")) {
      response.body = Large(std::stoul(request.target.substr(7)));
    } else {
      if (request.target.starts_with("/wait")) {
        ++waiting_;
        waiting_.notify_all();
        go_on_.wait();
      }
      response.body = request.target + " " + request.body;
    }
    return response;
  }

  static std::string Large(std::size_t size) {
    std::string text(size, 'a');
    for (std::size_t i = 0; i < size; i += 7) text[i] = static_cast<char>('0' + i % 10);
    return text;
  }

  void Start(int threads = 4, const Limits& limits = {}, std::size_t queue = 1024) {
    server_ = std::make_unique<HttpServer>(
        ServerOptions{.host = "127.0.0.1", .port = 0, .threads = threads, .limits = limits, .queue = queue},
        [this](const Request& request) { return Answer(request); });
    port_ = server_->Start();
  }
  void TearDown() override {
    LetGo();
    server_.reset();
  }

  void AwaitWaiting(int count) {
    for (int now = waiting_; now < count; now = waiting_) waiting_.wait(now);
  }
  void LetGo() {
    if (!let_go_) go_on_.count_down();
    let_go_ = true;
  }
  // The server has read what was sent before: it reads in one thread, in the order in which things come.
  void AwaitRead() const {
    RawClient client(port_);
    client.Send("broken\r\n\r\n");
    EXPECT_EQ(StatusIn(client.ReceiveAnswer()), 400);
  }
  void PassTime(milliseconds time) const {
    const Moment now = ReadClocks();
    server_->CloseLate({now.at + time, now.date});
  }
  void ExpectServed() const {
    RawClient client(port_);
    client.Send(Get("/still-there"));
    EXPECT_EQ(BodyIn(client.ReceiveAnswer()), "/still-there ");
  }

  std::unique_ptr<HttpServer> server_;
  std::uint16_t port_ = 0;
  Limits limits_;
  std::atomic<int> waiting_ = 0;
  std::latch go_on_{1};
  bool let_go_ = false;
};

TEST_F(HostileTest, KeepsAConnectionOfHttp11WithoutBeingAsked) {
  Start();
  RawClient client(port_);
  for (int i = 0; i < 100; ++i) {
    client.Send(Get("/" + std::to_string(i)));
    EXPECT_EQ(BodyIn(client.ReceiveAnswer()), "/" + std::to_string(i) + " ");
  }
}

TEST_F(HostileTest, AnswersPipelinedRequestsInTheirOrder) {
  Start();
  RawClient client(port_);
  std::string all;
  for (int i = 0; i < 500; ++i) all += Get("/" + std::to_string(i));
  client.Send(all);
  for (int i = 0; i < 500; ++i) ASSERT_EQ(BodyIn(client.ReceiveAnswer()), "/" + std::to_string(i) + " ");
}

TEST_F(HostileTest, AnswersARequestThatComesByteByByte) {
  Start();
  RawClient client(port_);
  for (const char c :
       "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n" + Get("/2"))
    client.Send(std::string(1, c));
  EXPECT_EQ(BodyIn(client.ReceiveAnswer()), "/ hi");
  EXPECT_EQ(BodyIn(client.ReceiveAnswer()), "/2 ");
}

TEST_F(HostileTest, ClosesAfterWhatItCannotReadAndTakesNothingMore) {
  Start();
  const std::string smuggled = Get("/smuggled");
  for (const std::string& request :
       {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5abc\r\n\r\n" + smuggled,
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nContent-Length: 44\r\n\r\n" + smuggled,
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" +
            smuggled,
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chu\r\n\r\n" + smuggled,
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding : chunked\r\n\r\n" + smuggled,
        "GET / HTTP/1.1\nHost: a\n\n" + smuggled, "GET / HTTP/1.1\r\nHost: a\r\n X: b\r\n\r\n" + smuggled}) {
    RawClient client(port_);
    client.Send(request);
    const std::string all = client.ReceiveAll();
    EXPECT_EQ(StatusIn(all), 400) << request;
    EXPECT_EQ(all.find("smuggled"), std::string::npos) << request;
    EXPECT_EQ(all.find("HTTP/1.1", 1), std::string::npos) << "one answer, and no more: " << all;
  }
  ExpectServed();
}

TEST_F(HostileTest, SurvivesAChunkOfAllThereIs) {
  Start();
  for (const char* size : {"7fffffffffffffff", "ffffffffffffffff", "8000000000000000"}) {
    RawClient client(port_);
    client.Send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + std::string(size) +
                "\r\nhi");
    EXPECT_EQ(StatusIn(client.ReceiveAll()), 413) << size;
  }
  ExpectServed();
}

TEST_F(HostileTest, LetsTheClientReadItsRefusalThoughItGoesOnSending) {
  Start();
  RawClient client(port_);
  client.Send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9000000\r\n\r\n");
  const std::string part(64UL * 1024, 'a');
  for (int i = 0; i < 64; ++i) client.Send(part);
  EXPECT_EQ(StatusIn(client.ReceiveAll()), 413);
}

TEST_F(HostileTest, TellsASlowHeadThatItsTimeIsOver) {
  Start();
  RawClient client(port_);
  client.Send(Get("/1") + "GET /2 HT");
  EXPECT_EQ(StatusIn(client.ReceiveAnswer()), 200);
  AwaitRead();
  PassTime(limits_.head_time + milliseconds(1));
  const std::string answer = client.ReceiveAll();
  EXPECT_EQ(StatusIn(answer), 408);
  EXPECT_THAT(answer, HasSubstr("CH3101"));
  ExpectServed();
}

TEST_F(HostileTest, TellsASlowBodyThatItsTimeIsOver) {
  Start();
  RawClient client(port_);
  client.Send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nhal");
  AwaitRead();
  PassTime(limits_.body_time + milliseconds(1));
  EXPECT_EQ(StatusIn(client.ReceiveAll()), 408);
}

TEST_F(HostileTest, ClosesIdleConnections) {
  Start();
  RawClient fresh(port_);
  RawClient used(port_);
  used.Send(Get("/1"));
  EXPECT_EQ(StatusIn(used.ReceiveAnswer()), 200);
  AwaitRead();
  PassTime(limits_.idle + milliseconds(1));
  EXPECT_EQ(fresh.ReceiveAll(), "");
  EXPECT_EQ(used.ReceiveAll(), "");
}

TEST_F(HostileTest, HoldsNoThreadForASlowReader) {
  Start(1);
  const std::size_t size = 32UL * 1024 * 1024;
  RawClient slow(port_, 4096);
  slow.Send(Get("/large/" + std::to_string(size)));
  EXPECT_THAT(slow.Receive(9), "HTTP/1.1 ");
  for (int i = 0; i < 10; ++i) ExpectServed();  // by the one thread that there is
}

TEST_F(HostileTest, GivesASlowReaderEveryByteInItsOrder) {
  Start(1);
  RawClient slow(port_, 4096);
  slow.Send(Get("/large/5000000") + Get("/next"));
  EXPECT_EQ(BodyIn(slow.ReceiveAnswer()), Large(5'000'000));
  EXPECT_EQ(BodyIn(slow.ReceiveAnswer()), "/next ");
}

TEST_F(HostileTest, GivesUpAReaderThatTakesTooLong) {
  Start(1);
  RawClient slow(port_, 4096);
  slow.Send(Get("/large/33554432"));
  EXPECT_THAT(slow.Receive(9), "HTTP/1.1 ");
  ExpectServed();
  PassTime(limits_.write_time + milliseconds(1));
  EXPECT_LT(slow.ReceiveAll().size(), 33'554'432U);
  ExpectServed();
}

TEST_F(HostileTest, AnswersAHalfClosedClient) {
  Start();
  RawClient client(port_);
  client.Send(Get("/wait/1") + Get("/2"));
  AwaitWaiting(1);
  client.HalfClose();
  AwaitRead();
  LetGo();
  EXPECT_EQ(BodyIn(client.ReceiveAnswer()), "/wait/1 ");
  EXPECT_EQ(BodyIn(client.ReceiveAnswer()), "/2 ");
  EXPECT_EQ(client.ReceiveAll(), "");
}

TEST_F(HostileTest, GivesAHalfClosedSlowReaderEveryByte) {
  Start();
  RawClient slow(port_, 4096);
  slow.Send(Get("/large/5000000"));
  EXPECT_THAT(slow.Receive(9), "HTTP/1.1 ");
  slow.HalfClose();
  AwaitRead();
  EXPECT_THAT(slow.ReceiveAll(), testing::EndsWith(Large(5'000'000)));
}

TEST_F(HostileTest, ReadsAndRefusesWhileAllThreadsAreHeldUp) {
  Start(2, {}, 1);
  std::vector<RawClient> held;
  for (int i = 0; i < 2; ++i) {
    held.emplace_back(port_).Send(Get("/wait"));
    AwaitWaiting(i + 1);
  }
  RawClient queued(port_);
  queued.Send(Get("/queued"));
  AwaitRead();  // it is refused by the reader itself: no thread is needed
  RawClient refused(port_);
  refused.Send(Get("/refused", "Accept-Language: en\r\n"));
  const std::string busy = refused.ReceiveAnswer();
  EXPECT_EQ(StatusIn(busy), 503);
  EXPECT_THAT(busy, HasSubstr("\r\nRetry-After: 1\r\n"));
  EXPECT_THAT(busy, HasSubstr("CH3105"));
  LetGo();
  EXPECT_EQ(BodyIn(queued.ReceiveAnswer()), "/queued ");
  refused.Send(Get("/again"));
  EXPECT_EQ(BodyIn(refused.ReceiveAnswer()), "/again ");
}

TEST_F(HostileTest, RefusesConnectionsPastTheLimitAndTakesThemAgain) {
  Limits limits;
  limits.connections = 2;
  Start(4, limits);
  {
    RawClient one(port_);
    RawClient two(port_);
    for (RawClient* client : {&one, &two}) {
      client->Send(Get("/"));
      EXPECT_EQ(StatusIn(client->ReceiveAnswer()), 200);
    }
    EXPECT_EQ(StatusIn(RawClient(port_).ReceiveAll()), 503);
    one.Send(Get("/", "Connection: close\r\n"));
    EXPECT_EQ(StatusIn(one.ReceiveAll()), 200);
  }
  while (server_->connections() > 0) std::this_thread::yield();
  ExpectServed();
}

TEST_F(HostileTest, KeepsAnswersApartWhereClientsGoAwayInTheMiddle) {
  Start(8);
  std::atomic<int> answered = 0;
  std::atomic<int> mixed_up = 0;
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 8; ++thread) {
    threads.emplace_back([&, thread] {
      std::mt19937 random(static_cast<unsigned>(thread));
      for (int i = 0; i < 500; ++i) {
        const std::string id = "/" + std::to_string(thread) + "/" + std::to_string(i);
        RawClient client(port_);
        std::string requests;
        const int count = 1 + static_cast<int>(random() % 3);
        for (int j = 0; j < count; ++j) requests += Get(id);
        client.Send(requests);
        // Four ways to go: at once with a reset, half closed, in the middle of an answer, or politely.
        const unsigned way = random() % 4;
        if (way == 1) client.HalfClose();
        if (way == 2) static_cast<void>(client.Receive(1 + random() % 40));
        for (int j = 0; j < count && (way == 1 || way == 3); ++j) {
          const std::string answer = client.ReceiveAnswer();
          ++(BodyIn(answer) == id + " " ? answered : mixed_up);
        }
        if (way == 0 || way == 2) client.Reset();
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(mixed_up, 0);
  EXPECT_GT(answered, 2'000);
  ExpectServed();
}

TEST_F(HostileTest, NeverWritesToANumberThatWasGivenToAnotherClient) {
  Start(64);
  // The first clients go away while their answers are being made; the next get the same numbers.
  std::vector<RawClient> gone;
  for (int i = 0; i < 32; ++i) gone.emplace_back(port_).Send(Get("/wait/gone"));
  AwaitWaiting(32);
  for (RawClient& client : gone) client.Reset();
  AwaitRead();
  std::vector<RawClient> next;
  for (int i = 0; i < 32; ++i) next.emplace_back(port_).Send(Get("/next/" + std::to_string(i) + "/1"));
  for (int i = 0; i < 32; ++i)
    EXPECT_EQ(BodyIn(next.at(static_cast<std::size_t>(i)).ReceiveAnswer()),
              "/next/" + std::to_string(i) + "/1 ");
  LetGo();
  for (int i = 0; i < 32; ++i) {
    RawClient& client = next.at(static_cast<std::size_t>(i));
    client.Send(Get("/next/" + std::to_string(i) + "/2", "Connection: close\r\n"));
    EXPECT_EQ(BodyIn(client.ReceiveAll()), "/next/" + std::to_string(i) + "/2 ");
  }
}

TEST_F(HostileTest, AnswersOrClosesWhateverBytesCome) {
  Start();
  std::mt19937 random(2026);
  for (int i = 0; i < 300; ++i) {
    std::string bytes = i % 3 == 0   ? Get("/")
                        : i % 3 == 1 ? "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                                     : "";
    const std::size_t size = random() % 3000;
    for (std::size_t j = 0; j < size; ++j) bytes += static_cast<char>(random());
    RawClient client(port_);
    client.Send(bytes);
    client.HalfClose();
    for (std::string all = client.ReceiveAll(); !all.empty(); all.clear())
      EXPECT_THAT(StatusIn(all), testing::AnyOf(200, 400, 413, 414, 431, 501, 505));
  }
  ExpectServed();
}

// 10,000, or what the process may open: each takes one descriptor here and one in the server.
TEST_F(HostileTest, ServesOthersWhileTenThousandConnectionsAreIdle) {
  rlimit files{};
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &files), 0);
  files.rlim_cur = files.rlim_max;
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &files), 0);
  const std::size_t count = std::min<std::size_t>(10'000, (files.rlim_cur - 600) / 2);
  RecordProperty("connections", std::to_string(count));
  Start(4);
  std::vector<RawClient> idle;
  idle.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    RawClient& client = idle.emplace_back(port_);
    if (i % 2 == 0) client.Send("GET /" + std::to_string(i) + " HTTP/1.1\r\nHost: a\r\n");
  }
  RawClient busy(port_);
  for (int i = 0; i < 1'000; ++i) {
    busy.Send(Get("/busy"));
    ASSERT_EQ(BodyIn(busy.ReceiveAnswer()), "/busy ");
  }
  EXPECT_EQ(server_->connections(), count + 1);
  for (std::size_t i = 0; i < count; i += 100) {
    if (i % 2 != 0) continue;
    idle.at(i).Send("\r\n");
    EXPECT_EQ(BodyIn(idle.at(i).ReceiveAnswer()), "/" + std::to_string(i) + " ");
  }
}

// ---- the end of the server -----------------------------------------------------------------------

TEST_F(HostileTest, AnswersWhatIsUnderWayBeforeItStops) {
  Start();
  RawClient idle(port_);
  idle.Send(Get("/"));
  EXPECT_EQ(StatusIn(idle.ReceiveAnswer()), 200);
  RawClient working(port_);
  working.Send(Get("/wait"));
  AwaitWaiting(1);
  std::thread stopping([this] { server_->Stop(); });
  EXPECT_EQ(idle.ReceiveAll(), "");  // closed, while the other is still being worked for
  LetGo();
  const std::string answer = working.ReceiveAll();
  EXPECT_EQ(BodyIn(answer), "/wait ");
  EXPECT_THAT(answer, HasSubstr("\r\nConnection: close\r\n"));
  working.HalfClose();
  stopping.join();
  EXPECT_THROW(RawClient{port_}, std::runtime_error);
}

TEST_F(HostileTest, StopsInTimeThoughAClientTakesNothing) {
  server_ = std::make_unique<HttpServer>(
      ServerOptions{.host = "127.0.0.1", .port = 0, .threads = 4, .drain = milliseconds(1)},
      [this](const Request& request) { return Answer(request); });
  port_ = server_->Start();
  RawClient slow(port_, 4096);
  slow.Send(Get("/large/33554432"));
  EXPECT_THAT(slow.Receive(9), "HTTP/1.1 ");
  server_->Stop();
  EXPECT_EQ(server_->connections(), 0U);
}

}  // namespace
}  // namespace charter::api
