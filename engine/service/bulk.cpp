// One event to many items at once.
#include <algorithm>
#include <set>

#include "engine/run/objection.h"
#include "engine/service/item_view.h"
#include "engine/service/service_impl.h"

namespace charter {
namespace {

tl::unexpected<Refusal> BadItems(Text message, const std::string& keyword) {
  Refusal refusal{Code::input_invalid, message, {}, {}, {}};
  refusal.fields.push_back({"/items", keyword, std::move(message)});
  return tl::unexpected(std::move(refusal));
}

std::optional<tl::unexpected<Refusal>> CheckItems(const std::vector<BulkItem>& items) {
  const std::string most = std::to_string(kMostItems);
  if (items.empty()) return BadItems({"没有要办理的事项", "there are no items to send it to"}, "minItems");
  if (items.size() > kMostItems)
    return BadItems({"一次最多办理 " + most + " 个事项", "at most " + most + " items at once"}, "maxItems");
  std::set<ItemId> ids;
  for (const auto& item : items) {
    if (!ids.insert(item.id).second)
      return BadItems({"事项重复：" + item.id.value, "this item stands there twice: " + item.id.value},
                      "uniqueItems");
  }
  return std::nullopt;
}

// An item that has taken the event, and how it was found.
struct Taken {
  std::size_t place;  // in the answer
  const WorkingItem* item;
  ItemRecord before;
};

void Fill(BulkResult& result, const ItemRecord& item) {
  result.number = item.number;
  result.title = item.title;
  result.status = item.status;
  result.states = item.states;
  result.rev = item.ShownRev();
}

}  // namespace

std::optional<Outcome<BulkOutcome>> Service::Impl::TrySendToMany(const Caller& caller,
                                                                 const BulkCommand& command,
                                                                 const AnswerTo<BulkOutcome>& answer,
                                                                 Manner& manner) {
  const Timestamp now = ports.clock.Now();
  const Purpose purpose = command.rehearsal ? Purpose::kRehearsal : Purpose::kCommit;
  UnitOfWork work(ports, charts, calendars, caller.tenant, now, purpose);
  BulkOutcome outcome;
  std::vector<Taken> taken;
  bool fired = false;
  bool secret = false;
  for (const auto& [id, rev] : command.items) {
    BulkResult& result = outcome.items.emplace_back();
    result.id = id;
    WorkingItem* item = work.Find(id);
    if (item == nullptr || !charter::MaySee(caller, item->record, item->snapshot)) {
      result.refused = NoItem(id).value();
      continue;
    }
    std::int64_t read_rev = item->record.ShownRev() - static_cast<std::int64_t>(item->history.size());
    if (command.rehearsal) {
      if (FireWithin(work, caller.tenant, *item, now)) read_rev = item->record.ShownRev();
    } else if (manner.timers_first && EarliestDue(caller.tenant, *item, now)) {
      FireWhatIsDue(caller.tenant, id);
      fired = true;
      continue;
    }
    work.Mark();
    ItemRecord before = item->record;
    const SendCommand one{id, command.event, command.input, rev};
    auto sent = Carry(work, *item, caller, one, read_rev, now);
    if (!sent) result.refused = std::move(sent.error());
    if (sent && manner.ask_ledger) result.refused = work.RefusedByLedger();
    if (result.refused) {
      work.TakeBack();
    } else {
      secret = secret || (command.rehearsal && work.IsSecret());
      taken.push_back({outcome.items.size() - 1, item, std::move(before)});
    }
  }
  if (fired) {
    manner.timers_first = false;
    return std::nullopt;
  }
  // Which of them goes past a ledger is asked only where one does.
  if (!manner.ask_ledger && work.RefusedByLedger()) {
    manner.ask_ledger = true;
    return std::nullopt;
  }
  outcome.refused = static_cast<int>(command.items.size() - taken.size());
  outcome.done = !command.all_or_nothing || outcome.refused == 0;
  for (const Taken& each : taken) {
    Fill(outcome.items[each.place], secret ? each.before : each.item->record);
    outcome.items[each.place].from_rev = each.before.ShownRev();
  }
  if (command.rehearsal || !outcome.done) return outcome;
  if (const auto conflict = work.Commit(MakeAnswer(answer, outcome))) {
    if (!conflict->refused) return std::nullopt;
    if (conflict->item.empty()) return tl::unexpected(*conflict->refused);
    manner.ask_ledger = true;
    return std::nullopt;
  }
  return outcome;
}

Outcome<BulkOutcome> Service::SendToMany(const Caller& caller, const BulkCommand& command,
                                         const AnswerTo<BulkOutcome>& answer) {
  if (auto bad = CheckItems(command.items)) return *std::move(bad);
  if (command.event == kFieldsEvent) return tl::unexpected(NotForPeople(command.event));
  BulkCommand checked = command;
  auto plain = PlainInput(command.input);
  if (!plain) return tl::unexpected(std::move(plain.error()));
  checked.input = *std::move(plain);
  Impl::Manner manner;
  for (int tries = 0; tries < kMaxTries; ++tries) {
    if (auto sent = impl_->TrySendToMany(caller, checked, answer, manner)) return *std::move(sent);
  }
  GiveUp();
}

}  // namespace charter
