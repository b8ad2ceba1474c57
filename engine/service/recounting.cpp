#include <exception>

#include "engine/data/failure.h"
#include "engine/service/service_impl.h"

namespace charter {
namespace {

constexpr int kPage = 500;

}  // namespace

bool Service::Impl::RecountItem(const TimedItem& timed) {
  for (int tries = 0; tries < kMaxTries; ++tries) {
    UnitOfWork work(ports, charts, calendars, timed.tenant, ports.clock.Now());
    const WorkingItem* item = work.Find(timed.item);
    if (item == nullptr || item->history.empty()) return false;
    if (!work.Commit()) return true;
  }
  GiveUp();
}

const WorkCalendar& Service::Calendar() { return impl_->calendars.Newest(); }

int Service::RecountDeadlines() {
  const std::int64_t edition = impl_->calendars.Newest().edition();
  for (const auto& record : impl_->ports.store.ListCalendars()) {
    if (record.edition == edition && record.recounted) return 0;
  }
  int recounted = 0;
  std::exception_ptr first_failure;
  TimedItem last;
  for (auto page = impl_->ports.store.TimedItems(last, kPage); !page.empty();
       page = impl_->ports.store.TimedItems(last, kPage)) {
    for (const auto& timed : page) {
      try {
        if (impl_->RecountItem(timed)) ++recounted;
      } catch (const Failure&) {
        // One item that cannot be read must not keep all others on an old calendar.
        if (!first_failure) first_failure = std::current_exception();
      }
    }
    last = page.back();
  }
  if (first_failure) std::rethrow_exception(first_failure);
  impl_->ports.store.MarkRecounted(edition);
  return recounted;
}

}  // namespace charter
