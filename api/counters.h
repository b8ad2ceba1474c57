// What is counted while requests are carried out: without locks, so that counting costs next to nothing.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "api/http/route.h"
#include "engine/data/code.h"

namespace charter::api {

// How often something ended well, or with which code. Thread-safe.
class ResultCounts {
 public:
  ResultCounts();
  // Nothing: it ended well.
  void Add(std::optional<Code> code);
  // Those that came at all.
  [[nodiscard]] std::vector<std::pair<std::optional<Code>, std::uint64_t>> Read() const;

 private:
  std::vector<std::optional<Code>> results_;  // nothing, then all codes by their numbers
  std::unique_ptr<std::atomic<std::uint64_t>[]> counts_;
};

// Requests by route and status, and how long they took. Thread-safe.
class RequestCounts {
 public:
  explicit RequestCounts(const std::vector<Route>& routes);

  // `route`: its place among the routes; any other number where there was none.
  void Add(std::size_t route, int status, std::chrono::steady_clock::duration took);

  // In seconds: from an answer out of memory to a client that has given up.
  static constexpr std::array kBounds{0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05,
                                      0.1,    0.25,  0.5,    1.0,   2.5,  5.0,   10.0};
  struct Row {
    std::string method;  // "-" and "-" of requests without a route, whose addresses strangers make up
    std::string route;
    std::vector<std::pair<int, std::uint64_t>> by_status;     // those that came at all
    std::array<std::uint64_t, kBounds.size() + 1> by_time{};  // in each, not below it; the last: longer
    double seconds = 0;                                       // all together
  };
  // Of routes that were asked at all.
  [[nodiscard]] std::vector<Row> Read() const;

 private:
  static constexpr int kLowest = 100;
  static constexpr int kHighest = 599;
  struct Counts {
    std::array<std::atomic<std::uint64_t>, kHighest - kLowest + 1> by_status{};
    std::array<std::atomic<std::uint64_t>, kBounds.size() + 1> by_time{};
    std::atomic<std::uint64_t> nanoseconds{0};
  };

  std::vector<std::pair<std::string, std::string>> names_;  // method and route
  std::unique_ptr<Counts[]> counts_;
};

}  // namespace charter::api
