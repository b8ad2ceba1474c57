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
  problem.detail = {"请求体第 " + row + " 行第 " + place + " 列：" + error.message,
                    "The body, line " + row + ", column " + place + ": " + error.message};
  problem.members = {{"line", row}, {"column", place}};
  return problem;
}

Text NameOf(Kind kind) {
  switch (kind) {
    case Kind::kString:
      return {"文本", "text"};
    case Kind::kInt:
      return {"整数", "a whole number"};
    case Kind::kMap:
      return {"对象", "an object"};
    case Kind::kList:
      return {"数组", "an array"};
    default:
      return {"其他", "something else"};
  }
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

std::vector<FieldError> CheckMembers(const Value& body, const std::vector<Member>& members) {
  std::vector<std::string> names;
  for (const Member& member : members) names.push_back(member.name);
  std::vector<FieldError> errors;
  for (const auto& [key, value] : body.AsMap()) {
    const std::string name(key.AsString());
    if (std::find(names.begin(), names.end(), name) != names.end()) continue;
    const Text hint = Suggest(name, names);
    errors.push_back(
        {Pointer("", name),
         "additionalProperties",
         {"没有 " + name + " 这一项。" + hint.zh, "There is no member " + name + ". " + hint.en}});
  }
  for (const Member& member : members) {
    const Value* value = body.Find(member.name);
    const bool given = value != nullptr && !value->is(Kind::kNull);
    if (!given && member.required) {
      errors.push_back({"/" + member.name, "required", {"缺少此项", "This must be given."}});
    } else if (given && member.kind != Kind::kAbsent && !value->is(member.kind)) {
      const Text expected = NameOf(member.kind);
      errors.push_back(
          {"/" + member.name, "type", {"此处应为" + expected.zh, "This must be " + expected.en + "."}});
    }
  }
  return errors;
}

}  // namespace

Problem BodyTooLarge() {
  Problem problem;
  problem.code = Code::body_too_large;
  problem.detail = {"请求体超过 1 MiB", "The body is larger than 1 MiB."};
  return problem;
}

std::optional<Problem> CheckQuery(const Target& target, const std::vector<std::string>& known) {
  for (std::size_t i = 0; i < target.query.size(); ++i) {
    const std::string& name = target.query[i].first;
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      return InvalidParameter({"不认识的参数 " + name, "The parameter " + name + " is not known here."},
                              Suggest(name, known));
    }
    for (std::size_t j = 0; j < i; ++j) {
      if (target.query[j].first == name) {
        return InvalidParameter({"参数 " + name + " 出现两次", "The parameter " + name + " is given twice."});
      }
    }
  }
  return std::nullopt;
}

tl::expected<std::int64_t, Problem> ReadNumber(const Target& target, std::string_view name,
                                               std::int64_t fallback, std::int64_t minimum) {
  const std::string* text = target.FindQuery(name);
  if (text == nullptr) return fallback;
  const auto number = ParseInt(*text);
  if (number && *number >= minimum) return *number;
  const std::string bound = std::to_string(minimum);
  return tl::unexpected(InvalidParameter(
      {"参数 " + std::string(name) + " 应为不小于 " + bound + " 的整数",
       "The parameter " + std::string(name) + " must be a whole number from " + bound + "."}));
}

tl::expected<int, Problem> ReadLimit(const Target& target) {
  const auto limit = ReadNumber(target, "limit", kDefaultLimit, 1);
  if (!limit) return tl::unexpected(limit.error());
  if (*limit <= kLargestLimit) return static_cast<int>(*limit);
  const std::string bound = std::to_string(kLargestLimit);
  return tl::unexpected(
      InvalidParameter({"参数 limit 最大为 " + bound, "The parameter limit is at most " + bound + "."},
                       {"用 next 链接取下一页", "Follow the next link for more."}));
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

tl::expected<Value, Problem> ReadBody(const Request& request, const std::vector<Member>& members) {
  if (!IsUtf8(request.body)) {
    Problem problem;
    problem.code = Code::invalid_encoding;
    problem.detail = {"请求体不是 UTF-8 编码", "The body is not UTF-8."};
    return tl::unexpected(std::move(problem));
  }
  auto body = ParseJson(request.body);
  if (!body) return tl::unexpected(InvalidJson(body.error(), request.body));
  Problem problem;
  problem.code = Code::input_invalid;
  if (body->is(Kind::kMap)) {
    problem.fields = CheckMembers(*body, members);
    CheckTexts(*body, "", problem.fields);
  } else {
    problem.fields.push_back({"", "type", {"请求体应为 JSON 对象", "The body must be a JSON object."}});
  }
  if (!problem.fields.empty()) {
    problem.detail = {"请求体有误", "The body does not fit this address."};
    return tl::unexpected(std::move(problem));
  }
  return *std::move(body);
}

std::string TextOf(const Value& body, std::string_view name) {
  const Value* value = body.Find(name);
  return value != nullptr && value->is(Kind::kString) ? std::string(value->AsString()) : std::string();
}

Value ValueOf(const Value& body, std::string_view name) {
  const Value* value = body.Find(name);
  return value == nullptr || value->is(Kind::kNull) ? Value() : *value;
}

bool IsDryRun(const Target& target) {
  const std::string* text = target.FindQuery("dry_run");
  return text != nullptr && *text == "true";
}

}  // namespace charter::api
