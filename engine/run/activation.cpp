#include "engine/run/activation.h"

#include <algorithm>
#include <map>

#include "engine/activity/share.h"

namespace charter {
namespace {

std::size_t At(int index) { return static_cast<std::size_t>(index); }

Value TextList(const std::vector<std::string>& texts) {
  std::vector<Value> items;
  items.reserve(texts.size());
  for (const auto& text : texts) items.push_back(Value::String(text));
  return Value::List(std::move(items));
}

Value Record(const std::vector<Field>& fields, const std::vector<Value>& values) {
  std::vector<Value::Entry> entries;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (!values[i].is(Kind::kAbsent)) entries.emplace_back(Value::String(fields[i].name), values[i]);
  }
  return Value::Map(std::move(entries));
}

}  // namespace

ItemActivation::ItemActivation(const Chart& chart, const ItemInfo& item, const Snapshot& snapshot,
                               const Event& event, const WorkCalendar& calendar)
    : chart_(chart),
      item_(item),
      snapshot_(snapshot),
      event_(event),
      calendar_(calendar),
      name_(event.name),
      payload_(&event.data) {}

void ItemActivation::SetEvent(std::string_view name, const Value& data) {
  name_ = name;
  payload_ = &data;
  Refresh();
}

void ItemActivation::SetInput(const std::vector<Field>* fields, const std::vector<Value>* values) {
  input_fields_ = fields;
  input_ = values;
  Refresh();
}

void ItemActivation::SetNamed(const Value* named, const std::vector<std::string>* members) {
  named_ = named;
  members_ = members;
}

void ItemActivation::SetEach(int slot, const Value* element) {
  each_slot_ = slot;
  each_ = element;
}

void ItemActivation::SetActor(const Actor* actor) {
  actor_ = actor;
  Refresh();
}

std::vector<Actor> ItemActivation::OthersBound() const {
  std::vector<Actor> others;
  if (!event_.actor) return others;
  const auto add = [&](const PersonId& id, const std::string& name, const OrgId& org) {
    Actor& other = others.emplace_back(*event_.actor);
    other.id = id;
    other.name = name;
    other.org = org;
  };
  // For whom another has made the item, he counts as its creator.
  const auto add_creator = [&](const PersonId& id, const std::string& name, const OrgId& org) {
    if (id == item_.created_by) return;
    const std::pair<std::string, PersonId> made{std::string(kCreateEvent), id};
    if (std::binary_search(snapshot_.performed.begin(), snapshot_.performed.end(), made))
      add(item_.created_by, name, org);
  };
  add_creator(event_.actor->id, event_.actor->name, event_.actor->org);
  for (const auto& other : event_.actor->on_behalf_of) {
    add(other.id, other.name, other.org);
    add_creator(other.id, other.name, other.org);
  }
  return others;
}

void ItemActivation::Refresh() { built_.clear(); }

const Value& ItemActivation::Get(int slot) const {
  static const Value kAbsentValue;
  const Slots& slots = chart_.slots;
  if (each_ != nullptr && slot == each_slot_) return *each_;
  if (slot > slots.data && slot < slots.event) return snapshot_.data[At(slot - slots.data - 1)];
  // The names of activities stand where transitions have their input.
  if (named_ != nullptr && slot >= slots.input) {
    if (slot == slots.input) return *named_;
    const Value* member =
        named_->is(Kind::kMap) ? named_->Find((*members_)[At(slot - slots.input - 1)]) : nullptr;
    return member != nullptr ? *member : kAbsentValue;
  }
  if (slot > slots.input) {
    const std::size_t field = At(slot - slots.input - 1);
    return input_ != nullptr && field < input_->size() ? (*input_)[field] : kAbsentValue;
  }
  if (slot > slots.params && slot < slots.input) {
    return snapshot_.params ? snapshot_.params->values[At(slot - slots.params - 1)].value : kAbsentValue;
  }
  if (slot == slots.event + 2) {
    static const Value kEmptyMap = Value::Map(std::vector<Value::Entry>{});
    return payload_->is(Kind::kAbsent) ? kEmptyMap : *payload_;
  }
  const auto built =
      std::find_if(built_.begin(), built_.end(), [&](const auto& entry) { return entry.first == slot; });
  if (built != built_.end()) return built->second;
  return built_.emplace_back(slot, Build(slot)).second;
}

Value ItemActivation::Build(int slot) const {
  const Slots& slots = chart_.slots;
  if (slot == slots.data) return DataRecord();
  if (slot == slots.event) {
    return Value::Map({{"name", Value::String(name_)}, {"data", Get(slots.event + 2)}});
  }
  if (slot == slots.event + 1) return Value::String(name_);
  if (slot >= slots.actor && slot < slots.item) return ActorMember(slot - slots.actor);
  if (slot >= slots.item && slot < slots.now) return ItemMember(slot - slots.item);
  if (slot == slots.now) return Value::Of(snapshot_.at);
  if (slot == slots.children) return ChildrenList();
  if (slot == slots.parent) return ParentRecord();
  if (slot == slots.parent + 1) return item_.parent ? Value::String(item_.parent->value) : Value();
  if (slot == slots.ledger) return LedgerRecord();
  if (slot > slots.ledger && slot < slots.results)
    return Value::Of(YuanOf(TotalOf(snapshot_).*kLedgerSums[At(slot - slots.ledger - 1)].sum));
  if (slot == slots.results) return ResultsRecord();
  if (slot > slots.results && slot < slots.params) return Result(At(slot - slots.results - 1));
  if (slot == slots.params) return ParametersRecord();
  if (slot == slots.input) return InputRecord();
  return {};
}

Value ItemActivation::DataRecord() const { return Record(chart_.data, snapshot_.data); }

Value ItemActivation::InputRecord() const {
  if (input_ == nullptr) return Value::Map(std::vector<Value::Entry>{});
  return Record(*input_fields_, *input_);
}

// Members in the order in which the names were declared; 0 is the record itself.
Value ItemActivation::ActorMember(int member) const {
  if (!event_.actor && actor_ == nullptr) {
    return member == 0   ? Value::Map(std::vector<Value::Entry>{})
           : member == 4 ? Value::List({})
                         : Value::String("");
  }
  const Actor& actor = actor_ != nullptr ? *actor_ : *event_.actor;
  switch (member) {
    case 0:
      return Value::Map({{"id", ActorMember(1)},
                         {"name", ActorMember(2)},
                         {"org", ActorMember(3)},
                         {"roles", ActorMember(4)}});
    case 1:
      return Value::String(actor.id.value);
    case 2:
      return Value::String(actor.name);
    case 3:
      return Value::String(actor.org.value);
    default:
      return TextList(actor.roles);
  }
}

Value ItemActivation::ItemMember(int member) const {
  switch (member) {
    case 0:
      return Value::Map({{"id", ItemMember(1)},
                         {"number", ItemMember(2)},
                         {"workflow", ItemMember(3)},
                         {"version", ItemMember(4)},
                         {"org", ItemMember(5)},
                         {"created_by", ItemMember(6)},
                         {"created_at", ItemMember(7)},
                         {"rev", ItemMember(8)}});
    case 1:
      return Value::String(item_.id.value);
    case 2:
      return Value::String(item_.number);
    case 3:
      return Value::String(chart_.workflow);
    case 4:
      return Value::Int(chart_.version);
    case 5:
      return Value::String(item_.org.value);
    case 6:
      return Value::String(item_.created_by.value);
    case 7:
      return Value::Of(item_.created_at);
    default:
      return Value::Int(snapshot_.ShownRev());
  }
}

Value ItemActivation::ChildrenList() const {
  std::vector<Value> items;
  for (const auto& child : snapshot_.children) {
    items.push_back(Value::Map(
        {{"id", Value::String(child.id.value)},
         {"workflow", Value::String(child.workflow)},
         {"number", Value::String(child.number)},
         {"states", TextList(child.states)},
         {"ended", Value::Bool(child.ended)},
         {"output", child.output.is(Kind::kMap) ? child.output : Value::Map(std::vector<Value::Entry>{})},
         {"data", child.data.is(Kind::kMap) ? child.data : Value::Map(std::vector<Value::Entry>{})}}));
  }
  return Value::List(std::move(items));
}

Value ItemActivation::ParentRecord() const {
  if (!item_.parent) return Value::Map(std::vector<Value::Entry>{});
  return Value::Map({{"id", Value::String(item_.parent->value)}});
}

Value ItemActivation::LedgerRecord() const {
  const LedgerSums total = TotalOf(snapshot_);
  std::vector<Value::Entry> entries;
  for (const auto& [name, sum] : kLedgerSums)
    entries.emplace_back(Value::String(name), Value::Of(YuanOf(total.*sum)));
  return Value::Map(std::move(entries));
}

Value ItemActivation::ResultsRecord() const {
  std::vector<Value::Entry> entries;
  for (std::size_t i = 0; i < chart_.activities.size(); ++i) {
    Value result = Result(i);
    if (!result.is(Kind::kAbsent))
      entries.emplace_back(Value::String(chart_.activities[i].id), std::move(result));
  }
  return Value::Map(std::move(entries));
}

// That of `children` is counted afresh: what the children report is all there is to know.
Value ItemActivation::Result(std::size_t activity) const {
  const std::string& workflow = chart_.activities[activity].workflow;
  if (workflow.empty()) return activity < snapshot_.results.size() ? snapshot_.results[activity] : Value();
  std::int64_t total = 0;
  std::int64_t ended = 0;
  std::map<std::string, std::int64_t> states;
  for (const auto& child : snapshot_.children) {
    if (child.workflow != workflow) continue;
    ++total;
    if (child.ended) ++ended;
    for (const auto& state : child.states) ++states[state];
  }
  std::vector<Value::Entry> entries;
  for (const auto& [state, count] : states) entries.emplace_back(Value::String(state), Value::Int(count));
  return Value::Map({{"total", Value::Int(total)},
                     {"ended", Value::Int(ended)},
                     {"states", Value::Map(std::move(entries))}});
}

Value ItemActivation::ParametersRecord() const {
  std::vector<Value::Entry> entries;
  for (std::size_t i = 0; snapshot_.params && i < chart_.parameters.size(); ++i) {
    const Value& value = snapshot_.params->values[i].value;
    if (!value.is(Kind::kAbsent)) entries.emplace_back(Value::String(chart_.parameters[i].id), value);
  }
  return Value::Map(std::move(entries));
}

EvalResult ItemActivation::Call(int number, std::span<const Value> arguments) const {
  switch (static_cast<HostFunction>(number)) {
    case HostFunction::kInState: {
      const StateIndex state = chart_.FindState(arguments[0].AsString());
      if (state == kNone) {
        return tl::unexpected(EvalError{
            "no_such_state", "there is no state `" + std::string(arguments[0].AsString()) + "`", 0});
      }
      return Value::Bool(snapshot_.active.Has(state));
    }
    case HostFunction::kPerformed: {
      const std::pair<std::string, PersonId> key{std::string(arguments[1].AsString()),
                                                 PersonId(std::string(arguments[0].AsString()))};
      return Value::Bool(std::binary_search(snapshot_.performed.begin(), snapshot_.performed.end(), key));
    }
    case HostFunction::kMeets: {
      const auto share = Share::Parse(arguments[0].AsString());
      const std::int64_t count = arguments[1].AsInt();
      const std::int64_t whole = arguments[2].AsInt();
      constexpr std::int64_t kMost = std::int64_t{1} << 40U;
      if (!share || count < 0 || whole < 0 || count > kMost || whole > kMost) {
        return tl::unexpected(EvalError{
            "invalid_argument", "a share such as 'at least 2/3' is met by a count out of a whole", 0});
      }
      return Value::Bool(share->Met(count, whole));
    }
    default:
      return CallCalendar(static_cast<HostFunction>(number), arguments);
  }
}

EvalResult ItemActivation::CallCalendar(HostFunction function, std::span<const Value> arguments) const {
  constexpr std::int64_t kMost = 10'000;
  const auto overflow = [](const char* what) { return tl::unexpected(EvalError{"overflow", what, 0}); };
  const Timestamp from = arguments[0].AsTimestamp();
  const Date day = DayOf(from);
  const auto start_of = [&](std::optional<Date> found) -> EvalResult {
    const Timestamp start = found ? StartOfDay(*found) : Timestamp{kMaxSeconds + 1, 0};
    if (start.seconds < kMinSeconds || start.seconds > kMaxSeconds)
      return overflow("the day lies outside the years 1 to 9999");
    return Value::Of(start);
  };
  const auto ask = [&](Date a, Date b) {
    if (!calendar_.Covers(a, b)) asked_unpublished_ = true;
  };
  switch (function) {
    case HostFunction::kWorkdaysBetween: {
      const Date to = DayOf(arguments[1].AsTimestamp());
      ask(day, to);
      return Value::Int(calendar_.WorkdaysBetween(day, to));
    }
    case HostFunction::kAddWorkdays: {
      const std::int64_t count = arguments[1].AsInt();
      if (count < -kMost || count > kMost) return overflow("more than 10,000 workdays cannot be counted");
      const Date found = calendar_.AddWorkdays(day, count);
      ask(day, found);
      return start_of(found);
    }
    case HostFunction::kAddMonths:
      return start_of(AddMonths(day, arguments[1].AsInt()));
    case HostFunction::kDeadline:
    case HostFunction::kDeadlineBefore: {
      const auto period = Period::Parse(arguments[1].AsString());
      if (!period) {
        return tl::unexpected(EvalError{
            "invalid_argument", "'" + std::string(arguments[1].AsString()) + "' is no length of time", 0});
      }
      const auto end = function == HostFunction::kDeadline ? EndOf(*period, from, calendar_)
                                                           : EndBefore(*period, from, calendar_);
      if (!end) return overflow("the day lies outside the years 1 to 9999");
      asked_unpublished_ = asked_unpublished_ || end->provisional;
      return Value::Of(end->at);
    }
    case HostFunction::kRollForward: {
      const Date found = calendar_.RollForward(day);
      ask(day, found);
      return start_of(found);
    }
    case HostFunction::kIsWorkday:
      ask(day, day);
      return Value::Bool(calendar_.IsWorkday(day));
    default:
      break;
  }
  return tl::unexpected(EvalError{"no_such_function", "no such function", 0});
}

}  // namespace charter
