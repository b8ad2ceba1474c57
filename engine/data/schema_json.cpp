#include <algorithm>

#include "engine/data/json.h"
#include "engine/data/schema.h"

namespace charter {
namespace {

// Writes the members of a JSON object, with the commas between them.
class ObjectWriter {
 public:
  explicit ObjectWriter(std::string& out) : out_(out) { out_ += '{'; }
  ~ObjectWriter() { out_ += '}'; }
  ObjectWriter(const ObjectWriter&) = delete;
  ObjectWriter& operator=(const ObjectWriter&) = delete;

  std::string& Key(std::string_view name) {
    if (!first_) out_ += ',';
    first_ = false;
    AppendJsonString(out_, name);
    out_ += ':';
    return out_;
  }
  void Member(std::string_view name, std::string_view text) { AppendJsonString(Key(name), text); }
  void Member(std::string_view name, std::size_t number) { Key(name) += std::to_string(number); }

 private:
  std::string& out_;
  bool first_ = true;
};

void AppendDecimal(std::string& out, const Value& value, bool money) {
  const Decimal number = value.AsDecimal();
  AppendJsonString(out, (money ? number.Round(2).value_or(number) : number).ToString());
}

void AppendItems(std::string& out, const Schema& schema, const Value& list) {
  out += '[';
  for (const Value& item : list.AsList()) {
    if (&item != list.AsList().data()) out += ',';
    AppendJson(out, schema, item);
  }
  out += ']';
}

void AppendText(ObjectWriter& object, const Text& title) {
  if (title.empty()) return;
  object.Member("title", title.In(Language::kZh));
  ObjectWriter both(object.Key("x-title"));
  if (!title.zh.empty()) both.Member("zh", title.zh);
  if (!title.en.empty()) both.Member("en", title.en);
}

// What JSON may stand for the type; how it is read is told by "x-type".
std::string_view JsonTypes(FieldType type) {
  switch (type) {
    case FieldType::kAny:
      return "";
    case FieldType::kInteger:
      return R"("integer")";
    case FieldType::kNumber:
      return R"("number")";
    case FieldType::kBoolean:
      return R"("boolean")";
    case FieldType::kArray:
      return R"("array")";
    case FieldType::kObject:
      return R"("object")";
    case FieldType::kMoney:
    case FieldType::kDecimal:
      return R"(["string","number"])";
    default:
      return R"("string")";
  }
}

std::string_view JsonFormat(const Schema& schema) {
  if (schema.type == FieldType::kDate) return "date";
  if (schema.type == FieldType::kTimestamp) return "date-time";
  return schema.format;
}

void AppendObjectSchema(ObjectWriter& object, const std::vector<Field>& fields);

void AppendKeywords(ObjectWriter& object, const Schema& schema) {
  if (const std::string_view types = JsonTypes(schema.type); !types.empty()) object.Key("type") += types;
  if (schema.type > FieldType::kObject) object.Member("x-type", NameOf(schema.type));
  if (const std::string_view format = JsonFormat(schema); !format.empty()) object.Member("format", format);
  if (!schema.enumeration.empty()) {
    std::string& out = object.Key("enum");
    Schema choice;
    choice.type = schema.type;
    AppendItems(out, choice, Value::List(schema.enumeration));
  }
  if (schema.constant) AppendJson(object.Key("const"), schema, *schema.constant);
  if (schema.minimum)
    object.Key(schema.minimum->exclusive ? "exclusiveMinimum" : "minimum") +=
        schema.minimum->limit.ToString();
  if (schema.maximum)
    object.Key(schema.maximum->exclusive ? "exclusiveMaximum" : "maximum") +=
        schema.maximum->limit.ToString();
  if (schema.multiple_of) object.Key("multipleOf") += schema.multiple_of->ToString();
  if (schema.min_length) object.Member("minLength", *schema.min_length);
  if (schema.max_length) object.Member("maxLength", *schema.max_length);
  if (!schema.pattern.empty()) object.Member("pattern", schema.pattern);
  if (schema.min_items) object.Member("minItems", *schema.min_items);
  if (schema.max_items) object.Member("maxItems", *schema.max_items);
  if (schema.unique_items) object.Key("uniqueItems") += "true";
  if (!schema.accept.empty()) {
    std::vector<Value> types;
    for (const std::string& type : schema.accept) types.push_back(Value::String(type));
    AppendJson(object.Key("x-accept"), Value::List(std::move(types)));
  }
  if (schema.max_size) object.Key("x-maxSize") += std::to_string(*schema.max_size);
  if (schema.items) {
    ObjectWriter items(object.Key(schema.type == FieldType::kObject ? "additionalProperties" : "items"));
    AppendKeywords(items, *schema.items);
  }
  if (!schema.properties.empty()) AppendObjectSchema(object, schema.properties);
  if (schema.default_value) AppendJson(object.Key("default"), schema, *schema.default_value);
}

void AppendObjectSchema(ObjectWriter& object, const std::vector<Field>& fields) {
  {
    ObjectWriter properties(object.Key("properties"));
    for (const Field& field : fields) {
      ObjectWriter property(properties.Key(field.name));
      AppendText(property, field.title);
      AppendKeywords(property, field.schema);
      if (field.read_only) property.Key("readOnly") += "true";
    }
  }
  std::vector<Value> required;
  for (const Field& field : fields) {
    if (field.required) required.push_back(Value::String(field.name));
  }
  if (!required.empty()) AppendJson(object.Key("required"), Value::List(std::move(required)));
  object.Key("additionalProperties") += "false";
}

}  // namespace

void AppendJson(std::string& out, const Schema& schema, const Value& value) {
  if (value.is(Kind::kDecimal) && (schema.type == FieldType::kMoney || schema.type == FieldType::kDecimal)) {
    AppendDecimal(out, value, schema.type == FieldType::kMoney);
  } else if (schema.type == FieldType::kDate && value.is(Kind::kTimestamp)) {
    AppendJsonString(out, ToString(DayOf(value.AsTimestamp())));
  } else if (value.is(Kind::kList) && schema.items) {
    AppendItems(out, *schema.items, value);
  } else if (value.is(Kind::kMap) && !schema.properties.empty()) {
    ObjectWriter object(out);
    for (const Field& field : schema.properties) {
      if (const Value* member = value.Find(field.name); member != nullptr) {
        AppendJson(object.Key(field.name), field.schema, *member);
      }
    }
  } else if (value.is(Kind::kMap) && schema.items) {
    ObjectWriter object(out);
    for (const auto& [key, member] : value.AsMap())
      AppendJson(object.Key(key.AsString()), *schema.items, member);
  } else {
    AppendJson(out, value);
  }
}

void AppendJson(std::string& out, const std::vector<Field>& fields, const std::vector<Value>& values) {
  ObjectWriter object(out);
  for (std::size_t i = 0; i < std::min(fields.size(), values.size()); ++i) {
    if (!values[i].is(Kind::kAbsent)) AppendJson(object.Key(fields[i].name), fields[i].schema, values[i]);
  }
}

void AppendJsonSchema(std::string& out, const std::vector<Field>& fields) {
  ObjectWriter object(out);
  object.Member("type", "object");
  AppendObjectSchema(object, fields);
}

}  // namespace charter
