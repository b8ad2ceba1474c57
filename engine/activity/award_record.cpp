#include "engine/activity/award_record.h"

#include <algorithm>
#include <array>

#include "engine/activity/activity.h"
#include "engine/activity/make_field.h"
#include "engine/activity/people.h"

namespace charter {
namespace {

constexpr std::array<std::string_view, 4> kStatuses{"awarded", "waiting", "not_selected", "struck"};
constexpr std::array<std::string_view, 4> kDecisions{"rank", "strike", "adjust", "restore"};

Schema ListOf(FieldType type) {
  Schema item;
  item.type = type;
  Schema list;
  list.type = FieldType::kArray;
  list.items = std::make_shared<const Schema>(std::move(item));
  return list;
}

AwardDecision DecisionOf(const Value& value) {
  AwardDecision decision;
  const auto kind = std::find(kDecisions.begin(), kDecisions.end(), TextIn(value, "kind"));
  decision.kind = static_cast<AwardDecision::Kind>(kind - kDecisions.begin());
  for (const Value& id : value.Find("candidates")->AsList()) decision.candidates.emplace_back(id.AsString());
  decision.tier = TextIn(value, "tier");
  decision.amount = NumberIn(value, "amount");
  decision.reason = TextIn(value, "reason");
  return decision;
}

}  // namespace

Field MakeListOf(std::string name, FieldType type) {
  Field field = MakeField(std::move(name), FieldType::kArray);
  field.schema = ListOf(type);
  return field;
}

const Field& TiersField() {
  static const Field field = [] {
    Field count = MakeField("count", FieldType::kInteger, {}, true);
    count.schema.minimum = Bound{Decimal(0, 0), false};
    count.schema.maximum = Bound{Decimal(10'000, 0), false};
    Field amount = MakeField("amount", FieldType::kMoney, {}, true);
    amount.schema.minimum = Bound{Decimal(0, 0), false};
    return MakeList("tiers", {MakeField("category", FieldType::kString),
                              MakeField("id", FieldType::kString, {}, true), count, amount});
  }();
  return field;
}

const Schema& AwardState() {
  static const Schema schema = MakeObject(
      {MakeField("ran_at", FieldType::kTimestamp), MakeField("pool", FieldType::kMoney), TiersField(),
       MakeList("candidates",
                {MakeField("id", FieldType::kString), MakeField("number", FieldType::kString),
                 MakeField("category", FieldType::kString), MakeListOf("order", FieldType::kDecimal),
                 MakeField("weight", FieldType::kDecimal), MakeField("struck", FieldType::kString)}),
       MakeList("decisions",
                {MakeField("kind", FieldType::kString), MakeListOf("candidates", FieldType::kString),
                 MakeField("tier", FieldType::kString), MakeField("amount", FieldType::kMoney),
                 MakeField("reason", FieldType::kString), MakeField("by", FieldType::kPerson),
                 MakeField("at", FieldType::kTimestamp)})});
  return schema;
}

Decimal NumberIn(const Value& map, std::string_view key) {
  const Value* value = map.Find(key);
  return value != nullptr && value->is(Kind::kDecimal) ? value->AsDecimal() : Decimal();
}

AwardBook BookOf(const Value& settings, const Value& state) {
  AwardBook book;
  book.rules.pool = NumberIn(state, "pool");
  for (const Value& tier : state.Find("tiers")->AsList()) {
    const std::string id(TextIn(tier, "category"));
    auto category = std::find_if(book.rules.categories.begin(), book.rules.categories.end(),
                                 [&](const Category& known) { return known.id == id; });
    if (category == book.rules.categories.end())
      category = book.rules.categories.insert(category, Category{id, {}});
    category->tiers.push_back(
        {std::string(TextIn(tier, "id")), tier.Find("count")->AsInt(), NumberIn(tier, "amount")});
  }
  const std::string_view vacancy = TextIn(settings, "on_vacancy");
  book.rules.on_vacancy = vacancy == "fill_bottom" ? OnVacancy::kFillBottom
                          : vacancy == "shift_up"  ? OnVacancy::kShiftUp
                                                   : OnVacancy::kLeaveVacant;
  if (const Value* waiting = settings.Find("waiting")) book.rules.waiting = waiting->AsInt();
  if (const Value* share = settings.Find("proportional")) {
    book.sharing = SharingRules{book.rules.pool, std::nullopt, std::nullopt};
    if (share->Find("minimum") != nullptr) book.sharing->minimum = NumberIn(*share, "minimum");
    if (share->Find("maximum") != nullptr) book.sharing->maximum = NumberIn(*share, "maximum");
    if (share->Find("round_to") != nullptr) book.sharing->round_to = NumberIn(*share, "round_to");
  }
  for (const Value& one : state.Find("candidates")->AsList()) {
    Candidate candidate{std::string(TextIn(one, "id")),
                        std::string(TextIn(one, "category")),
                        {},
                        std::string(TextIn(one, "struck")),
                        std::string(TextIn(one, "number"))};
    for (const Value& key : one.Find("order")->AsList()) candidate.order.push_back(key.AsDecimal());
    if (book.sharing) {
      const bool by_order = one.Find("weight") == nullptr && !candidate.order.empty();
      book.weights.push_back(by_order ? candidate.order.front() : NumberIn(one, "weight"));
    }
    book.candidates.push_back(std::move(candidate));
  }
  for (const Value& one : state.Find("decisions")->AsList()) book.decisions.push_back(DecisionOf(one));
  return book;
}

Value AwardOutcome(const Value& state, const AllocationTable& table) {
  std::vector<Value> ranked;
  for (const Placing& placing : table.placings) {
    std::string number = placing.id;
    for (const Value& one : state.Find("candidates")->AsList()) {
      if (one.Find("id")->AsString() == placing.id) number = TextIn(one, "number");
    }
    Value row = Value::Map({{"id", Value::String(placing.id)},
                            {"number", Value::String(number)},
                            {"category", Value::String(placing.category)},
                            {"rank", Value::Int(placing.rank)},
                            {"status", Value::String(kStatuses[static_cast<std::size_t>(placing.status)])},
                            {"tier", Value::String(placing.tier)},
                            {"amount", Value::Of(placing.amount.Round(2).value_or(placing.amount))}});
    if (!placing.reason.empty()) {
      row = With(row, {{"reason", Value::Map({{"zh", Value::String(placing.reason.zh)},
                                              {"en", Value::String(placing.reason.en)}})}});
    }
    ranked.push_back(std::move(row));
  }
  return Value::Map({{"ranked", Value::List(std::move(ranked))},
                     {"pool", *state.Find("pool")},
                     {"total", Value::Of(table.total.Round(2).value_or(table.total))},
                     {"left", Value::Of(table.left.Round(2).value_or(table.left))}});
}

}  // namespace charter
