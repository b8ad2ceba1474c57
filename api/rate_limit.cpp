#include "api/rate_limit.h"

#include <algorithm>
#include <charconv>
#include <utility>
#include <vector>

#include "engine/data/micros.h"

namespace charter::api {
namespace {

constexpr std::int64_t kSecond = 1'000'000;
constexpr int kLargestCount = 1'000'000;

}  // namespace

std::optional<Rate> ParseRate(std::string_view text) {
  if (text == "none") return Rate{};
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  Rate rate;
  const auto [end, error] = std::from_chars(text.data(), text.data() + slash, rate.count);
  if (error != std::errc{} || end != text.data() + slash || rate.count < 1 || rate.count > kLargestCount)
    return std::nullopt;
  const std::string_view unit = text.substr(slash + 1);
  if (unit == "min") {
    rate.seconds = 60;
  } else if (unit == "h") {
    rate.seconds = 3600;
  } else if (unit != "s") {
    return std::nullopt;
  }
  return rate;
}

void RateLimit::MakeRoom(Shard& shard, std::int64_t now) {
  std::erase_if(shard.buckets, [now](const auto& entry) { return entry.second.full_at <= now; });
  if (shard.buckets.size() < kMostInShard) return;
  std::vector<std::int64_t> times;
  times.reserve(shard.buckets.size());
  for (const auto& [key, bucket] : shard.buckets) times.push_back(bucket.full_at);
  const auto middle = times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2);
  std::nth_element(times.begin(), middle, times.end());
  std::erase_if(shard.buckets,
                [until = *middle](const auto& entry) { return entry.second.full_at <= until; });
}

std::optional<RateLimit::Wait> RateLimit::Take(const std::string& key) {
  if (rate_.is_none()) return std::nullopt;
  const std::int64_t now = ToMicros(clock_.Now());
  const std::int64_t whole = rate_.seconds * kSecond;
  const std::int64_t one = std::max<std::int64_t>(whole / rate_.count, 1);
  Shard& shard = shards_.at(std::hash<std::string>{}(key) % kShards);
  const std::scoped_lock lock(shard.mutex);
  if (shard.buckets.size() >= kMostInShard && !shard.buckets.contains(key)) MakeRoom(shard, now);
  Bucket& bucket = shard.buckets[key];
  const std::int64_t full_at = std::max(bucket.full_at, now) + one;
  if (full_at - now > whole) {
    const std::int64_t micros = full_at - now - whole;
    return Wait{static_cast<int>((micros + kSecond - 1) / kSecond), !std::exchange(bucket.told, true)};
  }
  bucket = {full_at, false};
  return std::nullopt;
}

}  // namespace charter::api
