// What a server says of itself to Prometheus. The only part that knows its library.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>

#include "api/counters.h"
#include "api/process.h"
#include "engine/data/time.h"
#include "engine/ports/load.h"

namespace charter::api {

// What the database says when it is asked.
struct DatabaseFacts {
  StoreLoad load;
  int timers_due = 0;               // at most kMostTimersCounted
  std::optional<Timestamp> oldest;  // of them, when the first was due
};
inline constexpr int kMostTimersCounted = 1000;

struct MetricSources {
  const RequestCounts& requests;
  const ResultCounts& problems;           // that requests were answered with
  const ResultCounts& events;             // that people sent to items
  std::size_t connections = 0;            // of clients
  std::size_t waiting = 0;                // requests that wait for a thread
  std::optional<DatabaseFacts> database;  // nothing where it does not answer
  Timestamp now;                          // of the items' clock
  ProcessFacts process;
};

// In Prometheus's text format. No label holds what people or clients made up: routes, methods, statuses and
// codes are those of this program.
std::string WriteMetrics(const MetricSources& sources);
inline constexpr const char* kMetricsType = "text/plain; version=0.0.4; charset=utf-8";

// Who may read them, and what they are.
struct Scrape {
  std::string token_sha256;  // of the token that a scraper sends; "": nobody may
  std::function<std::string()> page;
};

// The token in the text of a file: 24 visible characters or more on its first line. Nothing on other text.
std::optional<std::string> ReadScrapeToken(const std::string& text);

}  // namespace charter::api
