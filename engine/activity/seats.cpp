#include "engine/activity/seats.h"

#include "engine/activity/make_field.h"
#include "engine/activity/people.h"

namespace charter {
namespace {

bool Holds(const Actor& actor, const std::string& role) {
  return std::find(actor.roles.begin(), actor.roles.end(), role) != actor.roles.end();
}

bool BelongsTo(const Seat& seat, const Actor& actor) {
  return seat.person.empty() ? Holds(actor, seat.role) : seat.person == actor.id.value;
}

Value TextOrAbsent(const std::string& text) { return text.empty() ? Value() : Value::String(text); }

Timestamp TimeIn(const Value& map, std::string_view key) {
  const Value* at = map.Find(key);
  return at != nullptr ? at->AsTimestamp() : Timestamp{};
}

Value ToValue(const Seat& seat) {
  std::vector<Value> after;
  for (const auto number : seat.after) after.push_back(Value::Int(number));
  std::vector<Value> handed;
  for (const auto& hand : seat.handed) {
    handed.push_back(Value::Map({{"from", Value::String(hand.from)},
                                 {"to", Value::String(hand.to)},
                                 {"reason", Value::String(hand.reason)},
                                 {"at", Value::Of(hand.at)}}));
  }
  const Value map = Value::Map({{"number", Value::Int(seat.number)}});
  return With(map, {{"role", TextOrAbsent(seat.role)},
                    {"person", TextOrAbsent(seat.person)},
                    {"after", after.empty() ? Value() : Value::List(std::move(after))},
                    {"added_by", TextOrAbsent(seat.added_by)},
                    {"added_because", TextOrAbsent(seat.added_because)},
                    {"handed", handed.empty() ? Value() : Value::List(std::move(handed))},
                    {"decision", TextOrAbsent(seat.decision)},
                    {"by", TextOrAbsent(seat.by)},
                    {"on_behalf_of", TextOrAbsent(seat.on_behalf_of)},
                    {"at", seat.Open() ? Value() : Value::Of(seat.at)},
                    {"opinion", TextOrAbsent(seat.opinion)},
                    {"file", TextOrAbsent(seat.file)}});
}

Seat SeatFrom(const Value& map) {
  Seat seat;
  seat.number = IntIn(map, "number");
  seat.role = TextIn(map, "role");
  seat.person = TextIn(map, "person");
  for (const auto& number : ListIn(map, "after")) seat.after.push_back(number.AsInt());
  seat.added_by = TextIn(map, "added_by");
  seat.added_because = TextIn(map, "added_because");
  for (const auto& hand : ListIn(map, "handed")) {
    seat.handed.push_back({std::string(TextIn(hand, "from")), std::string(TextIn(hand, "to")),
                           std::string(TextIn(hand, "reason")), TimeIn(hand, "at")});
  }
  seat.decision = TextIn(map, "decision");
  seat.by = TextIn(map, "by");
  seat.on_behalf_of = TextIn(map, "on_behalf_of");
  seat.at = TimeIn(map, "at");
  seat.opinion = TextIn(map, "opinion");
  seat.file = TextIn(map, "file");
  return seat;
}

}  // namespace

bool Seats::Untouched() const {
  return std::all_of(seats_.begin(), seats_.end(),
                     [](const Seat& seat) { return seat.Open() && seat.handed.empty() && !seat.Added(); });
}

std::int64_t Seats::Decided(std::string_view decision) const {
  return std::count_if(seats_.begin(), seats_.end(),
                       [&](const Seat& seat) { return seat.decision == decision; });
}

bool Seats::Reached() const {
  std::int64_t asked = 0;
  std::int64_t signatures = 0;
  for (const auto& seat : seats_) {
    if (seat.Added()) continue;
    ++asked;
    if (seat.decision == "signed") ++signatures;
  }
  return asked > 0 && signatures >= need_->Of(asked);
}

bool Seats::Passed() const {
  return Reached() && std::all_of(seats_.begin(), seats_.end(), [](const Seat& seat) {
           return !seat.Added() || seat.decision == "signed";
         });
}

bool Seats::Lost() const {
  std::int64_t asked = 0;
  std::int64_t refusals = 0;
  for (const auto& seat : seats_) {
    const bool refused = seat.decision == "refused";
    if (seat.Added() && refused) return true;
    if (seat.Added()) continue;
    ++asked;
    if (refused) ++refusals;
  }
  return asked - refusals < need_->Of(asked);
}

bool Seats::Awaits(const Seat& seat) const {
  if (!seat.Open()) return false;
  if (Reached()) return seat.Added();
  return std::none_of(seats_.begin(), seats_.end(), [&](const Seat& other) {
    return other.Open() && std::find(seat.after.begin(), seat.after.end(), other.number) != seat.after.end();
  });
}

std::optional<std::size_t> Seats::Of(const Actor& actor, std::string_view role) const {
  std::optional<std::size_t> later;
  for (std::size_t place = 0; place < seats_.size(); ++place) {
    const Seat& seat = seats_[place];
    if (!seat.Open() || !BelongsTo(seat, actor) || (!role.empty() && seat.role != role)) continue;
    if (Awaits(seat)) return place;
    if (!later) later = place;
  }
  return later;
}

bool Seats::HasActed(std::string_view person) const {
  return std::any_of(seats_.begin(), seats_.end(), [&](const Seat& seat) {
    return !seat.Open() && (seat.by == person || seat.on_behalf_of == person);
  });
}

bool Seats::Asks(const Value& known_person, std::int64_t self) const {
  const auto person = TextIn(known_person, "id");
  return HasActed(person) || std::any_of(seats_.begin(), seats_.end(), [&](const Seat& seat) {
           if (seat.number == self) return false;
           return seat.person == person ||
                  (!seat.role.empty() && charter::HoldsAny(known_person, {seat.role}));
         });
}

void Seats::Add(std::size_t beside, bool after, Seat seat) {
  const Seat& place = seats_[beside];
  const std::int64_t number = place.number;
  seat.number = static_cast<std::int64_t>(seats_.size()) + 1;
  seat.after = after ? std::vector<std::int64_t>{number} : place.after;
  // Who came next in a sequence waits for both.
  if (need_->kind == Need::Kind::kSequence) {
    for (auto& next : seats_) {
      if (std::find(next.after.begin(), next.after.end(), number) != next.after.end())
        next.after.push_back(seat.number);
    }
  }
  seats_.insert(seats_.begin() + static_cast<std::ptrdiff_t>(beside) + 1, std::move(seat));
}

Value ToValue(const std::vector<Seat>& seats) {
  std::vector<Value> list;
  for (const auto& seat : seats) list.push_back(ToValue(seat));
  return Value::List(std::move(list));
}

std::vector<Seat> SeatsFrom(std::span<const Value> list) {
  std::vector<Seat> seats;
  for (const auto& seat : list) seats.push_back(SeatFrom(seat));
  return seats;
}

std::vector<Field> SeatFields() {
  Field after = MakeField("after", FieldType::kArray);
  Schema number;
  number.type = FieldType::kInteger;
  after.schema.items = std::make_shared<const Schema>(std::move(number));
  return {
      MakeField("number", FieldType::kInteger),
      MakeField("role", FieldType::kString),
      MakeField("person", FieldType::kPerson),
      std::move(after),
      MakeField("added_by", FieldType::kPerson),
      MakeField("added_because", FieldType::kString),
      MakeList("handed", {MakeField("from", FieldType::kPerson), MakeField("to", FieldType::kPerson),
                          MakeField("reason", FieldType::kString), MakeField("at", FieldType::kTimestamp)}),
      MakeField("decision", FieldType::kString),
      MakeField("by", FieldType::kPerson),
      MakeField("on_behalf_of", FieldType::kPerson),
      MakeField("at", FieldType::kTimestamp),
      MakeField("opinion", FieldType::kString),
      MakeField("file", FieldType::kFile)};
}

}  // namespace charter
