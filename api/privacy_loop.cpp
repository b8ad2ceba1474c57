#include "api/privacy_loop.h"

#include <string>

#include "api/log.h"
#include "engine/data/failure.h"

namespace charter::api {
namespace {

constexpr int kItemsAtOnce = 2000;
constexpr int kRecordsAtOnce = 1000;

int Sweep(Service& service, const TenantId& tenant, Timestamp now) {
  const SweptErasures swept = service.SweepErasures(tenant, now, kItemsAtOnce);
  if (swept.failed > 0) {
    Log(Level::kError, "erasure_items_left",
        {{"tenant", tenant.value}, {"count", std::to_string(swept.failed)}, {"reason", swept.failure}});
  }
  return swept.looked;
}

}  // namespace

std::chrono::milliseconds RunPrivacy(Service& service, Store& store, Clock& clock, std::chrono::hours keep) {
  const Timestamp now = clock.Now();
  Timestamp oldest = now;
  oldest.seconds -= std::chrono::seconds(keep).count();
  bool more = store.RemoveAccess(oldest, kRecordsAtOnce) == kRecordsAtOnce;
  for (const TenantId& tenant : store.ListTenants()) {
    try {
      more = Sweep(service, tenant, now) >= kItemsAtOnce || more;
    } catch (const Failure& failure) {
      // Tried again by the next run; what is wrong with one tenant must not keep the others waiting.
      Log(Level::kError, "erasures_left", {{"tenant", tenant.value}, {"reason", failure.what()}});
    }
  }
  return more ? std::chrono::milliseconds(0) : kPrivacyPeriod;
}

}  // namespace charter::api
