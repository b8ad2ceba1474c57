#include <algorithm>
#include <exception>

#include "engine/data/failure.h"
#include "engine/service/service_impl.h"

namespace charter {

std::optional<DueTimer> Service::Impl::EarliestDue(const TenantId& tenant, const WorkingItem& item,
                                                   Timestamp now) const {
  const auto& timers = item.snapshot.timers;
  const auto first = std::min_element(timers.begin(), timers.end(), [](const Timer& a, const Timer& b) {
    return std::pair(a.due, a.id) < std::pair(b.due, b.id);
  });
  if (item.snapshot.status != Status::kActive || first == timers.end() || first->due > now)
    return std::nullopt;
  return DueTimer{tenant, item.record.id, first->id, first->due};
}

// Exactly once: whoever commits first removes the timer; another server then finds it gone. The time is
// the timer's own as the item has it now: since it was listed, a suspension may have moved it.
bool Service::Impl::FireTimer(const DueTimer& timer) {
  for (int tries = 0; tries < kMaxTries; ++tries) {
    const auto attempt = [&](const std::optional<std::string>& fault, std::string& refused) {
      const Timestamp now = ports.clock.Now();
      UnitOfWork work(ports, charts, calendars, timer.tenant, now);
      WorkingItem* item = work.Find(timer.item);
      if (item == nullptr || item->snapshot.status != Status::kActive) return std::optional(false);
      const auto& timers = item->snapshot.timers;
      const auto set = std::find_if(timers.begin(), timers.end(),
                                    [&](const Timer& t) { return t.id == timer.id && t.due <= now; });
      // A new calendar may have moved it just now.
      if (set == timers.end()) return work.Commit() ? std::optional<bool>() : std::optional(false);
      if (fault) {
        work.Fault(*item, set->due, *fault);
      } else {
        Event event;
        event.source = Event::Source::kTimer;
        event.name = kTimerEvent;
        event.timer = timer.id;
        event.at = set->due;
        if (auto sent = work.Send(*item, std::move(event)); !sent) {
          refused = sent.error().message.en;
          return std::optional<bool>();
        }
      }
      const auto conflict = work.Commit();
      if (conflict && conflict->refused) refused = conflict->refused->message.en;
      return conflict ? std::optional<bool>() : std::optional(true);
    };
    std::string refused;
    auto done = attempt(std::nullopt, refused);
    if (!done && !refused.empty()) done = attempt(refused, refused);
    if (done) return *done;
  }
  GiveUp();
}

int Service::RunTimersOnce(int limit) {
  int fired = 0;
  std::exception_ptr first_failure;
  for (const auto& timer : impl_->ports.store.DueTimers(impl_->ports.clock.Now(), limit)) {
    // What has fired may have set a timer that comes before the rest of the list; the next call has it.
    if (const auto next = impl_->ports.store.NextTimer(); fired > 0 && next && *next < timer.due) break;
    try {
      if (impl_->FireTimer(timer)) ++fired;
    } catch (const Failure&) {
      // One item that cannot be read must not keep all others from their deadlines.
      if (!first_failure) first_failure = std::current_exception();
    }
  }
  if (first_failure && fired == 0) std::rethrow_exception(first_failure);
  return fired;
}

}  // namespace charter
