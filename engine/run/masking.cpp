#include "engine/run/masking.h"

#include <algorithm>

#include "engine/chart/plan.h"
#include "engine/data/json.h"
#include "engine/data/personal_number.h"
#include "engine/run/edit.h"

namespace charter {
namespace {

constexpr std::size_t kShortest = 11;
constexpr std::size_t kCardDigits = 16;

}  // namespace

Masking::Masking(const Chart& chart, const Snapshot& snapshot) : chart_(chart) {
  for (const auto& [name, format] : chart.plan->personal_members) formats_.insert(format);
  for (const int index : chart.plan->personal) {
    const auto at = static_cast<std::size_t>(index);
    if (at < snapshot.data.size()) Collect(chart.data[at].schema, snapshot.data[at]);
  }
  std::sort(numbers_.begin(), numbers_.end(),
            [](const auto& a, const auto& b) { return a.first.size() > b.first.size(); });
}

void Masking::Collect(const Schema& schema, const Value& value) {
  if (value.is(Kind::kString) && IsPersonalNumber(schema.format)) {
    std::string number(value.AsString());
    std::string masked = MaskedNumber(schema.format, number);
    if (!number.empty()) numbers_.emplace_back(std::move(number), std::move(masked));
  } else if (value.is(Kind::kList) && schema.items) {
    for (const Value& item : value.AsList()) Collect(*schema.items, item);
  } else if (value.is(Kind::kMap)) {
    for (const auto& [key, member] : value.AsMap()) {
      const auto field =
          std::find_if(schema.properties.begin(), schema.properties.end(),
                       [&, name = key.AsString()](const Field& each) { return each.name == name; });
      if (field != schema.properties.end()) {
        Collect(field->schema, member);
      } else if (schema.items) {
        Collect(*schema.items, member);
      }
    }
  }
}

// Of accounts, which have no form of their own, only those as long as a card's.
void Masking::MaskRuns(std::string& text) const {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  const auto is_word = [&](char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  };
  for (std::size_t at = 0; at < text.size();) {
    if (!is_digit(text[at])) {
      ++at;
      continue;
    }
    std::size_t end = at;
    while (end < text.size() && is_word(text[end])) ++end;
    if (end - at >= kShortest && (at == 0 || !is_word(text[at - 1]))) {
      const std::string_view run = std::string_view(text).substr(at, end - at);
      for (const std::string_view format : formats_) {
        if (!FitsPersonalNumber(format, run) || (format == "bank_account" && run.size() < kCardDigits))
          continue;
        text.replace(at, end - at, MaskedNumber(format, run));
        break;
      }
    }
    at = end;
  }
}

std::string Masking::Of(std::string text) const {
  if (empty()) return text;
  for (const auto& [number, masked] : numbers_) {
    for (auto at = text.find(number); at != std::string::npos; at = text.find(number, at + masked.size()))
      text.replace(at, number.size(), masked);
  }
  MaskRuns(text);
  return text;
}

Text Masking::Of(Text text) const {
  if (empty()) return text;
  return {Of(std::move(text.zh)), Of(std::move(text.en))};
}

Value Masking::Of(Value value) const {
  if (empty()) return value;
  if (value.is(Kind::kString)) return Value::String(Of(std::string(value.AsString())));
  if (value.is(Kind::kList)) {
    std::vector<Value> items;
    for (const Value& item : value.AsList()) items.push_back(Of(item));
    return Value::List(std::move(items));
  }
  if (!value.is(Kind::kMap)) return value;
  std::vector<Value::Entry> entries;
  for (const auto& [key, member] : value.AsMap()) entries.emplace_back(key, Of(member));
  return Value::Map(std::move(entries));
}

Refusal Masking::Of(Refusal refusal) const {
  if (empty()) return refusal;
  refusal.message = Of(std::move(refusal.message));
  refusal.hint = Of(std::move(refusal.hint));
  for (FieldError& field : refusal.fields) field.message = Of(std::move(field.message));
  for (std::string& detail : refusal.details) detail = Of(std::move(detail));
  return refusal;
}

Value Masking::ByName(const Value& value) const {
  if (value.is(Kind::kList)) {
    std::vector<Value> items;
    for (const Value& item : value.AsList()) items.push_back(ByName(item));
    return Value::List(std::move(items));
  }
  if (!value.is(Kind::kMap)) return value;
  std::vector<Value::Entry> entries;
  for (const auto& [key, member] : value.AsMap()) {
    const auto personal = chart_.plan->personal_members.find(key.is(Kind::kString) ? key.AsString() : "");
    const bool named = personal != chart_.plan->personal_members.end();
    const auto masked = [&](const Value& each) {
      return named && each.is(Kind::kString) ? Value::String(MaskedNumber(personal->second, each.AsString()))
                                             : ByName(each);
    };
    if (named && member.is(Kind::kList)) {
      std::vector<Value> items;
      for (const Value& item : member.AsList()) items.push_back(masked(item));
      entries.emplace_back(key, Value::List(std::move(items)));
    } else {
      entries.emplace_back(key, masked(member));
    }
  }
  return Value::Map(std::move(entries));
}

// {"field", "old", "new"}: the old number may be nowhere in the item by now.
Value Masking::OfChange(const Value& change) const {
  const Value* field = change.Find("field");
  if (field == nullptr) return change;
  std::vector<Value::Entry> entries;
  for (const auto& [key, value] : change.AsMap()) {
    const Value named = ByName(Value::Map({{*field, value}}));
    entries.emplace_back(key, key.AsString() == "field" ? value : named.AsMap().front().second);
  }
  return Value::Map(std::move(entries));
}

std::string Masking::OfDetail(const std::string& json) const {
  if (empty() || json.empty()) return json;
  const auto detail = ParseJson(json);
  if (!detail || !detail->is(Kind::kMap)) return {};
  std::vector<Value::Entry> entries(detail->AsMap().begin(), detail->AsMap().end());
  for (auto& [key, value] : entries) {
    if (key.AsString() != kChangesDetail) continue;
    std::vector<Value> changes;
    for (const Value& change : value.AsList()) changes.push_back(OfChange(change));
    value = Value::List(std::move(changes));
  }
  return WriteJson(Of(Value::Map(std::move(entries))));
}

std::string Masking::OfInput(const std::string& json) const {
  if (empty() || json.empty()) return json;
  const auto input = ParseJson(json);
  return input ? WriteJson(Of(ByName(*input))) : std::string();
}

}  // namespace charter
