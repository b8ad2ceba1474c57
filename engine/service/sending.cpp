#include "engine/data/typed_value.h"
#include "engine/run/objection.h"
#include "engine/run/replay.h"
#include "engine/service/item_view.h"
#include "engine/service/known_people.h"
#include "engine/service/merge_patch.h"
#include "engine/service/named_files.h"
#include "engine/service/service_impl.h"

namespace charter {
namespace {

Refusal Stale(std::int64_t present, std::int64_t expected) {
  const std::string rev = std::to_string(present);
  return {Code::stale_revision,
          {"事项已更新到第 " + rev + " 版，您看到的是第 " + std::to_string(expected) + " 版",
           "the item is at revision " + rev + " now, you acted on revision " + std::to_string(expected)},
          {"重新读取事项，核对后再提交",
           "read the item again, check it, and send the event with the new revision"},
          {},
          {rev}};
}

// The files that the input names and the item does not show him: to know a sum is not to have the file.
FileSet UnseenFiles(const WorkingItem& item, const Caller& caller, const Value& input) {
  FileSet files;
  AddFilesIn(input, files);
  if (files.empty()) return files;
  const Viewer viewer = ViewerOf(ReaderOf(caller, item.record.org_path));
  std::erase_if(files, [&](const std::string& sha256) {
    return FindShown(*item.chart, InfoOf(item.record), item.snapshot, viewer, *item.calendar, sha256)
        .has_value();
  });
  return files;
}

}  // namespace

Outcome<Value> PlainInput(const Value& input) {
  auto plain = AsPlainJson(input);
  if (plain) return *std::move(plain);
  return Refused(Code::input_invalid, {"提交内容不能写为 JSON", "the input is nothing that JSON can hold"});
}

Outcome<void> Service::Impl::Carry(UnitOfWork& work, WorkingItem& item, const Caller& caller,
                                   const SendCommand& command, std::int64_t read_rev, Timestamp now) {
  if (command.expected_rev && *command.expected_rev != read_rev)
    return tl::unexpected(Stale(read_rev, *command.expected_rev));
  Event event;
  event.source = Event::Source::kPerson;
  event.name = command.event;
  event.data = command.input;
  event.at = now;
  KnownPeople people(ports, caller.tenant, item.record.org_path);
  event.facts = LookUp(NeedsOf(*item.chart, item.snapshot, event.name, event.data), people);
  const Masking masking(*item.chart, item.snapshot);
  const FileSet unseen = UnseenFiles(item, caller, command.input);
  Outcome<void> sent;
  // A step that refuses changes nothing: then another may be tried.
  for (Actor& actor : ActorsOf(caller, item.record.org_path)) {
    event.actor = std::move(actor);
    if (command.event == kFieldsEvent) {
      event.data = NewValues(*item.chart, item.snapshot, event.actor->roles, command.input);
      if (event.data.AsMap().empty()) return {};
    }
    sent = work.Send(item, event);
    // A lent role may open what one's own do not.
    const bool lacks = !sent && (LacksRole(sent.error().code) || sent.error().code == Code::fields_not_open);
    if (!lacks) break;
  }
  if (!sent) return tl::unexpected(masking.Of(std::move(sent.error())));
  if (auto refused = work.RefusedFiles(caller.person.id, unseen)) return tl::unexpected(*std::move(refused));
  return {};
}

std::optional<Outcome<ItemView>> Service::Impl::TrySend(const Caller& caller, const SendCommand& command,
                                                        const AnswerTo<ItemView>& answer,
                                                        const KnownItem* known, bool& timers_first) {
  const Timestamp now = ports.clock.Now();
  UnitOfWork work(ports, charts, calendars, caller.tenant, now);
  WorkingItem* item = known != nullptr ? work.Take(*known) : work.Find(command.item);
  if (item == nullptr || !charter::MaySee(caller, item->record, item->snapshot)) return NoItem(command.item);
  // A deadline that is over counts before what comes after it, however late the timer loop is.
  if (timers_first && EarliestDue(caller.tenant, *item, now)) {
    FireWhatIsDue(caller.tenant, command.item);
    timers_first = false;
    return std::nullopt;
  }
  // What a new calendar has moved just now is nothing that somebody decided.
  const std::int64_t read_rev = item->record.ShownRev() - static_cast<std::int64_t>(item->history.size());
  if (auto sent = Carry(work, *item, caller, command, read_rev, now); !sent)
    return tl::unexpected(std::move(sent.error()));
  ItemView view = ViewOf(*item->chart, item->record, item->snapshot, caller, now, *item->calendar);
  if (auto conflict = work.Commit(MakeAnswer(answer, view))) {
    if (conflict->refused) return tl::unexpected(std::move(*conflict->refused));
    return std::nullopt;
  }
  items.Put(caller.tenant, {std::move(item->record), std::move(item->chart), std::move(item->snapshot)});
  return view;
}

void Service::Impl::FireWhatIsDue(const TenantId& tenant, const ItemId& id) {
  for (int fired = 0; fired < kMaxTimersFirst; ++fired) {
    const Timestamp now = ports.clock.Now();
    UnitOfWork work(ports, charts, calendars, tenant, now);
    const WorkingItem* item = work.Find(id);
    const auto due = item != nullptr ? EarliestDue(tenant, *item, now) : std::nullopt;
    if (!due) return;
    FireTimer(*due);
  }
}

Outcome<ItemView> Service::Impl::Send(const Caller& caller, const SendCommand& command,
                                      const AnswerTo<ItemView>& answer) {
  auto plain = PlainInput(command.input);
  if (!plain) return tl::unexpected(std::move(plain.error()));
  const SendCommand checked{command.item, command.event, *std::move(plain), command.expected_rev};
  auto known = items.Find(caller.tenant, command.item);
  bool timers_first = true;
  for (int tries = 0; tries < kMaxTries; ++tries) {
    auto sent = TrySend(caller, checked, answer, known.get(), timers_first);
    // What this server knew of the item may be out of date: it is not refused before it was read again.
    if (sent && (sent->has_value() || !known)) return *std::move(sent);
    items.Drop(caller.tenant, command.item);
    known = nullptr;
  }
  GiveUp();
}

Outcome<ItemView> Service::Send(const Caller& caller, const SendCommand& command,
                                const AnswerTo<ItemView>& answer) {
  if (command.event == kFieldsEvent) return tl::unexpected(NotForPeople(command.event));
  return impl_->Send(caller, command, answer);
}

Outcome<ItemView> Service::ChangeFields(const Caller& caller, const SendCommand& command,
                                        const AnswerTo<ItemView>& answer) {
  return impl_->Send(caller, {command.item, std::string(kFieldsEvent), command.input, command.expected_rev},
                     answer);
}

}  // namespace charter
