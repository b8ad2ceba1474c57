#include "engine/chart/fields.h"

#include <algorithm>
#include <charconv>

namespace charter {
namespace {

bool IsNumeric(FieldType type) {
  return type == FieldType::kInteger || type == FieldType::kNumber || type == FieldType::kMoney ||
         type == FieldType::kDecimal;
}

// Which keywords go with which types (JSON Schema lets them pass unused; here they are mistakes).
bool Fits(std::string_view keyword, FieldType type) {
  if (type == FieldType::kAny) return true;
  if (keyword == "minimum" || keyword == "maximum" || keyword == "exclusiveMinimum" ||
      keyword == "exclusiveMaximum" || keyword == "multipleOf") {
    return IsNumeric(type);
  }
  if (keyword == "minLength" || keyword == "maxLength" || keyword == "pattern" || keyword == "format") {
    return type == FieldType::kString;
  }
  if (keyword == "minItems" || keyword == "maxItems" || keyword == "uniqueItems" || keyword == "items") {
    return type == FieldType::kArray;
  }
  if (keyword == "properties") return type == FieldType::kObject;
  if (keyword == "accept" || keyword == "maxSize") return type == FieldType::kFile;
  return true;
}

std::optional<std::size_t> ReadSize(Reader& reader, const YamlNode& node, std::string_view keyword) {
  const auto size = reader.ReadInteger(node, Reader::Place::Key(keyword));
  if (size && *size < 0) {
    reader.Error(
        Code::bad_keyword, node.position,
        Text{"`" + std::string(keyword) + "` 不能为负", "`" + std::string(keyword) + "` cannot be negative"});
    return std::nullopt;
  }
  return size ? std::optional<std::size_t>(static_cast<std::size_t>(*size)) : std::nullopt;
}

// Where `minimum` and `exclusiveMinimum` are both given, both hold: the tighter one is kept.
void ReadBound(Reader& reader, std::optional<Bound>& bound, const YamlNode& node, bool lower,
               bool exclusive) {
  const auto limit = reader.ReadDecimal(node, {"界限", "a bound"});
  if (!limit) return;
  const bool tighter = !bound || (lower ? bound->limit < *limit : *limit < bound->limit) ||
                       (bound->limit == *limit && exclusive);
  if (tighter) bound = Bound{*limit, exclusive};
}

// A whole number of bytes, or "500 KiB", "20 MiB".
std::optional<std::int64_t> ReadFileSize(Reader& reader, const YamlNode& node) {
  constexpr std::int64_t kMost = 1LL << 40;
  const std::string text = reader.ReadText(node, Reader::Place::Key("maxSize"));
  const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
  std::int64_t size = 0;
  const bool is_number =
      std::from_chars(text.data(), text.data() + digits, size).ec == std::errc() && size > 0 && size <= kMost;
  const std::string_view unit = std::string_view(text).substr(digits);
  if (is_number && (unit.empty() || unit == " KiB" || unit == " MiB"))
    return size * (unit.empty() ? 1 : unit == " KiB" ? 1024 : 1024 * 1024);
  reader.Error(Code::bad_keyword, node.position,
               Text{"`maxSize` 应为字节数，或如 20 MiB、500 KiB",
                    "`maxSize` should be a number of bytes, or such as 20 MiB, 500 KiB"});
  return std::nullopt;
}

// "application/pdf", "image/*".
bool IsMediaType(std::string_view type) {
  const auto is_word = [](std::string_view word) {
    return !word.empty() &&
           word.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789.+-") == std::string_view::npos;
  };
  const std::size_t slash = std::min(type.find('/'), type.size());
  const std::string_view rest = type.substr(std::min(slash + 1, type.size()));
  return is_word(type.substr(0, slash)) && (is_word(rest) || rest == "*");
}

std::vector<std::string> ReadMediaTypes(Reader& reader, const YamlNode& node) {
  std::vector<std::string> types;
  for (const YamlNode* each : Reader::OneOrMany(node)) {
    std::string type = reader.ReadText(*each, Reader::Place::Key("accept"));
    if (!IsMediaType(type)) {
      reader.Error(Code::bad_keyword, each->position,
                   Text{"`accept` 应为媒体类型，如 application/pdf 或 image/*",
                        "`accept` should name media types, such as application/pdf or image/*"});
      continue;
    }
    types.push_back(std::move(type));
  }
  return types;
}

void RefuseKeyword(Reader& reader, const YamlNode& map, std::string_view keyword, const Text& why) {
  const auto at = std::find_if(map.members.begin(), map.members.end(),
                               [&](const auto& member) { return member.first.text == keyword; });
  if (at == map.members.end()) return;
  reader.Error(Code::bad_keyword, at->first.position, Text{} + "`" + keyword + "` " + why);
}

Schema ReadSchema(Reader& reader, const YamlNode& map, const Reader::Place& place);

void ReadKeyword(Reader& reader, Schema& schema, const std::string& keyword, const YamlNode& node,
                 const Reader::Place& place) {
  if (keyword == "minimum") ReadBound(reader, schema.minimum, node, true, false);
  if (keyword == "exclusiveMinimum") ReadBound(reader, schema.minimum, node, true, true);
  if (keyword == "maximum") ReadBound(reader, schema.maximum, node, false, false);
  if (keyword == "exclusiveMaximum") ReadBound(reader, schema.maximum, node, false, true);
  if (keyword == "multipleOf") {
    schema.multiple_of = reader.ReadDecimal(node, Reader::Place::Key("multipleOf"));
    if (schema.multiple_of && *schema.multiple_of <= Decimal(0, 0)) {
      reader.Error(Code::bad_keyword, node.position,
                   Text{"`multipleOf` 必须大于 0", "`multipleOf` must be greater than 0"});
      schema.multiple_of.reset();
    }
  }
  if (keyword == "minLength") schema.min_length = ReadSize(reader, node, keyword);
  if (keyword == "maxLength") schema.max_length = ReadSize(reader, node, keyword);
  if (keyword == "minItems") schema.min_items = ReadSize(reader, node, keyword);
  if (keyword == "maxItems") schema.max_items = ReadSize(reader, node, keyword);
  if (keyword == "uniqueItems")
    schema.unique_items = reader.ReadBool(node, Reader::Place::Key("uniqueItems"));
  if (keyword == "accept") schema.accept = ReadMediaTypes(reader, node);
  if (keyword == "maxSize") schema.max_size = ReadFileSize(reader, node);
  if (keyword == "format") {
    schema.format = reader.ReadText(node, Reader::Place::Key("format"));
    // JSON Schema takes any format, as a note to readers; a slip in one that is checked would pass unseen.
    const auto& known = KnownFormats();
    const Text hint = Reader::Suggest(schema.format, known);
    if (!hint.empty() && std::find(known.begin(), known.end(), schema.format) == known.end()) {
      reader.Warn(Code::bad_keyword, node.position,
                  Text{"格式 `" + schema.format + "` 不会被检查",
                       "the format `" + schema.format + "` is not checked"},
                  hint);
    }
  }
  if (keyword == "pattern") {
    schema.pattern = reader.ReadText(node, Reader::Place::Key("pattern"));
    const auto size = CheckPattern(schema.pattern);
    if (!size) {
      reader.Error(
          Code::bad_pattern, node.position,
          Text{"`pattern` 不是正则表达式：", "`pattern` is not a regular expression: "} + size.error());
      schema.pattern.clear();
    }
    reader.SpendOnPatterns(size.value_or(0), node.position);
  }
  if (keyword == "items" && reader.IsMap(node, Reader::Place::Key("items"))) {
    for (const char* of_field : {"required", "readOnly", "read", "unmask"})
      RefuseKeyword(
          reader, node, of_field,
          {"用于字段；`items` 说明的是每个成员", "is for a field; `items` says what each member is"});
    schema.items = std::make_shared<const Schema>(ReadSchema(reader, node, place));
  }
  if (keyword == "properties" && reader.IsMap(node, Reader::Place::Key("properties"))) {
    schema.properties = ReadFields(reader, node, place, FieldsOf::kObject);
  }
}

// enum, const and default hold values of the field itself, so they are read last.
Value ReadOwnValue(Reader& reader, const Schema& schema, const YamlNode& node, Code code) {
  std::vector<FieldError> errors;
  Value value = Conform(schema, reader.ReadValue(node), "", errors);
  for (const auto& error : errors) reader.Error(code, node.position, error.message);
  return errors.empty() ? value : Value();
}

Schema ReadSchema(Reader& reader, const YamlNode& map, const Reader::Place& place) {
  Schema schema;
  reader.CheckKeys(map, place, {"type",
                                "enum",
                                "const",
                                "minimum",
                                "maximum",
                                "exclusiveMinimum",
                                "exclusiveMaximum",
                                "multipleOf",
                                "minLength",
                                "maxLength",
                                "pattern",
                                "format",
                                "minItems",
                                "maxItems",
                                "uniqueItems",
                                "items",
                                "accept",
                                "maxSize",
                                "properties",
                                "required",
                                "default",
                                "title",
                                "description",
                                "read",
                                "unmask",
                                "readOnly"});
  if (const auto* type = map.Find("type")) {
    const std::string name = reader.ReadText(*type, Reader::Place::Key("type"));
    if (const auto known = ParseFieldType(name)) {
      schema.type = *known;
    } else if (!name.empty()) {
      std::vector<std::string> names;
      for (int i = 0; i <= static_cast<int>(FieldType::kFile); ++i)
        names.emplace_back(NameOf(static_cast<FieldType>(i)));
      reader.Error(Code::unknown_field_type, type->position,
                   Text{"没有字段类型 `", "unknown field type `"} + name + "`", Reader::Suggest(name, names));
    }
  } else if (map.Find("properties") != nullptr) {
    schema.type = FieldType::kObject;
  } else if (map.Find("enum") == nullptr && map.Find("const") == nullptr) {
    reader.Error(Code::missing_key, map.position, place.ToText() + Text{"需要 `type`", " needs a `type`"});
  }
  for (const auto& [key, value] : map.members) {
    if (!Fits(key.text, schema.type)) {
      reader.Error(Code::bad_keyword, key.position,
                   Text{"`" + key.text + "` 不适用于类型 ", "`" + key.text + "` does not go with type "} +
                       NameOf(schema.type));
      continue;
    }
    ReadKeyword(reader, schema, key.text, value, place);
  }
  if (schema.minimum && schema.maximum && schema.maximum->limit < schema.minimum->limit) {
    reader.Error(
        Code::bad_keyword, map.position,
        Text{"最大值小于最小值，没有值能满足", "the maximum is below the minimum: nothing would fit"});
  }
  if (const auto* values = map.Find("enum")) {
    if (values->kind != YamlNode::Kind::kSequence || values->items.empty()) {
      reader.Error(Code::bad_keyword, values->position,
                   Text{"`enum` 应为取值列表", "`enum` should be a list of values"});
    } else {
      const Schema plain = schema;
      for (const auto& item : values->items) {
        schema.enumeration.push_back(ReadOwnValue(reader, plain, item, Code::bad_keyword));
      }
    }
  }
  if (const auto* value = map.Find("const")) {
    const Schema plain = schema;
    schema.constant = ReadOwnValue(reader, plain, *value, Code::bad_keyword);
  }
  if (const auto* value = map.Find("default")) {
    const Schema plain = schema;
    Value fallback = ReadOwnValue(reader, plain, *value, Code::bad_default);
    if (!fallback.is(Kind::kAbsent)) schema.default_value = std::move(fallback);
  }
  return schema;
}

}  // namespace

std::vector<Field> ReadFields(Reader& reader, const YamlNode& map, const Reader::Place& place, FieldsOf of) {
  std::vector<Field> fields;
  if (!reader.IsMap(map, place)) return fields;
  for (const auto& [key, value] : map.members) {
    Field field;
    field.name = reader.ReadIdentifier(key, {"字段名", "a field's name"});
    const Reader::Place where{"字段", "field", field.name};
    if (!reader.IsMap(value, where)) continue;
    field.schema = ReadSchema(reader, value, where);
    if (of != FieldsOf::kItem) {
      for (const char* of_item : {"readOnly", "read", "unmask"})
        RefuseKeyword(reader, value, of_item,
                      {"只对 `data` 本身的字段有效", "works on the fields of `data` itself only"});
    }
    if (const auto* required = value.Find("required"))
      field.required = reader.ReadBool(*required, Reader::Place::Key("required"));
    if (const auto* read_only = value.Find("readOnly")) {
      field.read_only = reader.ReadBool(*read_only, Reader::Place::Key("readOnly"));
      if (field.read_only && field.required) {
        reader.Error(Code::bad_keyword, read_only->position,
                     Text{"必填字段须在建立时填写，不能为 `readOnly`",
                          "a required field must be given at creation, so it cannot be `readOnly`"});
      }
    }
    if (const auto* title = value.Find("title")) field.title = reader.ReadTitle(*title);
    if (const auto* read = value.Find("read")) {
      for (const auto* role : Reader::OneOrMany(*read))
        field.read.push_back(reader.ReadText(*role, Reader::Place::Key("read")));
    }
    if (const auto* unmask = value.Find("unmask")) {
      for (const auto* role : Reader::OneOrMany(*unmask))
        field.unmask.push_back(reader.ReadText(*role, Reader::Place::Key("unmask")));
      if (!HoldsPersonalNumber(field.schema)) {
        reader.Error(Code::bad_keyword, unmask->position,
                     Text{"`unmask` 只用于含 `format: id_number`、`phone` 或 `bank_account` 的字段",
                          "`unmask` is for fields with `format: id_number`, `phone` or `bank_account`"});
      }
    }
    fields.push_back(std::move(field));
  }
  return fields;
}

Type TypeOf(const Schema& schema) {
  const auto is_text = [](const Value& value) { return value.is(Kind::kString); };
  const bool texts = schema.type == FieldType::kString || schema.type == FieldType::kAny;
  if (texts && !schema.enumeration.empty() && std::ranges::all_of(schema.enumeration, is_text)) {
    std::vector<std::string> choices;
    for (const auto& value : schema.enumeration) choices.emplace_back(value.AsString());
    return Type::OneOf(std::move(choices));
  }
  switch (schema.type) {
    case FieldType::kString:
    case FieldType::kPerson:
    case FieldType::kOrganization:
    case FieldType::kFile:
      return Type(TypeKind::kString);
    case FieldType::kInteger:
      return Type(TypeKind::kInt);
    case FieldType::kNumber:
      return Type(TypeKind::kDouble);
    case FieldType::kBoolean:
      return Type(TypeKind::kBool);
    case FieldType::kArray:
      return Type::List(schema.items ? TypeOf(*schema.items) : Type());
    case FieldType::kObject:
      if (schema.properties.empty())
        return Type::Map(Type(TypeKind::kString), schema.items ? TypeOf(*schema.items) : Type());
      return Type::Record(TypesOf(schema.properties));
    case FieldType::kMoney:
    case FieldType::kDecimal:
      return Type(TypeKind::kDecimal);
    case FieldType::kDate:
    case FieldType::kTimestamp:
      return Type(TypeKind::kTimestamp);
    case FieldType::kDuration:
      return Type(TypeKind::kDuration);
    case FieldType::kAny:
      break;
  }
  return {};
}

std::vector<std::pair<std::string, Type>> TypesOf(const std::vector<Field>& fields) {
  std::vector<std::pair<std::string, Type>> types;
  types.reserve(fields.size());
  for (const auto& field : fields) types.emplace_back(field.name, TypeOf(field.schema));
  return types;
}

int Declare(Environment& names, const std::string& record, const std::vector<Field>& fields) {
  return names.AddRecord(record, TypesOf(fields));
}

bool IsAssignable(const Schema& schema, const Type& type) {
  const TypeKind have = type.kind();
  if (schema.type == FieldType::kAny || have == TypeKind::kDyn || have == TypeKind::kNull) return true;
  const TypeKind want = TypeOf(schema).kind();
  if (want == TypeKind::kDecimal || want == TypeKind::kDouble) return have == want || have == TypeKind::kInt;
  if (want == TypeKind::kInt) return have == TypeKind::kInt || have == TypeKind::kUint;
  if (want == TypeKind::kRecord || want == TypeKind::kMap)
    return have == TypeKind::kRecord || have == TypeKind::kMap;
  if (want == TypeKind::kList && have == TypeKind::kList && schema.items) {
    return IsAssignable(*schema.items, type.element());
  }
  return have == want;
}

}  // namespace charter
