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

// Exactly once: whoever commits first removes the timer; another server then finds it gone. The times are
// the item's own as it has them now: since the timer was listed, a suspension may have moved it. Another of
// the item's timers that comes before it is fired instead, whoever holds it: an item's timers fire in order.
Service::Impl::Firing Service::Impl::FireOne(const DueTimer& timer) {
  for (int tries = 0; tries < kMaxTries; ++tries) {
    const auto attempt = [&](const std::optional<std::string>& fault, std::string& refused) {
      const Timestamp now = ports.clock.Now();
      UnitOfWork work(ports, charts, calendars, timer.tenant, now);
      WorkingItem* item = work.Find(timer.item);
      if (item == nullptr || item->snapshot.status != Status::kActive) return std::optional(Firing::kNothing);
      const auto& timers = item->snapshot.timers;
      const bool is_set = std::any_of(timers.begin(), timers.end(), [&](const Timer& each) {
        return each.id == timer.id && each.due <= now;
      });
      // A new calendar may have moved it just now.
      if (!is_set) return work.Commit() ? std::optional<Firing>() : std::optional(Firing::kNothing);
      const DueTimer first = *EarliestDue(timer.tenant, *item, now);
      if (fault) {
        work.Fault(*item, first.due, *fault);
      } else {
        Event event;
        event.source = Event::Source::kTimer;
        event.name = kTimerEvent;
        event.timer = first.id;
        event.at = first.due;
        if (auto sent = work.Send(*item, std::move(event)); !sent) {
          refused = sent.error().message.en;
          return std::optional<Firing>();
        }
        if (const auto unfit = work.RefusedFiles(PersonId(), {})) {
          refused = unfit->message.en;
          return std::optional<Firing>();
        }
      }
      const auto conflict = work.Commit();
      if (conflict && conflict->refused) refused = conflict->refused->message.en;
      if (conflict) return std::optional<Firing>();
      return std::optional(first.id == timer.id ? Firing::kIt : Firing::kOneBefore);
    };
    std::string refused;
    auto done = attempt(std::nullopt, refused);
    if (!done && !refused.empty()) done = attempt(refused, refused);
    if (done) return *done;
  }
  GiveUp();
}

int Service::Impl::FireTimer(const DueTimer& timer) {
  int fired = 0;
  while (fired < kMaxTimersFirst) {
    const Firing firing = FireOne(timer);
    if (firing != Firing::kNothing) ++fired;
    if (firing != Firing::kOneBefore) break;
  }
  return fired;
}

FiredTimers Service::FireTimers(const Lease& lease, int limit) {
  FiredTimers done;
  for (const auto& timer : impl_->ports.store.ClaimTimers(impl_->ports.clock.Now(), lease, limit)) {
    ++done.claimed;
    try {
      done.fired += impl_->FireTimer(timer);
    } catch (const Failure& failure) {
      // Left for the next claim, when this one is over; the others go on.
      done.failure = failure.what();
    }
  }
  return done;
}

int Service::RunTimersOnce(int limit) {
  int fired = 0;
  std::exception_ptr first_failure;
  for (const auto& timer : impl_->ports.store.DueTimers(impl_->ports.clock.Now(), limit)) {
    // What has fired may have set a timer that comes before the rest of the list; the next call has it.
    if (const auto next = impl_->ports.store.NextTimer(); fired > 0 && next && *next < timer.due) break;
    try {
      fired += impl_->FireTimer(timer);
    } catch (const Failure&) {
      // One item that cannot be read must not keep all others from their deadlines.
      if (!first_failure) first_failure = std::current_exception();
    }
  }
  if (first_failure && fired == 0) std::rethrow_exception(first_failure);
  return fired;
}

}  // namespace charter
