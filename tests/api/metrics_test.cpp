// GET /metrics: what is counted, by which names, and who may read it.
#include <gmock/gmock.h>

#include <map>
#include <regex>
#include <sstream>
#include <thread>

#include "api/counters.h"
#include "api/metrics.h"
#include "tests/api/any_store.h"
#include "tests/support/test_server.h"

namespace charter::test {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kToken = "scrape-0123456789-0123456789";
constexpr const char* kStart = "2026-01-05T09:00:00+08:00";

class MetricsTest : public testing::TestWithParam<const char*> {
 protected:
  Reply Scrape(const std::string& token = kToken) {
    return HttpClient(server.port()).Send("GET", "/metrics", {{"Authorization", "Bearer " + token}});
  }
  // By name and labels, as the text has them.
  std::map<std::string, double> Read() {
    const Reply reply = Scrape();
    EXPECT_EQ(reply.status, 200) << reply.body;
    std::map<std::string, double> values;
    std::istringstream lines(reply.body);
    for (std::string line; std::getline(lines, line);) {
      if (line.empty() || line.front() == '#') continue;
      const auto space = line.rfind(' ');
      EXPECT_TRUE(values.emplace(line.substr(0, space), std::stod(line.substr(space + 1))).second) << line;
    }
    return values;
  }

  AnyStore store{GetParam()};
  TestServer server{OpenForTest(store.url()), kStart,
                    [](api::CharterServerOptions& options) { options.metrics_token = kToken; }};
};

TEST_P(MetricsTest, AreReadWithTheirOwnTokenOnly) {
  const Reply reply = Scrape();
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.Header("Content-Type"), "text/plain; version=0.0.4; charset=utf-8");
  EXPECT_EQ(Scrape("wrong").status, 401);
  EXPECT_EQ(Scrape("").status, 401);
  EXPECT_EQ(HttpClient(server.port()).Send("GET", "/metrics").status, 401);
  EXPECT_EQ(server.Person("admin", "city", {"administrator"}).Get("/metrics").status, 401);
}

TEST_P(MetricsTest, CountRequestsByRouteMethodAndStatus) {
  server.Publish("tests/api/leave_request.yaml");
  Session worker = server.As("worker", "mill");
  const std::string id = worker.Create("leave_request", {{"reason", "x"}, {"days", 3}});
  worker.Item(id);
  worker.Item(id);
  worker.Get("/v1/items/none");
  HttpClient(server.port()).Send("GET", "/v1/" + id);
  HttpClient(server.port()).Send("PUT", "/coffee/" + id);
  const auto values = Read();
  const auto requests = [&](const std::string& labels) {
    const auto found = values.find("charter_http_requests_total{" + labels + "}");
    return found == values.end() ? 0 : found->second;
  };
  EXPECT_EQ(requests(R"(method="GET",route="/v1/items/{id}",status="200")"), 2);
  EXPECT_EQ(requests(R"(method="GET",route="/v1/items/{id}",status="404")"), 1);
  EXPECT_EQ(requests(R"(method="POST",route="/v1/items",status="201")"), 1);
  EXPECT_EQ(requests(R"(method="-",route="-",status="404")"), 2);
  const std::string time = "charter_http_request_duration_seconds_";
  const std::string labels = R"({method="GET",route="/v1/items/{id}")";
  EXPECT_EQ(values.at(time + "count" + labels + "}"), 3);
  EXPECT_EQ(values.at(time + "bucket" + labels + R"(,le="+Inf"})"), 3);
  EXPECT_GT(values.at(time + "sum" + labels + "}"), 0);
  EXPECT_LE(values.at(time + "bucket" + labels + R"(,le="0.001"})"),
            values.at(time + "bucket" + labels + R"(,le="0.1"})"));
  EXPECT_EQ(values.at(R"(charter_problems_total{code="CH4004"})"), 2);
  EXPECT_EQ(values.at(R"(charter_problems_total{code="CH3002"})"), 1);
}

TEST_P(MetricsTest, CountEventsByWhatCameOfThem) {
  server.Publish("tests/api/leave_request.yaml");
  Session worker = server.As("worker", "mill");
  const auto create = [&](int days) {
    return worker.Create("leave_request", {{"reason", "x"}, {"days", days}});
  };
  const std::string first = create(3);
  const std::string second = create(3);
  const std::string long_one = create(20);
  EXPECT_EQ(worker.SendEvent(first, "submit").status, 200);
  EXPECT_EQ(worker.SendEvent(first, "approve").status, 403);
  worker.Post("/v1/items/" + second + "/events?dry_run=true", R"({"event":"submit"})");
  const auto many = [&](const char* mode) {
    return json{{"event", "submit"}, {"mode", mode}, {"items", {{{"id", second}}, {{"id", long_one}}}}}
        .dump();
  };
  EXPECT_EQ(worker.Post("/v1/items/events", many("all_or_nothing")).status, 409);
  EXPECT_EQ(worker.Post("/v1/items/events", many("each")).status, 200);
  const auto values = Read();
  EXPECT_EQ(values.at(R"(charter_events_total{code="ok"})"), 2) << "the first, and the second of `each`";
  EXPECT_EQ(values.at(R"(charter_events_total{code="CH2003"})"), 1);
  EXPECT_EQ(values.at(R"(charter_events_total{code="CH2004"})"), 2) << "a guard that refused twice";
}

TEST_P(MetricsTest, TellWhatWaitsAndHowTheProcessIs) {
  server.Publish("tests/api/leave_request.yaml");
  Session worker = server.As("worker", "mill");
  worker.SendEvent(worker.Create("leave_request", {{"reason", "x"}, {"days", 3}}), "submit");
  auto values = Read();
  EXPECT_EQ(values.at("charter_database_up"), 1);
  EXPECT_EQ(values.at("charter_outbox_dead_letters"), 0);
  EXPECT_EQ(values.at("charter_timers_late"), 0);
  EXPECT_EQ(values.at("charter_timer_delay_seconds"), 0);
  EXPECT_GE(values.at("charter_http_connections"), 1);
  EXPECT_EQ(values.at("charter_http_requests_waiting"), 0);
  EXPECT_GT(values.at("process_resident_memory_bytes"), 1e6);
  EXPECT_GT(values.at("process_open_fds"), 2);
  EXPECT_GT(values.at("process_start_time_seconds"), 1.7e9);
  EXPECT_GT(values.at("process_cpu_seconds_total"), 0);
  const bool pools = std::string_view(GetParam()) != "memory";
  EXPECT_EQ(values.contains(R"(charter_database_connections_max{pool="commit"})"), pools);
  if (pools) {
    EXPECT_EQ(values.at(R"(charter_database_connections_waiting{pool="other"})"), 0);
  }
}

TEST_P(MetricsTest, HaveTheNamesThatTheExampleOfAScraperWatches) {
  server.Publish("tests/api/leave_request.yaml");
  Session worker = server.As("worker", "mill");
  worker.SendEvent(worker.Create("leave_request", {{"reason", "x"}, {"days", 3}}), "submit");
  const std::string text = Scrape().body;
  const std::string example = ReadSource("examples/prometheus.yml");
  const std::regex name("charter_[a-z_]+");
  int names = 0;
  for (std::sregex_iterator found(example.begin(), example.end(), name), end; found != end; ++found, ++names)
    EXPECT_THAT(text, HasSubstr("\n" + found->str())) << "what the example watches is not there";
  EXPECT_GE(names, 4);
}

TEST_P(MetricsTest, HoldNothingThatPeopleOrClientsMadeUp) {
  server.Publish("tests/api/leave_request.yaml");
  Session worker = server.As("worker", "mill");
  const std::string id = worker.Create("leave_request", {{"reason", "阿姨生病"}, {"days", 3}});
  worker.Item(id);
  worker.Get("/v1/items?q=secretword&org=nowhereland");
  HttpClient(server.port()).Send("GET", "/made/up/address");
  HttpClient(server.port()).Send("MADEUP", "/v1/items");
  const std::string text = Scrape().body;
  for (const std::string& word :
       {id, std::string("secretword"), std::string("nowhereland"), std::string("made"), std::string("MADEUP"),
        std::string("mill"), std::string("阿姨")})
    EXPECT_THAT(text, Not(HasSubstr(word)));
}

INSTANTIATE_TEST_SUITE_P(Over, MetricsTest, kStoreKinds, NameOfKind);

TEST(Metrics, AreReadByNobodyWithoutATokenOfTheServer) {
  TestServer server;
  for (const char* sent : {"Bearer ", "Bearer x", "Basic x"}) {
    const Reply reply = HttpClient(server.port()).Send("GET", "/metrics", {{"Authorization", sent}});
    EXPECT_EQ(reply.status, 401) << sent;
  }
}

TEST(Metrics, TakeATokenOfTwentyFourVisibleCharacters) {
  EXPECT_EQ(api::ReadScrapeToken("012345678901234567890123\n"), "012345678901234567890123");
  EXPECT_EQ(api::ReadScrapeToken("012345678901234567890123\r\nmore"), "012345678901234567890123");
  EXPECT_EQ(api::ReadScrapeToken("01234567890123456789012\n"), std::nullopt);
  EXPECT_EQ(api::ReadScrapeToken("0123456789 0123456789 0123456789\n"), std::nullopt);
  EXPECT_EQ(api::ReadScrapeToken(""), std::nullopt);
}

TEST(Counters, LoseNothingThoughManyThreadsCountAtOnce) {
  api::RequestCounts requests({});
  api::ResultCounts results;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int n = 0; n < 10'000; ++n) {
        requests.Add(7, n % 2 == 0 ? 200 : 404, std::chrono::microseconds(n));
        results.Add(n % 2 == 0 ? std::nullopt : std::optional(Code::wrong_role));
      }
    });
  }
  for (auto& thread : threads) thread.join();
  const auto rows = requests.Read();
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].by_status, (std::vector<std::pair<int, std::uint64_t>>{{200, 20'000}, {404, 20'000}}));
  std::uint64_t timed = 0;
  for (const std::uint64_t count : rows[0].by_time) timed += count;
  EXPECT_EQ(timed, 40'000U);
  EXPECT_EQ(rows[0].by_time[0], 4U * 501) << "0 to 500 microseconds";
  EXPECT_EQ(results.Read().size(), 2U);
}

}  // namespace
}  // namespace charter::test
