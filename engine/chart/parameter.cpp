#include "engine/chart/parameter.h"

#include <algorithm>
#include <array>

#include "engine/activity/share.h"

namespace charter {
namespace {

constexpr std::array<std::string_view, 4> kStatuses{"verified", "memory", "unknown", "given"};

}  // namespace

const std::vector<std::string>& ParameterTypeNames() {
  static const std::vector<std::string> kNames{"period", "share", "integer", "money", "boolean", "string"};
  return kNames;
}

std::string_view NameOf(ParameterType type) { return ParameterTypeNames()[static_cast<std::size_t>(type)]; }

std::optional<ParameterType> FindParameterType(std::string_view name) {
  const auto& names = ParameterTypeNames();
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) return std::nullopt;
  return static_cast<ParameterType>(found - names.begin());
}

std::string_view NameOf(ParameterValue::Status status) { return kStatuses[static_cast<std::size_t>(status)]; }

std::optional<ParameterValue::Status> FindParameterStatus(std::string_view name) {
  const auto found = std::find(kStatuses.begin(), kStatuses.end(), name);
  if (found == kStatuses.end()) return std::nullopt;
  return static_cast<ParameterValue::Status>(found - kStatuses.begin());
}

std::optional<Value> ConformParameter(ParameterType type, const Value& plain) {
  const auto text = plain.is(Kind::kString) ? std::string(plain.AsString()) : std::string();
  switch (type) {
    case ParameterType::kPeriod:
      if (Period::Parse(text)) return plain;
      break;
    case ParameterType::kShare: {
      const auto share = Share::Parse(text);
      if (share && !share->Impossible()) return plain;
      break;
    }
    case ParameterType::kInteger:
      if (plain.is(Kind::kInt)) return plain;
      break;
    case ParameterType::kMoney: {
      if (plain.is(Kind::kInt)) return Value::Of(Decimal(plain.AsInt(), 0));
      if (plain.is(Kind::kDecimal)) return plain;
      if (const auto amount = Decimal::Parse(text)) return Value::Of(*amount);
      break;
    }
    case ParameterType::kBoolean:
      if (plain.is(Kind::kBool)) return plain;
      break;
    case ParameterType::kString:
      if (!text.empty()) return plain;
      break;
  }
  return std::nullopt;
}

std::optional<Period> PeriodOf(const PeriodTerm& term, const BoundParameters* bound) {
  if (term.parameter < 0) return term.written;
  if (bound == nullptr) return std::nullopt;
  const Value& value = bound->values[static_cast<std::size_t>(term.parameter)].value;
  return value.is(Kind::kString) ? Period::Parse(value.AsString()) : std::nullopt;
}

Value FillIn(const Value& settings, const std::vector<Parameter>& parameters, const BoundParameters* bound) {
  if (settings.is(Kind::kMap)) {
    std::vector<Value::Entry> entries;
    for (const auto& [key, value] : settings.AsMap())
      entries.emplace_back(key, FillIn(value, parameters, bound));
    return Value::Map(std::move(entries));
  }
  if (settings.is(Kind::kList)) {
    std::vector<Value> items;
    for (const auto& item : settings.AsList()) items.push_back(FillIn(item, parameters, bound));
    return Value::List(std::move(items));
  }
  if (!settings.is(Kind::kString) || !settings.AsString().starts_with(kParameterPrefix)) return settings;
  const auto id = settings.AsString().substr(kParameterPrefix.size());
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    if (parameters[i].id != id) continue;
    if (bound != nullptr) return bound->values[i].value;
    return Value::String(parameters[i].type == ParameterType::kShare ? "at least 1/2" : "1 day");
  }
  return settings;
}

}  // namespace charter
