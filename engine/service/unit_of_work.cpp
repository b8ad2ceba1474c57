#include "engine/service/unit_of_work.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "engine/data/json.h"
#include "engine/data/person_names.h"
#include "engine/data/typed_value.h"
#include "engine/ports/chain.h"
#include "engine/run/edit.h"
#include "engine/run/fact_json.h"
#include "engine/run/label.h"
#include "engine/run/masking.h"
#include "engine/run/parameters.h"
#include "engine/run/recount.h"
#include "engine/run/replay.h"
#include "engine/run/snapshot_json.h"
#include "engine/run/tasks.h"
#include "engine/service/item_view.h"
#include "engine/service/new_item.h"
#include "engine/service/service_impl.h"
#include "engine/service/versions.h"

namespace charter {
namespace {

constexpr int kMaxDeliveries = 1000;

Value TextList(const std::vector<std::string>& texts) {
  std::vector<Value> items;
  for (const auto& text : texts) items.push_back(Value::String(text));
  return Value::List(std::move(items));
}

std::string NotifyPayload(const WorkingItem& item, const Effect& effect) {
  std::vector<Value::Entry> entries;
  const auto put = [&](std::string_view key, Value value) {
    entries.emplace_back(Value::String(key), std::move(value));
  };
  put("item", Value::String(item.record.id.value));
  put("number", Value::String(item.record.number));
  put("org", Value::String(item.record.org.value));
  if (!effect.roles.empty()) put("roles", TextList(effect.roles));
  if (!effect.person.empty()) put("person", Value::String(effect.person));
  const Text message = Masking(*item.chart, item.snapshot).Of(effect.message);
  put("message", Value::Map({{"zh", Value::String(message.zh)}, {"en", Value::String(message.en)}}));
  return WriteJson(Value::Map(std::move(entries)));
}

// What its parent knows of the item, and shows to those who see the parent.
ChildFact FactOf(const WorkingItem& item) {
  const Masking masking(*item.chart, item.snapshot);
  ChildFact fact;
  fact.id = item.record.id;
  fact.workflow = item.record.workflow;
  fact.number = item.record.number;
  fact.states = ActiveIds(*item.chart, item.snapshot);
  fact.ended = item.snapshot.status == Status::kEnded;
  fact.output = masking.Of(item.snapshot.output);
  std::vector<Value::Entry> data;
  for (const int field : item.chart->report) {
    const Value& value = item.snapshot.data[static_cast<std::size_t>(field)];
    const Field& reported = item.chart->data[static_cast<std::size_t>(field)];
    if (const auto plain = AsPlainJson(value); plain && !value.is(Kind::kAbsent))
      data.emplace_back(Value::String(reported.name), masking.Of(*plain));
  }
  if (!item.chart->report.empty()) fact.data = Value::Map(std::move(data));
  return fact;
}

}  // namespace

UnitOfWork::UnitOfWork(const Ports& ports, ChartCache& charts, Calendars& calendars, TenantId tenant,
                       Timestamp now, Purpose purpose)
    : ports_(ports),
      charts_(charts),
      calendars_(calendars),
      tenant_(std::move(tenant)),
      now_(now),
      purpose_(purpose) {}

WorkingItem* UnitOfWork::Find(const ItemId& id) {
  const auto known = items_.find(id);
  if (known != items_.end()) return known->second.get();
  auto record = ports_.store.FindItem(tenant_, id);
  if (!record) return nullptr;
  auto chart = charts_.Get(tenant_, *record);
  Snapshot snapshot = ReadSnapshot(*chart, record->snapshot);
  record->snapshot.clear();
  return Add({*std::move(record), std::move(chart), std::move(snapshot)});
}

WorkingItem* UnitOfWork::Take(const KnownItem& known) { return Add(known); }

WorkingItem* UnitOfWork::Add(KnownItem known) {
  auto item = std::make_unique<WorkingItem>();
  item->before = {known.record, TasksOf(*known.chart, known.snapshot), TimersOf(known.snapshot)};
  item->read_rev = known.record.rev;
  item->record = std::move(known.record);
  item->chart = std::move(known.chart);
  item->snapshot = std::move(known.snapshot);
  WorkingItem& added = *items_.emplace(item->record.id, std::move(item)).first->second;
  Recount(added);
  return &added;
}

void UnitOfWork::Recount(WorkingItem& item) {
  const WorkCalendar& present = calendars_.Get(item.snapshot.calendar);
  const WorkCalendar& newest = calendars_.Newest();
  item.calendar = &newest;
  if (item.snapshot.calendar >= newest.edition()) return;
  auto data = RecountData(*item.chart, item.snapshot, present, newest);
  if (!data) return;  // the next event takes it over to the new edition
  Event event;
  event.name = kCalendarEvent;
  event.at = std::max(now_, item.snapshot.at);
  event.data = std::move(*data);
  if (auto stepped = Step(*item.chart, InfoOf(item.record), item.snapshot, event, newest))
    Apply(item, event, std::move(*stepped));
}

Outcome<WorkingItem*> UnitOfWork::Create(ItemRecord record, std::shared_ptr<const Chart> chart, Event create,
                                         const Value& overrides) {
  const ItemId id = record.id;
  if (auto begun = Begin(std::move(record), std::move(chart), std::move(create), overrides); !begun)
    return tl::unexpected(std::move(begun.error()));
  if (auto delivered = DeliverAll(); !delivered) return tl::unexpected(std::move(delivered.error()));
  return Find(id);
}

void UnitOfWork::DrawNumber(ItemRecord& record, const Chart& chart, Timestamp at) {
  const int year = ToCivil(DayOf(at)).year;
  const auto next = ports_.store.NextNumber(tenant_, chart.workflow + ":" + std::to_string(year));
  record.number = FormatNumber(chart.number, year, next);
}

Outcome<void> UnitOfWork::Begin(ItemRecord record, std::shared_ptr<const Chart> chart, Event create,
                                const Value& overrides) {
  auto item = std::make_unique<WorkingItem>();
  item->record = std::move(record);
  item->chart = std::move(chart);
  item->calendar = &calendars_.Newest();
  auto bound =
      BindParameters(*item->chart, InfoOf(item->record), create, *item->calendar, ports_.presets, overrides);
  if (!bound) return tl::unexpected(std::move(bound.error()));
  create.params = *std::move(bound);
  if (!item->chart->number.empty() && purpose_ == Purpose::kCommit) {
    // Tried without its number first: a creation that is refused leaves no gap.
    auto tried = Start(*item->chart, InfoOf(item->record), create, *item->calendar);
    if (!tried) return tl::unexpected(std::move(tried.error()));
    if (ports_.files != nullptr && create.source == Event::Source::kPerson) {
      if (auto refused = RefuseFiles(*ports_.files, tenant_, create.actor->id, tried->files, files_before_))
        return tl::unexpected(*std::move(refused));
    }
    DrawNumber(item->record, *item->chart, create.at);
  }
  auto stepped = Start(*item->chart, InfoOf(item->record), create, *item->calendar);
  if (!stepped) return tl::unexpected(std::move(stepped.error()));
  Note(item->record.id, nullptr);
  WorkingItem& added = *items_.emplace(item->record.id, std::move(item)).first->second;
  Apply(added, create, std::move(*stepped));
  return {};
}

Outcome<void> UnitOfWork::Send(WorkingItem& item, Event event) {
  event.at = std::max(event.at, item.snapshot.at);
  auto stepped = Step(*item.chart, InfoOf(item.record), item.snapshot, event, *item.calendar);
  if (!stepped) return tl::unexpected(std::move(stepped.error()));
  Apply(item, event, std::move(*stepped));
  return DeliverAll();
}

void UnitOfWork::Fault(WorkingItem& item, Timestamp at, const std::string& why) {
  Event event;
  event.source = Event::Source::kSystem;
  event.name = kFaultEvent;
  event.at = std::max(at, item.snapshot.at);
  event.data = Value::Map({{"reason", Value::String(why)}});
  Stepped stepped;
  stepped.snapshot = Faulted(item.snapshot, event.at, why);
  Apply(item, event, std::move(stepped));
}

void UnitOfWork::Note(const ItemId& id, const WorkingItem* before) {
  if (marked_) since_mark_.try_emplace(id, before == nullptr ? std::nullopt : std::optional(*before));
}

void UnitOfWork::Mark() {
  marked_ = true;
  since_mark_.clear();
  entries_at_mark_ = entries_.size();
}

void UnitOfWork::TakeBack() {
  for (auto& [id, before] : since_mark_) {
    if (before) {
      *items_.at(id) = *std::move(before);
    } else {
      items_.erase(id);
    }
  }
  since_mark_.clear();
  entries_.erase(entries_.begin() + static_cast<std::ptrdiff_t>(entries_at_mark_), entries_.end());
  deliveries_.clear();
  files_.clear();
}

// An item may be told of a file by another, which then named it before; most steps need not be looked at.
void UnitOfWork::NoteFiles(const WorkingItem& item, Stepped& stepped) {
  if (ports_.files == nullptr) return;
  const bool tells = item.record.parent ||
                     std::any_of(stepped.effects.begin(), stepped.effects.end(), [](const Effect& effect) {
                       return effect.kind == Effect::Kind::kSend || effect.kind == Effect::Kind::kCreate;
                     });
  if (stepped.files.empty() && !tells) return;
  if (item.snapshot.rev > 0) AddFilesOf(*item.chart, item.snapshot, files_before_);
  std::move(stepped.files.begin(), stepped.files.end(), std::back_inserter(files_));
}

std::optional<Refusal> UnitOfWork::RefusedFiles(const PersonId& giver, const FileSet& unseen) {
  if (files_.empty()) return std::nullopt;
  const auto named = std::exchange(files_, {});
  FileSet known = files_before_;
  std::erase_if(known, [&](const std::string& sha256) { return unseen.contains(sha256); });
  return RefuseFiles(*ports_.files, tenant_, giver, named, known);
}

void UnitOfWork::Apply(WorkingItem& item, const Event& event, Stepped stepped) {
  Note(item.record.id, &item);
  NoteFiles(item, stepped);
  HistoryRecord row = ToHistory(event, stepped.record, stepped.snapshot, now_);
  const bool is_new = item.snapshot.rev == 0;
  if (!is_new) row.from = ActiveIds(*item.chart, item.snapshot);
  row.to = ActiveIds(*item.chart, stepped.snapshot);
  if (event.name == kFieldsEvent)
    AddDetail(row, kChangesDetail, ChangesOf(*item.chart, item.snapshot, stepped.snapshot, event));
  if (item.snapshot.calendar != stepped.snapshot.calendar)
    AddDetail(row, kEditionDetail, Value::Int(stepped.snapshot.calendar));
  // Nothing but what a parent knows of the item ever shows there, not even that something happened.
  const bool shows = !stepped.record.sealed;
  const bool told = item.record.parent.has_value();
  const ChildFact before = told && !is_new ? FactOf(item) : ChildFact{};
  item.snapshot = std::move(stepped.snapshot);
  // What is kept from readers of the history is kept from those of ledgers and children too.
  const PersonId by = event.actor && !stepped.record.masked ? event.actor->id : PersonId();
  CollectEffects(item, event, by, stepped.effects, row);
  item.history.push_back(std::move(row));
  UpdateRecord(item, shows);
  if (!told) return;
  const ChildFact fact = FactOf(item);
  if (is_new || WriteJson(FactToValue(fact)) != WriteJson(FactToValue(before)))
    ReportToParent(item, fact, event.at);
}

void UnitOfWork::CollectEffects(WorkingItem& item, const Event& event, const PersonId& by,
                                const std::vector<Effect>& effects, HistoryRecord& row) {
  std::vector<std::string> log;
  int position = 0;
  for (const Effect& effect : effects) {
    switch (effect.kind) {
      case Effect::Kind::kNotify:
        item.outbox.push_back({row.rev, position++, "notify", NotifyPayload(item, effect)});
        break;
      case Effect::Kind::kSend:
        Route(item, effect, event.at);
        break;
      case Effect::Kind::kLog:
        log.push_back(effect.text);
        break;
      case Effect::Kind::kLedger:
        Enter(item, event.at, by, effect.posting);
        break;
      case Effect::Kind::kCreate: {
        Delivery delivery;
        delivery.sender = item.record.id;
        delivery.event.at = event.at;
        delivery.create = effect;
        delivery.by = by.empty() ? item.record.created_by : by;
        deliveries_.push_back(std::move(delivery));
        break;
      }
    }
  }
  if (log.empty()) return;
  AddDetail(row, "log", TextList(log));
}

void UnitOfWork::Enter(const WorkingItem& item, Timestamp at, const PersonId& by, Posting posting) {
  LedgerRecord entry;
  if (posting.account.empty()) posting.account = item.record.id;
  entry.posting = std::move(posting);
  entry.posting.note = Masking(*item.chart, item.snapshot).Of(std::move(entry.posting.note));
  entry.item = item.record.id;
  entry.rev = item.snapshot.ShownRev();
  entry.actor = by;
  entry.at = at;
  entries_.push_back(std::move(entry));
}

void UnitOfWork::Route(WorkingItem& item, const Effect& effect, Timestamp at) {
  Delivery delivery;
  delivery.sender = item.record.id;
  delivery.event.source = Event::Source::kItem;
  delivery.event.name = effect.event;
  delivery.event.data = effect.data;
  delivery.event.at = at;
  std::vector<ItemId> receivers;
  if (effect.to == Effect::To::kParent && item.record.parent) receivers.push_back(*item.record.parent);
  if (effect.to == Effect::To::kItem) receivers.emplace_back(effect.receiver);
  if (effect.to == Effect::To::kChildren) {
    for (const auto& child : item.snapshot.children) receivers.push_back(child.id);
  }
  for (auto& receiver : receivers) {
    delivery.receiver = std::move(receiver);
    deliveries_.push_back(delivery);
  }
}

void UnitOfWork::ReportToParent(const WorkingItem& item, const ChildFact& fact, Timestamp at) {
  Delivery delivery;
  delivery.receiver = *item.record.parent;
  delivery.must = true;
  delivery.sender = item.record.id;
  delivery.event.source = Event::Source::kItem;
  delivery.event.name = kChildChanged;
  delivery.event.at = at;
  delivery.event.child = fact;
  deliveries_.push_back(std::move(delivery));
}

Outcome<void> UnitOfWork::DeliverAll() {
  for (int delivered = 0; !deliveries_.empty(); ++delivered) {
    if (delivered >= kMaxDeliveries) {
      return tl::unexpected(
          Refusal{Code::cascade_limit,
                  {"此操作会同时影响 1000 个以上事项", "the event would reach more than 1,000 items at once"},
                  {},
                  {},
                  {}});
    }
    Delivery delivery = std::move(deliveries_.front());
    deliveries_.pop_front();
    auto done = delivery.create ? MakeChild(delivery) : Deliver(std::move(delivery));
    if (!done) return done;
  }
  return {};
}

Outcome<void> UnitOfWork::Deliver(Delivery delivery) {
  WorkingItem* receiver = Find(delivery.receiver);
  if (receiver == nullptr) return {};
  delivery.event.at = std::max(delivery.event.at, receiver->snapshot.at);
  auto stepped = Step(*receiver->chart, InfoOf(receiver->record), receiver->snapshot, delivery.event,
                      *receiver->calendar);
  if (stepped) {
    Apply(*receiver, delivery.event, std::move(*stepped));
  } else if (delivery.must) {
    // Who sent the event to the one may not see the other.
    Refusal refusal = Masking(*receiver->chart, receiver->snapshot).Of(std::move(stepped.error()));
    refusal.message.zh = "上级事项 " + receiver->record.number + " 无法接收：" + refusal.message.zh;
    refusal.message.en =
        "the parent item " + receiver->record.number + " cannot take it: " + refusal.message.en;
    return tl::unexpected(std::move(refusal));
  }
  return {};
}

// Asked of nobody: the parent's file says that it is made. It lies at or below the parent's organisation.
Outcome<void> UnitOfWork::MakeChild(const Delivery& delivery) {
  const Effect& wanted = *delivery.create;
  const ItemRecord& parent = Find(delivery.sender)->record;
  // The parent goes on whatever is retired meanwhile.
  const auto versions = ports_.store.ListVersions(tenant_, wanted.workflow);
  if (versions.empty()) return NoWorkflow(wanted.workflow);
  const auto in_use = NewestInUse(versions).value_or(versions.back().version);
  const auto chart = charts_.Find(tenant_, wanted.workflow, in_use);
  const OrgId org = wanted.org.empty() ? parent.org : OrgId(wanted.org);
  const auto place = ports_.directory.FindOrganization(tenant_, org);
  if (!place || !place->path.starts_with(parent.org_path)) {
    return Refused(Code::organization_not_found,
                   {"组织不存在或不在上级事项的范围内：" + org.value,
                    "no such organisation at or below that of the parent item: " + org.value});
  }
  Event create;
  create.source = Event::Source::kItem;
  create.name = kCreateEvent;
  create.data = wanted.data;
  create.at = delivery.event.at;
  const NewItem made{*chart, *place, parent.id, delivery.by};
  auto begun = Begin(RecordOf(ports_, made, create.at), chart, create, {});
  if (begun) return {};
  Refusal refusal = std::move(begun.error());
  refusal.message.zh = "无法建立下级事项（" + chart->title.zh + "）：" + refusal.message.zh;
  refusal.message.en = "an item of `" + chart->workflow + "` cannot be made: " + refusal.message.en;
  return tl::unexpected(std::move(refusal));
}

void UnitOfWork::UpdateRecord(WorkingItem& item, bool shows) {
  ItemRecord& record = item.record;
  record.rev = item.snapshot.rev;
  record.sealed = item.snapshot.unseen->count;
  record.updated_at = item.snapshot.ShownAt();
  record.status = NameOf(item.snapshot.status);
  record.states = ActiveIds(*item.chart, item.snapshot);
  // A label may read the time: it stays as it is where nothing shows.
  if (shows) record.title = LabelOf(*item.chart, InfoOf(record), item.snapshot, *item.calendar);
}

bool UnitOfWork::IsSecret() const {
  return std::any_of(since_mark_.begin(), since_mark_.end(), [&](const auto& entry) {
    const auto& before = entry.second;
    const WorkingItem& after = *items_.at(entry.first);
    for (std::size_t row = before ? before->history.size() : 0; row < after.history.size(); ++row) {
      if (charter::IsSecret(after.history[row])) return true;
    }
    const auto is_over = [](const WorkingItem& item, std::size_t activity) {
      const auto& results = item.snapshot.results;
      return activity < results.size() && !results[activity].is(Kind::kAbsent);
    };
    for (std::size_t i = 0; i < after.chart->activities.size(); ++i) {
      if (ActsInSecret(after.chart->activities[i]) && is_over(after, i) && !(before && is_over(*before, i)))
        return true;
    }
    return false;
  });
}

std::vector<const WorkingItem*> UnitOfWork::Changed() const {
  std::vector<const WorkingItem*> changed;
  for (const auto& [id, item] : items_) {
    if (!item->history.empty()) changed.push_back(item.get());
  }
  return changed;
}

std::optional<Refusal> UnitOfWork::RefusedByLedger() {
  if (entries_.empty()) return std::nullopt;
  std::vector<ItemWrite> writes;
  for (const WorkingItem* item : Changed()) writes.emplace_back().item = item->record;
  auto conflict = ports_.store.TryEntries(tenant_, writes, entries_);
  return conflict ? std::move(conflict->refused) : std::nullopt;
}

std::optional<Store::Conflict> UnitOfWork::Commit(const std::optional<AnswerRecord>& answer) {
  std::vector<ItemWrite> writes;
  for (auto& [id, item] : items_) {
    if (item->history.empty()) continue;
    ItemWrite write;
    for (HistoryRecord& row : item->history)
      row.names = Salted(row.names, [&] { return ports_.ids.NextSeed() + ports_.ids.NextSeed(); });
    Chain(tenant_, item->record, item->history);
    write.item = item->record;
    write.item.snapshot = WriteSnapshot(*item->chart, item->snapshot);
    write.expected_rev = item->read_rev;
    write.history = std::move(item->history);
    write.tasks = TasksOf(*item->chart, item->snapshot);
    write.timers = TimersOf(item->snapshot);
    write.outbox = std::move(item->outbox);
    write.before = std::move(item->before);
    writes.push_back(std::move(write));
  }
  if (writes.empty() && !answer) return std::nullopt;
  auto conflict = ports_.store.Commit(tenant_, writes, entries_, answer ? &*answer : nullptr);
  if (!conflict && ports_.committed) ports_.committed();
  return conflict;
}

}  // namespace charter
