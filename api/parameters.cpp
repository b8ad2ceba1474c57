#include "api/parameters.h"

#include <algorithm>
#include <charconv>

#include "engine/data/json.h"
#include "engine/data/json_pointer.h"
#include "engine/data/schema.h"
#include "engine/data/utf8.h"

namespace charter::api {
namespace {

std::optional<std::int64_t> ParseInt(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::string Join(const std::vector<std::string>& names) {
  std::string list;
  for (const std::string& name : names) list += (list.empty() ? "" : ", ") + name;
  return list;
}

Text Suggest(std::string_view word, const std::vector<std::string>& known) {
  if (const auto near = Nearest(word, known)) {
    return {"是否想写 " + *near + "？", "Did you mean " + *near + "?"};
  }
  if (known.empty()) return {"此处不接受任何参数", "None is taken here."};
  return {"可用：" + Join(known), "Known here: " + Join(known) + "."};
}

Problem InvalidJson(const JsonError& error, std::string_view text) {
  const std::string_view before = text.substr(0, std::min(error.offset, text.size()));
  const auto line = 1 + std::count(before.begin(), before.end(), '\n');
  const std::size_t start = before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
  const auto column = 1 + CountCharacters(before.substr(start));
  const std::string row = std::to_string(line);
  const std::string place = std::to_string(column);
  Problem problem;
  problem.code = Code::invalid_json;
  problem.detail = {"请求体第 " + row + " 行第 " + place + " 列：" + error.message.zh,
                    "The body, line " + row + ", column " + place + ": " + error.message.en};
  problem.members = {{"line", row}, {"column", place}};
  return problem;
}

std::string Pointer(const std::string& to, std::string_view member) {
  std::string pointer = to;
  AppendPointerStep(pointer, member);
  return pointer;
}

// PostgreSQL keeps no U+0000 in a text, and nobody means one.
void CheckTexts(const Value& value, const std::string& pointer, std::vector<FieldError>& errors) {
  const auto check = [&](std::string_view text) {
    if (text.find('\0') == std::string_view::npos) return;
    errors.push_back({pointer, "format", {"文本中有空字符 U+0000", "The text holds the character U+0000."}});
  };
  if (value.is(Kind::kString)) {
    check(value.AsString());
  } else if (value.is(Kind::kList)) {
    std::size_t index = 0;
    for (const Value& item : value.AsList())
      CheckTexts(item, pointer + "/" + std::to_string(index++), errors);
  } else if (value.is(Kind::kMap)) {
    for (const auto& [key, member] : value.AsMap()) {
      check(key.AsString());
      CheckTexts(member, Pointer(pointer, key.AsString()), errors);
    }
  }
}

// What a parameter's text stands for; text that stands for nothing of the kind is told as such later.
Value ParseParameter(const Schema& schema, const std::string& text) {
  if (schema.type == FieldType::kInteger) {
    if (const auto number = ParseInt(text)) return Value::Int(*number);
  } else if (schema.type == FieldType::kBoolean && (text == "true" || text == "false")) {
    return Value::Bool(text == "true");
  } else if (schema.type == FieldType::kArray) {
    std::vector<Value> items;
    for (std::size_t from = 0; from <= text.size();) {
      const std::size_t comma = std::min(text.find(',', from), text.size());
      items.push_back(ParseParameter(*schema.items, text.substr(from, comma - from)));
      from = comma + 1;
    }
    return Value::List(std::move(items));
  }
  return Value::String(text);
}

std::optional<Problem> CheckNames(const Target& target, const std::vector<Field>& known) {
  std::vector<std::string> names;
  for (const Field& field : known) names.push_back(field.name);
  for (std::size_t i = 0; i < target.query.size(); ++i) {
    const std::string& name = target.query[i].first;
    if (std::find(names.begin(), names.end(), name) == names.end()) {
      return InvalidParameter({"不认识的参数 " + name, "The parameter " + name + " is not known here."},
                              Suggest(name, names));
    }
    for (std::size_t j = 0; j < i; ++j) {
      if (target.query[j].first == name) {
        return InvalidParameter({"参数 " + name + " 出现两次", "The parameter " + name + " is given twice."});
      }
    }
  }
  return std::nullopt;
}

Value ByName(const std::vector<Field>& fields, std::vector<Value> values) {
  std::vector<Value::Entry> entries;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (!values[i].is(Kind::kAbsent)) {
      entries.emplace_back(Value::String(fields[i].name), std::move(values[i]));
    }
  }
  return Value::Map(std::move(entries));
}

Value WithoutNulls(const Value& object) {
  std::vector<Value::Entry> entries;
  for (const auto& entry : object.AsMap()) {
    if (!entry.second.is(Kind::kNull)) entries.push_back(entry);
  }
  return Value::Map(std::move(entries));
}

}  // namespace

Problem BodyTooLarge() {
  Problem problem;
  problem.code = Code::body_too_large;
  problem.detail = {"请求体超过 1 MiB", "The body is larger than 1 MiB."};
  return problem;
}

tl::expected<Value, Problem> ReadQuery(const Target& target, const std::vector<Field>& known) {
  if (auto problem = CheckNames(target, known)) return tl::unexpected(*std::move(problem));
  std::vector<FieldError> errors;
  std::vector<Value> values(known.size());
  for (std::size_t i = 0; i < known.size(); ++i) {
    const Field& field = known[i];
    if (const std::string* text = target.FindQuery(field.name)) {
      values[i] = Conform(field, ParseParameter(field.schema, *text), errors);
    } else if (field.schema.default_value) {
      values[i] = *field.schema.default_value;
    } else if (field.required) {
      errors.push_back({"/" + field.name, "required", {"缺少此参数。", "This must be given."}});
    }
  }
  if (errors.empty()) return ByName(known, std::move(values));
  const FieldError& first = errors.front();
  const std::string name = first.pointer.substr(1);
  Problem problem = InvalidParameter(
      {"参数 " + name + "：" + first.message.zh, "The parameter " + name + ": " + first.message.en});
  problem.fields = std::move(errors);
  return tl::unexpected(std::move(problem));
}

tl::expected<std::optional<std::int64_t>, Problem> ReadIfMatch(const Headers& headers) {
  const std::string* field = headers.Find("If-Match");
  if (field == nullptr || TrimSpace(*field) == "*") return std::nullopt;
  const std::string_view text = TrimSpace(*field);
  if (text.size() > 2 && text.front() == '"' && text.back() == '"') {
    const auto rev = ParseInt(text.substr(1, text.size() - 2));
    if (rev && *rev > 0) return rev;
  }
  return tl::unexpected(InvalidParameter(
      {"If-Match 应为事项的 ETag，例如 \"7\"", "If-Match must be an item's ETag, such as \"7\"."},
      {"先读取事项，原样送回其 ETag", "Read the item and send its ETag back as it is."}));
}

namespace {

tl::expected<Value, Problem> ReadAnyJson(const Request& request) {
  if (!IsUtf8(request.body)) {
    Problem problem;
    problem.code = Code::invalid_encoding;
    problem.detail = {"请求体不是 UTF-8 编码", "The body is not UTF-8."};
    return tl::unexpected(std::move(problem));
  }
  auto body = ParseJson(request.body);
  if (!body) return tl::unexpected(InvalidJson(body.error(), request.body));
  return *std::move(body);
}

// What `read` makes of a JSON object, or all that is wrong with it.
template <typename Read>
tl::expected<Value, Problem> ReadObject(const Request& request, const Read& read) {
  const auto body = ReadAnyJson(request);
  if (!body) return tl::unexpected(body.error());
  Problem problem;
  problem.code = Code::input_invalid;
  Value object;
  if (body->is(Kind::kMap)) {
    object = read(*body, problem.fields);
    CheckTexts(*body, "", problem.fields);
  } else {
    problem.fields.push_back({"", "type", {"请求体应为 JSON 对象", "The body must be a JSON object."}});
  }
  if (problem.fields.empty()) return object;
  problem.detail = {"请求体有误", "The body does not fit this address."};
  return tl::unexpected(std::move(problem));
}

}  // namespace

tl::expected<Value, Problem> ReadBody(const Request& request, const std::vector<Field>& members) {
  return ReadObject(request, [&](const Value& body, std::vector<FieldError>& errors) {
    return ByName(members, ConformFields(members, WithoutNulls(body), "", errors));
  });
}

tl::expected<Value, Problem> ReadPatch(const Request& request) {
  return ReadObject(request, [](const Value& body, std::vector<FieldError>&) { return body; });
}

Value MemberOf(const Value& object, std::string_view name) {
  const Value* value = object.Find(name);
  return value == nullptr ? Value() : *value;
}

std::string TextOf(const Value& object, std::string_view name) {
  const Value* value = object.Find(name);
  return value != nullptr && value->is(Kind::kString) ? std::string(value->AsString()) : std::string();
}

}  // namespace charter::api
