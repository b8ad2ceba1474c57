#include "api/count_loop.h"

namespace charter::api {
namespace {

// Of some ten thousand changes a second at most a few are left for readers to add up.
constexpr int kBatch = 10'000;
constexpr int kMostBatches = 10;

}  // namespace

std::chrono::milliseconds RunCounts(Service& service) {
  for (int i = 0; i < kMostBatches && service.FoldCountsOnce(kBatch) == kBatch; ++i) continue;
  return kCountPeriod;
}

}  // namespace charter::api
