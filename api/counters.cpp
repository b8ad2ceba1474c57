#include "api/counters.h"

#include <algorithm>

namespace charter::api {
namespace {

// Each count stands alone: they need not agree with each other at any instant.
constexpr auto kAlone = std::memory_order_relaxed;

}  // namespace

ResultCounts::ResultCounts() : results_{std::nullopt} {
  for (const Code code : AllCodes()) results_.emplace_back(code);
  std::sort(results_.begin(), results_.end());
  counts_ = std::make_unique<std::atomic<std::uint64_t>[]>(results_.size());
}

void ResultCounts::Add(std::optional<Code> code) {
  const auto found = std::lower_bound(results_.begin(), results_.end(), code);
  if (found == results_.end() || *found != code) return;
  counts_[static_cast<std::size_t>(found - results_.begin())].fetch_add(1, kAlone);
}

std::vector<std::pair<std::optional<Code>, std::uint64_t>> ResultCounts::Read() const {
  std::vector<std::pair<std::optional<Code>, std::uint64_t>> rows;
  for (std::size_t i = 0; i < results_.size(); ++i) {
    const std::uint64_t count = counts_[i].load(kAlone);
    if (count > 0) rows.emplace_back(results_[i], count);
  }
  return rows;
}

RequestCounts::RequestCounts(const std::vector<Route>& routes) {
  for (const Route& route : routes) names_.emplace_back(route.method, route.path);
  names_.emplace_back("-", "-");
  counts_ = std::make_unique<Counts[]>(names_.size());
}

void RequestCounts::Add(std::size_t route, int status, std::chrono::steady_clock::duration took) {
  Counts& counts = counts_[std::min(route, names_.size() - 1)];
  counts.by_status.at(static_cast<std::size_t>(std::clamp(status, kLowest, kHighest) - kLowest))
      .fetch_add(1, kAlone);
  const double seconds = std::chrono::duration<double>(took).count();
  const auto bound = std::lower_bound(kBounds.begin(), kBounds.end(), seconds);
  counts.by_time.at(static_cast<std::size_t>(bound - kBounds.begin())).fetch_add(1, kAlone);
  const auto nanoseconds = std::chrono::duration_cast<std::chrono::nanoseconds>(took).count();
  counts.nanoseconds.fetch_add(static_cast<std::uint64_t>(std::max<std::int64_t>(nanoseconds, 0)), kAlone);
}

std::vector<RequestCounts::Row> RequestCounts::Read() const {
  std::vector<Row> rows;
  for (std::size_t i = 0; i < names_.size(); ++i) {
    Row row{names_[i].first, names_[i].second, {}, {}, 0};
    for (std::size_t status = 0; status < counts_[i].by_status.size(); ++status) {
      const std::uint64_t count = counts_[i].by_status.at(status).load(kAlone);
      if (count > 0) row.by_status.emplace_back(static_cast<int>(status) + kLowest, count);
    }
    if (row.by_status.empty()) continue;
    for (std::size_t at = 0; at < row.by_time.size(); ++at)
      row.by_time.at(at) = counts_[i].by_time.at(at).load(kAlone);
    row.seconds = static_cast<double>(counts_[i].nanoseconds.load(kAlone)) / 1e9;
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace charter::api
