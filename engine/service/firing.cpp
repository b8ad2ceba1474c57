#include <algorithm>
#include <exception>

#include "engine/data/failure.h"
#include "engine/service/service_impl.h"

namespace charter {

// Exactly once: whoever commits first removes the timer; another server then finds it gone.
bool Service::Impl::FireTimer(const DueTimer& timer) {
  for (int tries = 0; tries < kMaxTries; ++tries) {
    const auto attempt = [&](const std::optional<std::string>& fault, std::string& refused) {
      UnitOfWork work(ports, charts, timer.tenant, ports.clock.Now());
      WorkingItem* item = work.Find(timer.item);
      if (item == nullptr || item->snapshot.status != Status::kActive) return std::optional(false);
      const auto& timers = item->snapshot.timers;
      if (std::none_of(timers.begin(), timers.end(), [&](const Timer& t) { return t.id == timer.id; }))
        return std::optional(false);
      if (fault) {
        work.Fault(*item, timer.due, *fault);
      } else {
        Event event;
        event.source = Event::Source::kTimer;
        event.name = kTimerEvent;
        event.timer = timer.id;
        event.at = timer.due;
        if (auto sent = work.Send(*item, std::move(event)); !sent) {
          refused = sent.error().message.en;
          return std::optional<bool>();
        }
      }
      return work.Commit() ? std::optional<bool>() : std::optional(true);
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
