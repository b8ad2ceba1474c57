#include "api/privacy_loop.h"

namespace charter::api {
namespace {

constexpr int kItemsAtOnce = 2000;
constexpr int kRecordsAtOnce = 1000;

}  // namespace

std::chrono::milliseconds RunPrivacy(Service& service, Store& store, Clock& clock, std::chrono::hours keep) {
  bool more = false;
  for (const TenantId& tenant : store.ListTenants())
    more = service.SweepErasures(tenant, kItemsAtOnce) >= kItemsAtOnce || more;
  Timestamp oldest = clock.Now();
  oldest.seconds -= std::chrono::seconds(keep).count();
  more = store.RemoveAccess(oldest, kRecordsAtOnce) == kRecordsAtOnce || more;
  return more ? std::chrono::milliseconds(0) : kPrivacyPeriod;
}

}  // namespace charter::api
