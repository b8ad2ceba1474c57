#include "api/change_loop.h"

namespace charter::api {
namespace {

// Of some ten thousand changes a second at most a few are left for readers to add up.
constexpr int kBatch = 10'000;
constexpr int kMostBatches = 10;
// How soon those who listen here are told what another server has committed.
constexpr std::chrono::milliseconds kLook{250};

}  // namespace

std::chrono::milliseconds RunChanges(Service& service, ChangeStreams& streams, Timestamp now) {
  for (int i = 0; i < kMostBatches && service.FoldNotes(now, kBatch) == kBatch; ++i) continue;
  if (streams.RunOnce(now)) return std::chrono::milliseconds(0);
  return streams.open() > 0 ? kLook : kChangePeriod;
}

}  // namespace charter::api
