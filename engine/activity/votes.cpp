#include "engine/activity/votes.h"

#include <algorithm>
#include <numeric>

#include "engine/activity/make_field.h"
#include "engine/activity/people.h"

namespace charter {
namespace {

std::size_t PlaceOf(std::string_view choice) {
  const auto place = std::find(kChoices.begin(), kChoices.end(), choice) - kChoices.begin();
  return static_cast<std::size_t>(place);
}

std::array<std::int64_t*, kChoices.size()> SumsOf(Tally& tally) {
  return {&tally.in_favour, &tally.against, &tally.abstain};
}

}  // namespace

Urn::Urn(const Value& kept) {
  for (std::size_t i = 0; i < kChoices.size(); ++i) sums_[i] = IntIn(kept, kChoices[i]);
  sealed_ = IntIn(kept, "sealed");
}

void Urn::Add(std::optional<std::string_view> choice) {
  if (choice) {
    ++sums_[PlaceOf(*choice)];
  } else {
    ++sealed_;
  }
}

void Urn::AddTo(Tally& tally) const {
  const auto sums = SumsOf(tally);
  for (std::size_t i = 0; i < sums.size(); ++i) *sums[i] += sums_[i];
}

std::int64_t Urn::Votes() const { return std::accumulate(sums_.begin(), sums_.end(), sealed_); }

Urn Urn::Sealed() const {
  Urn sealed;
  sealed.sealed_ = Votes();
  return sealed;
}

Value Urn::ToValue() const {
  return Value::Map({{kChoices[0], Value::Int(sums_[0])},
                     {kChoices[1], Value::Int(sums_[1])},
                     {kChoices[2], Value::Int(sums_[2])},
                     {"sealed", Value::Int(sealed_)}});
}

Schema Urn::Shape() {
  return MakeObject({MakeField("for", FieldType::kInteger), MakeField("against", FieldType::kInteger),
                     MakeField("abstain", FieldType::kInteger), MakeField("sealed", FieldType::kInteger)});
}

Value WithVote(const Value& votes, std::string_view person, std::string_view choice, Timestamp at) {
  const Value vote =
      Value::Map({{"by", Value::String(person)}, {"choice", Value::String(choice)}, {"at", Value::Of(at)}});
  std::vector<Value> list(votes.AsList().begin(), votes.AsList().end());
  const auto own =
      std::find_if(list.begin(), list.end(), [&](const Value& v) { return TextIn(v, "by") == person; });
  if (own == list.end()) {
    list.push_back(vote);
  } else {
    *own = vote;
  }
  return Value::List(std::move(list));
}

void AddTo(Tally& tally, std::string_view choice) { ++*SumsOf(tally)[PlaceOf(choice)]; }

}  // namespace charter
