#include "api/http/server.h"

#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>
#include <string>
#include <thread>

#include "tests/support/http_client.h"

namespace charter::api {
namespace {

// Says back what it was asked.
Response Echo(const Request& request) {
  Response response;
  response.status = 201;
  response.headers.Add("Content-Type", "text/plain");
  response.headers.Add("ETag", "\"7\"");
  response.body = request.method + " " + request.target + "\n";
  for (const char* name : {"Authorization", "If-Match", "Accept-Language", "Content-Type"}) {
    const std::string* value = request.headers.Find(name);
    response.body += std::string(name) + "=" + (value == nullptr ? "-" : *value) + "\n";
  }
  response.body += std::to_string(request.body.size());
  return response;
}

class ServerTest : public testing::Test {
 protected:
  HttpServer server{{"127.0.0.1", 0, 2}, Echo};
  test::HttpClient client{server.Start()};
};

TEST_F(ServerTest, HandsTheRequestOverAsItCame) {
  const auto reply = client.Send("POST", "/v1/items?state=a%20b&limit=2",
                                 {{"Authorization", "Bearer charter_abc"},
                                  {"If-Match", "\"7\""},
                                  {"Accept-Language", "en"},
                                  {"Content-Type", "application/json"}},
                                 "{}");
  EXPECT_EQ(reply.status, 201);
  EXPECT_EQ(reply.Header("etag"), "\"7\"");
  EXPECT_EQ(reply.Header("content-type"), "text/plain");
  EXPECT_NE(reply.body.find("POST /v1/items?"), std::string::npos) << reply.body;
  EXPECT_NE(reply.body.find("state=a%20b"), std::string::npos) << reply.body;
  EXPECT_NE(reply.body.find("Authorization=Bearer charter_abc\nIf-Match=\"7\"\nAccept-Language=en\n"
                            "Content-Type=application/json\n2"),
            std::string::npos)
      << reply.body;
}

TEST_F(ServerTest, HandsABodyOfTwoMebibytesOverWhole) {
  const auto reply = client.Send("POST", "/", {}, std::string(2UL * 1024 * 1024, 'a'));
  EXPECT_EQ(reply.status, 201);
  EXPECT_TRUE(reply.body.ends_with("2097152")) << reply.body;
}

TEST_F(ServerTest, AnswersHeadWithoutABody) {
  const auto reply = client.Send("HEAD", "/v1/items");
  EXPECT_EQ(reply.status, 201);
  EXPECT_EQ(reply.body, "");
}

// Twenty mebibytes in pieces; the target says after how many there is an end to it.
Response InPieces(const Request& request) {
  constexpr std::int64_t kPiece = 256L * 1024;
  Response response;
  response.body = "begin";
  response.rest_size = 80 * kPiece;
  response.rest = [left = std::stoi(request.target.substr(1))]() mutable {
    if (left-- == 0) throw std::runtime_error("the database has gone");
    return std::string(kPiece, static_cast<char>('a' + left % 26));
  };
  return response;
}

TEST(LargeAnswers, AreWrittenPieceByPieceOrBrokenOff) {
  HttpServer server({"127.0.0.1", 0, 2}, InPieces);
  test::HttpClient client(server.Start());
  const auto whole = client.Send("GET", "/80");
  EXPECT_EQ(whole.body.size(), 5U + 80U * 256 * 1024);
  EXPECT_TRUE(whole.body.starts_with("begin")) << whole.body.substr(0, 20);
  EXPECT_EQ(whole.body.back(), 'a');
  EXPECT_EQ(client.Send("HEAD", "/0").Header("Content-Length"), std::to_string(5 + 80 * 256 * 1024));
  const auto broken = client.Send("GET", "/3");
  EXPECT_LT(broken.body.size(), 5U + 80U * 256 * 1024) << "what is missing is seen by the length";
  server.Stop();
}

TEST_F(ServerTest, AnswersManyAtOnce) {
  std::atomic<int> answered = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      for (int j = 0; j < 25; ++j)
        answered += client.Send("GET", "/" + std::to_string(j)).status == 201 ? 1 : 0;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(answered, 200);
}

TEST_F(ServerTest, AnswersNobodyAfterItWasStopped) {
  server.Stop();
  server.Stop();
  EXPECT_THROW(client.Send("GET", "/"), std::runtime_error);
}

TEST_F(ServerTest, SaysSoWhereThePortIsTaken) {
  HttpServer first({"127.0.0.1", 0, 1}, Echo);
  const std::uint16_t port = first.Start();
  HttpServer second({"127.0.0.1", port, 1}, Echo);
  EXPECT_THROW(second.Start(), std::exception);
}

}  // namespace
}  // namespace charter::api
