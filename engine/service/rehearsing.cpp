#include "engine/run/objection.h"
#include "engine/run/snapshot_json.h"
#include "engine/service/effect_words.h"
#include "engine/service/item_view.h"
#include "engine/service/service_impl.h"

namespace charter {

bool Service::Impl::FireWithin(UnitOfWork& work, const TenantId& tenant, WorkingItem& item, Timestamp now) {
  int fired = 0;
  for (; fired < kMaxTimersFirst; ++fired) {
    const auto due = EarliestDue(tenant, item, now);
    if (!due) break;
    Event event;
    event.source = Event::Source::kTimer;
    event.name = kTimerEvent;
    event.timer = due->id;
    event.at = due->due;
    work.Mark();
    auto sent = work.Send(item, std::move(event));
    auto refused = sent ? work.RefusedByLedger() : std::optional(std::move(sent.error()));
    if (!refused) continue;
    work.TakeBack();
    work.Fault(item, due->due, refused->message.en);
  }
  return fired > 0;
}

Outcome<Rehearsal> Service::Impl::Rehearse(const Caller& caller, const SendCommand& command) {
  auto plain = PlainInput(command.input);
  if (!plain) return tl::unexpected(std::move(plain.error()));
  const SendCommand checked{command.item, command.event, *std::move(plain), command.expected_rev};
  const Timestamp now = ports.clock.Now();
  UnitOfWork work(ports, charts, calendars, caller.tenant, now, Purpose::kRehearsal);
  WorkingItem* item = work.Find(command.item);
  if (item == nullptr || !charter::MaySee(caller, item->record, item->snapshot)) return NoItem(command.item);
  const auto view = [&] {
    return ViewOf(*item->chart, item->record, item->snapshot, caller, now, *item->calendar);
  };
  std::int64_t read_rev = item->record.ShownRev() - static_cast<std::int64_t>(item->history.size());
  if (FireWithin(work, caller.tenant, *item, now)) read_rev = item->record.ShownRev();
  Rehearsal rehearsal;
  rehearsal.item = view();
  rehearsal.from = ActiveIds(*item->chart, item->snapshot);
  rehearsal.to = rehearsal.from;
  work.Mark();
  if (auto sent = Carry(work, *item, caller, checked, read_rev, now); !sent)
    return tl::unexpected(std::move(sent.error()));
  if (auto refused = work.RefusedByLedger()) return tl::unexpected(*std::move(refused));
  rehearsal.secret = work.IsSecret();
  if (rehearsal.secret) return rehearsal;
  rehearsal.item = view();
  rehearsal.to = ActiveIds(*item->chart, item->snapshot);
  rehearsal.effects = EffectsOf(ports, caller, work, *item);
  return rehearsal;
}

Outcome<Rehearsal> Service::Rehearse(const Caller& caller, const SendCommand& command) {
  if (command.event == kFieldsEvent) return tl::unexpected(NotForPeople(command.event));
  return impl_->Rehearse(caller, command);
}

Outcome<Rehearsal> Service::RehearseFields(const Caller& caller, const SendCommand& command) {
  return impl_->Rehearse(caller,
                         {command.item, std::string(kFieldsEvent), command.input, command.expected_rev});
}

}  // namespace charter
