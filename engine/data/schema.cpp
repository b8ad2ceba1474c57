#include "engine/data/schema.h"

#include <algorithm>
#include <cmath>

#include "engine/data/field_messages.h"
#include "engine/data/json.h"
#include "engine/data/json_pointer.h"
#include "engine/data/pattern.h"
#include "engine/data/personal_number.h"
#include "engine/data/typed_value.h"
#include "engine/data/utf8.h"

namespace charter {
namespace {

// Enough to mend a form by; a hostile body of a million wrong members costs no more than this.
constexpr std::size_t kMaxErrors = 200;
constexpr std::size_t kMaxListed = 20;

// Where a value is, written out only when something is wrong with it.
struct Place {
  const Place* parent = nullptr;
  std::string_view name;  // of a member, or the pointer of the root
  std::size_t index = 0;
  enum class Step : std::uint8_t { kRoot, kMember, kItem } step = Step::kRoot;

  void AppendPointer(std::string& out) const {
    if (parent != nullptr) parent->AppendPointer(out);
    if (step == Step::kRoot) out += name;
    if (step == Step::kItem) out += "/" + std::to_string(index);
    if (step == Step::kMember) AppendPointerStep(out, name);
  }
  [[nodiscard]] Place Member(std::string_view member) const { return {this, member, 0, Step::kMember}; }
  [[nodiscard]] Place Item(std::size_t item) const { return {this, {}, item, Step::kItem}; }
};

std::string Listed(const std::vector<Value>& values) {
  std::string out;
  for (std::size_t i = 0; i < values.size() && i < kMaxListed; ++i) {
    if (i > 0) out += ", ";
    AppendJson(out, values[i]);
  }
  return values.size() > kMaxListed ? out + ", …" : out;
}

// A value as an error may tell it.
Value Tellable(const Schema& schema, const Value& value) {
  if (!IsPersonalNumber(schema.format)) return value;
  return Value::String(value.is(Kind::kString) ? MaskedNumber(schema.format, value.AsString()) : "…");
}

// What text of the format is.
Text FormatText(const std::string& format) {
  if (format == "id_number")
    return {" 18 位公民身份号码（含正确的校验码）",
            "an identity number of 18 characters with its check digit"};
  if (format == "phone") return {" 11 位手机号码", "a mobile number of 11 digits"};
  if (format == "bank_account") return {" 8 至 30 位数字的银行账号", "a bank account of 8 to 30 digits"};
  return {" " + format + " 格式的文本", "text in the format " + format};
}

Text CountText(std::size_t count) { return {std::to_string(count), std::to_string(count)}; }

// -1, 0 or 1; doubles are compared with the double nearest to the limit, as their own text was read.
int Compare(const Value& number, Decimal limit) {
  const auto sign = [](const auto& a, const auto& b) { return a < b ? -1 : static_cast<int>(b < a); };
  switch (number.kind()) {
    case Kind::kInt:
      return sign(Decimal(number.AsInt(), 0), limit);
    case Kind::kDecimal:
      return sign(number.AsDecimal(), limit);
    default:
      return sign(ToDouble(number), ToDouble(Value::Of(limit)));
  }
}

bool IsMultiple(const Value& number, Decimal of) {
  switch (number.kind()) {
    case Kind::kInt:
      return Decimal(number.AsInt(), 0).IsMultipleOf(of);
    case Kind::kDecimal:
      return number.AsDecimal().IsMultipleOf(of);
    default: {
      // By the text that it is written as: 0.3 is three times 0.1.
      const double value = ToDouble(number);
      const auto exact = Decimal::Parse(WriteJson(Value::Double(value)));
      return exact ? exact->IsMultipleOf(of) : std::fmod(value, ToDouble(Value::Of(of))) == 0;
    }
  }
}

class Conformer {
 public:
  explicit Conformer(std::vector<FieldError>& errors) : errors_(errors) {}

  Value Conform(const Schema& schema, const Value& value, const Place& place) {
    std::optional<Value> typed = TypedAs(schema.type, value);
    if (!typed) {
      Report(place, "type", Expected(ExpectationOf(schema.type), Tellable(schema, value)));
      return value;
    }
    if (typed->is(Kind::kList)) *typed = Items(schema, *typed, place);
    if (typed->is(Kind::kMap)) *typed = Members(schema, *typed, place);
    CheckChoice(schema, value, *typed, place);
    CheckNumber(schema, *typed, place);
    if (typed->is(Kind::kString)) CheckText(schema, *typed, place);
    return std::move(*typed);
  }

  std::vector<Value> Fields(const std::vector<Field>& fields, const Value& object, const Place& place) {
    std::vector<Value> values(fields.size());
    std::size_t known = 0;
    for (std::size_t i = 0; i < fields.size(); ++i) {
      const Field& field = fields[i];
      if (const Value* member = object.Find(field.name); member != nullptr) {
        ++known;
        values[i] = Conform(field.schema, *member, place.Member(field.name));
      } else if (field.schema.default_value) {
        values[i] = *field.schema.default_value;
      } else if (field.required) {
        Report(place.Member(field.name), "required", MustBeFilledIn(field));
      }
    }
    if (known < object.AsMap().size()) ReportUnknown(fields, object, place);
    return values;
  }

  void Report(const Place& place, std::string_view keyword, Text message) {
    if (errors_.size() >= kMaxErrors) return;
    std::string pointer;
    place.AppendPointer(pointer);
    errors_.push_back({std::move(pointer), std::string(keyword), std::move(message)});
  }

 private:
  Value Items(const Schema& schema, const Value& list, const Place& place) {
    const std::span<const Value> given = list.AsList();
    if (schema.min_items && given.size() < *schema.min_items) {
      Report(place, "minItems",
             Around("至少应有 ", "Expected at least ", CountText(*schema.min_items),
                    " 项，实际为 " + std::to_string(given.size()) + " 项。",
                    " items, found " + std::to_string(given.size()) + "."));
    }
    if (schema.max_items && given.size() > *schema.max_items) {
      Report(place, "maxItems",
             Around("最多应有 ", "Expected at most ", CountText(*schema.max_items),
                    " 项，实际为 " + std::to_string(given.size()) + " 项。",
                    " items, found " + std::to_string(given.size()) + "."));
      return list;
    }
    Value result = list;
    if (schema.items) {
      std::vector<Value> items;
      items.reserve(given.size());
      for (std::size_t i = 0; i < given.size() && errors_.size() < kMaxErrors; ++i) {
        items.push_back(Conform(*schema.items, given[i], place.Item(i)));
      }
      result = Value::List(std::move(items));
    }
    if (schema.unique_items && HasDuplicates(result.AsList())) {
      Report(place, "uniqueItems",
             {"列表中的各项应互不相同，实际有重复。",
              "Expected items that all differ, found two that are equal."});
    }
    return result;
  }

  Value Members(const Schema& schema, const Value& object, const Place& place) {
    if (schema.properties.empty() && schema.items) return Each(*schema.items, object, place);
    if (schema.properties.empty()) return schema.type == FieldType::kAny ? object : Plain(object, place);
    std::vector<Value> values = Fields(schema.properties, object, place);
    std::vector<Value::Entry> entries;
    entries.reserve(values.size());
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (!values[i].is(Kind::kAbsent))
        entries.emplace_back(Value::String(schema.properties[i].name), std::move(values[i]));
    }
    return Value::Map(std::move(entries));
  }

  Value Each(const Schema& schema, const Value& object, const Place& place) {
    std::vector<Value::Entry> entries;
    for (const auto& [key, member] : object.AsMap()) {
      const std::string name = key.is(Kind::kString) ? std::string(key.AsString()) : WriteJson(key);
      entries.emplace_back(Value::String(name), Conform(schema, member, place.Member(name)));
    }
    return Value::Map(std::move(entries));
  }

  Value Plain(const Value& object, const Place& place) {
    std::optional<Value> plain = AsPlainJson(object);
    if (!plain)
      Report(place, "type", Expected({"可写为 JSON 的数值", "numbers that JSON can write"}, object));
    if (plain) return *std::move(plain);
    return object;
  }

  void ReportUnknown(const std::vector<Field>& fields, const Value& object, const Place& place) {
    std::vector<std::string> names;
    names.reserve(fields.size());
    for (const Field& field : fields) names.push_back(field.name);
    for (const auto& [key, member] : object.AsMap()) {
      if (errors_.size() >= kMaxErrors) return;
      const std::string name = key.is(Kind::kString) ? std::string(key.AsString()) : WriteJson(key);
      if (std::find(names.begin(), names.end(), name) != names.end()) continue;
      const Text shown = Shown(Value::String(name));
      Text message{"此处没有名为" + shown.zh.substr(std::string_view("文本").size()) + "的字段",
                   "No field here has the name " + shown.en.substr(std::string_view("the text ").size())};
      if (const auto nearest = Nearest(name, names)) {
        message.zh += "，是否为 " + *nearest + "？";
        message.en += "; did you mean " + *nearest + "?";
      } else {
        message.zh += "。";
        message.en += ".";
      }
      Report(place.Member(name), "additionalProperties", std::move(message));
    }
  }

  void CheckChoice(const Schema& schema, const Value& given, const Value& typed, const Place& place) {
    const auto is_given = [&](const Value& choice) { return Equal(choice, typed) || Equal(choice, given); };
    if (schema.constant && !is_given(*schema.constant)) {
      const std::string constant = WriteJson(*schema.constant);
      Report(place, "const", Expected({" " + constant, constant}, Tellable(schema, given)));
    }
    if (schema.enumeration.empty() ||
        std::any_of(schema.enumeration.begin(), schema.enumeration.end(), is_given))
      return;
    const std::string choices = Listed(schema.enumeration);
    Report(place, "enum",
           Expected({"下列之一（" + choices + "）", "one of " + choices}, Tellable(schema, given)));
  }

  void CheckNumber(const Schema& schema, const Value& value, const Place& place) {
    if (!value.is(Kind::kInt) && !value.is(Kind::kUint) && !value.is(Kind::kDouble) &&
        !value.is(Kind::kDecimal))
      return;
    if (const auto& bound = schema.minimum) {
      const int order = Compare(value, bound->limit);
      const std::string limit = bound->limit.ToString();
      if (bound->exclusive && order <= 0)
        Report(place, "exclusiveMinimum", Expected({"大于 " + limit + " 的数", "more than " + limit}, value));
      if (!bound->exclusive && order < 0)
        Report(place, "minimum", Expected({"不小于 " + limit + " 的数", "at least " + limit}, value));
    }
    if (const auto& bound = schema.maximum) {
      const int order = Compare(value, bound->limit);
      const std::string limit = bound->limit.ToString();
      if (bound->exclusive && order >= 0)
        Report(place, "exclusiveMaximum", Expected({"小于 " + limit + " 的数", "less than " + limit}, value));
      if (!bound->exclusive && order > 0)
        Report(place, "maximum", Expected({"不大于 " + limit + " 的数", "at most " + limit}, value));
    }
    if (schema.multiple_of && !IsMultiple(value, *schema.multiple_of)) {
      const std::string step = schema.multiple_of->ToString();
      Report(place, "multipleOf", Expected({" " + step + " 的整数倍", "a multiple of " + step}, value));
    }
  }

  void CheckText(const Schema& schema, const Value& value, const Place& place) {
    const std::string_view text = value.AsString();
    if (schema.min_length || schema.max_length) {
      const std::size_t length = CountCharacters(text);
      const std::string found = std::to_string(length);
      if (schema.min_length && length < *schema.min_length) {
        Report(place, "minLength",
               Around("至少应有 ", "Expected at least ", CountText(*schema.min_length),
                      " 个字符，实际为 " + found + " 个。", " characters, found " + found + "."));
      }
      if (schema.max_length && length > *schema.max_length) {
        Report(place, "maxLength",
               Around("最多应有 ", "Expected at most ", CountText(*schema.max_length),
                      " 个字符，实际为 " + found + " 个。", " characters, found " + found + "."));
      }
    }
    if (!schema.pattern.empty() && !PatternFinds(schema.pattern, text)) {
      Report(
          place, "pattern",
          Expected({"符合格式 " + schema.pattern + " 的文本", "text that fits the pattern " + schema.pattern},
                   Tellable(schema, value)));
    }
    if (!schema.format.empty() && !FitsFormat(schema.format, text)) {
      Report(place, "format", Expected(FormatText(schema.format), Tellable(schema, value)));
    }
  }

  std::vector<FieldError>& errors_;
};

}  // namespace

bool HoldsPersonalNumber(const Schema& schema) {
  return IsPersonalNumber(schema.format) || (schema.items && HoldsPersonalNumber(*schema.items)) ||
         std::any_of(schema.properties.begin(), schema.properties.end(),
                     [](const Field& field) { return HoldsPersonalNumber(field.schema); });
}

Value Conform(const Schema& schema, const Value& value, const std::string& pointer,
              std::vector<FieldError>& errors) {
  return Conformer(errors).Conform(schema, value, Place{nullptr, pointer, 0, Place::Step::kRoot});
}

Value Conform(const Field& field, const Value& value, std::vector<FieldError>& errors) {
  const Place root;
  return Conformer(errors).Conform(field.schema, value, root.Member(field.name));
}

std::vector<Value> ConformFields(const std::vector<Field>& fields, const Value& object,
                                 const std::string& pointer, std::vector<FieldError>& errors) {
  Conformer conformer(errors);
  const Place root{nullptr, pointer, 0, Place::Step::kRoot};
  if (object.is(Kind::kMap)) return conformer.Fields(fields, object, root);
  conformer.Report(root, "type", Expected(ExpectationOf(FieldType::kObject), object));
  return std::vector<Value>(fields.size());
}

}  // namespace charter
