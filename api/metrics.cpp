#include "api/metrics.h"

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

#include <algorithm>
#include <limits>
#include <sstream>
#include <utility>

#include "api/problem.h"

namespace charter::api {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;
using Labels = std::vector<ClientMetric::Label>;

constexpr std::size_t kShortestToken = 24;

class Page {
 public:
  MetricFamily& Family(MetricType type, std::string name, std::string help) {
    MetricFamily& family = families_.emplace_back();
    family.name = std::move(name);
    family.help = std::move(help);
    family.type = type;
    return family;
  }
  void Gauge(std::string name, std::string help, double value) {
    AddGauge(Family(MetricType::Gauge, std::move(name), std::move(help)), {}, value);
  }
  void Counter(std::string name, std::string help, double value) {
    AddCounter(Family(MetricType::Counter, std::move(name), std::move(help)), {}, value);
  }
  static void AddGauge(MetricFamily& family, Labels labels, double value) {
    ClientMetric& metric = family.metric.emplace_back();
    metric.label = std::move(labels);
    metric.gauge.value = value;
  }
  static void AddCounter(MetricFamily& family, Labels labels, double value) {
    ClientMetric& metric = family.metric.emplace_back();
    metric.label = std::move(labels);
    metric.counter.value = value;
  }
  [[nodiscard]] std::string Take() const {
    std::ostringstream out;
    prometheus::TextSerializer().Serialize(out, families_);
    return out.str();
  }

 private:
  // A reference to one is used up before the next is made.
  std::vector<MetricFamily> families_;
};

void AddRequests(Page& page, const std::vector<RequestCounts::Row>& rows) {
  MetricFamily& total = page.Family(MetricType::Counter, "charter_http_requests_total",
                                    "Requests answered, by method, route and status");
  for (const auto& row : rows) {
    for (const auto& [status, count] : row.by_status) {
      Page::AddCounter(total,
                       {{"method", row.method}, {"route", row.route}, {"status", std::to_string(status)}},
                       static_cast<double>(count));
    }
  }
  MetricFamily& time = page.Family(MetricType::Histogram, "charter_http_request_duration_seconds",
                                   "Time from a whole request to its answer, by method and route");
  for (const auto& row : rows) {
    ClientMetric& metric = time.metric.emplace_back();
    metric.label = {{"method", row.method}, {"route", row.route}};
    std::uint64_t count = 0;
    for (std::size_t i = 0; i < row.by_time.size(); ++i) {
      count += row.by_time.at(i);
      const double bound = i < RequestCounts::kBounds.size() ? RequestCounts::kBounds.at(i)
                                                             : std::numeric_limits<double>::infinity();
      metric.histogram.bucket.push_back({count, bound});
    }
    metric.histogram.sample_count = count;
    metric.histogram.sample_sum = row.seconds;
  }
}

void AddResults(Page& page, const char* name, const char* help, const ResultCounts& counts) {
  MetricFamily& family = page.Family(MetricType::Counter, name, help);
  for (const auto& [code, count] : counts.Read())
    Page::AddCounter(family, {{"code", code ? Label(*code) : "ok"}}, static_cast<double>(count));
}

void AddPools(Page& page, const std::vector<PoolLoad>& pools) {
  const auto add = [&](const char* name, const char* help, std::size_t PoolLoad::*value) {
    MetricFamily& family = page.Family(MetricType::Gauge, name, help);
    for (const PoolLoad& pool : pools)
      Page::AddGauge(family, {{"pool", pool.name}}, static_cast<double>(pool.*value));
  };
  add("charter_database_connections_max", "Connections that may be open", &PoolLoad::size);
  add("charter_database_connections_used", "Connections that are in use", &PoolLoad::borrowed);
  add("charter_database_connections_waiting", "Callers that wait for a connection", &PoolLoad::waiting);
}

void AddDatabase(Page& page, const std::optional<DatabaseFacts>& database, Timestamp now) {
  page.Gauge("charter_database_up", "Whether the database answers", database ? 1 : 0);
  if (!database) return;
  const StoreLoad& load = database->load;
  page.Gauge("charter_outbox_waiting", "Effects to be delivered (counted up to 100000)",
             static_cast<double>(load.outbox_waiting));
  page.Gauge("charter_outbox_dead_letters", "Effects that were given up (counted up to 100000)",
             static_cast<double>(load.dead_letters));
  page.Gauge("charter_timers_late", "Timers that are due and have not fired (counted up to 1000)",
             database->timers_due);
  const double delay =
      database->oldest
          ? static_cast<double>(std::max<std::int64_t>(now.seconds - database->oldest->seconds, 0))
          : 0;
  page.Gauge("charter_timer_delay_seconds", "How long the timer that was due first has been waiting", delay);
  AddPools(page, load.pools);
}

// Under the names that Prometheus's own libraries give them.
void AddProcess(Page& page, const ProcessFacts& process) {
  page.Gauge("process_resident_memory_bytes", "Resident memory size in bytes",
             static_cast<double>(process.resident_bytes));
  page.Gauge("process_virtual_memory_bytes", "Virtual memory size in bytes",
             static_cast<double>(process.virtual_bytes));
  page.Gauge("process_open_fds", "Number of open file descriptors", static_cast<double>(process.open_files));
  page.Gauge("process_max_fds", "Maximum number of open file descriptors",
             static_cast<double>(process.most_files));
  page.Gauge("process_threads", "Number of threads", static_cast<double>(process.threads));
  page.Gauge("process_start_time_seconds", "Start time of the process since unix epoch in seconds",
             process.started_at);
  page.Counter("process_cpu_seconds_total", "Total user and system CPU time spent in seconds",
               process.cpu_seconds);
}

}  // namespace

std::string WriteMetrics(const MetricSources& sources) {
  Page page;
  Page::AddGauge(page.Family(MetricType::Gauge, "charter_build_info", "Which program this is"),
                 {{"version", CHARTER_VERSION}, {"compiler", __VERSION__}}, 1);
  AddRequests(page, sources.requests.Read());
  AddResults(page, "charter_problems_total", "Requests answered with a problem, by its code",
             sources.problems);
  AddResults(page, "charter_events_total", "Events that people sent to items, by what came of it",
             sources.events);
  page.Gauge("charter_http_connections", "Connections of clients that are open",
             static_cast<double>(sources.connections));
  page.Gauge("charter_http_requests_waiting", "Requests that wait for a thread",
             static_cast<double>(sources.waiting));
  AddDatabase(page, sources.database, sources.now);
  AddProcess(page, sources.process);
  return page.Take();
}

std::optional<std::string> ReadScrapeToken(const std::string& text) {
  std::string token = text.substr(0, text.find_first_of("\r\n"));
  const bool visible = std::all_of(token.begin(), token.end(), [](char c) { return c > ' ' && c < '\x7f'; });
  if (!visible || token.size() < kShortestToken) return std::nullopt;
  return token;
}

}  // namespace charter::api
