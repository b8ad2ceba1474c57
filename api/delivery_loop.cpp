#include "api/delivery_loop.h"

#include <string>

#include "api/log.h"

namespace charter::api {
namespace {

constexpr int kBatch = 16;
// How soon an effect is noticed.
constexpr std::chrono::milliseconds kLook{250};

}  // namespace

std::chrono::milliseconds RunDeliveries(Deliveries& deliveries) {
  const DeliveryRun run = deliveries.RunOnce(kBatch);
  if (run.delivered + run.failed + run.dead > 0) {
    Log(run.dead > 0 ? Level::kWarning : Level::kInfo, "effects_delivered",
        {{"count", std::to_string(run.delivered)},
         {"failed", std::to_string(run.failed)},
         {"dead", std::to_string(run.dead)}});
  }
  if (run.unreachable) return kDeliveryPause;
  return run.claimed > 0 ? std::chrono::milliseconds::zero() : kLook;
}

}  // namespace charter::api
