#include "api/commands/conversation.h"

#include <algorithm>
#include <array>
#include <istream>
#include <ostream>

#include "engine/data/field_messages.h"
#include "engine/data/json.h"

namespace charter::api {
namespace {

std::string Trimmed(const std::string& text) {
  const auto first = text.find_first_not_of(" \t\r");
  return first == std::string::npos ? "" : text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

void Add(Text& text, const std::string& zh, const std::string& en) {
  text.zh += (text.zh.empty() ? "" : "，") + zh;
  text.en += (text.en.empty() ? "" : ", ") + en;
}

std::string PlainText(const Value& value) {
  return value.is(Kind::kString) ? std::string(value.AsString()) : WriteJson(value);
}

// "1 to 40", "at least 1", "at most 40".
void AddRange(Text& text, const std::optional<std::string>& from, const std::optional<std::string>& to,
              const Text& unit) {
  if (from && to) {
    Add(text, *from + " 至 " + *to + unit.zh, *from + " to " + *to + unit.en);
  } else if (from) {
    Add(text, "至少 " + *from + unit.zh, "at least " + *from + unit.en);
  } else if (to) {
    Add(text, "至多 " + *to + unit.zh, "at most " + *to + unit.en);
  }
}

std::optional<std::string> TextOf(const std::optional<std::size_t>& count) {
  return count ? std::optional(std::to_string(*count)) : std::nullopt;
}

void AddBound(Text& text, const std::optional<Bound>& bound, const Text& inclusive, const Text& exclusive) {
  if (!bound) return;
  const Text& words = bound->exclusive ? exclusive : inclusive;
  Add(text, words.zh + " " + bound->limit.ToString(), words.en + " " + bound->limit.ToString());
}

bool IsText(FieldType type) {
  constexpr std::array kTexts{FieldType::kString,   FieldType::kDate,   FieldType::kTimestamp,
                              FieldType::kDuration, FieldType::kPerson, FieldType::kOrganization,
                              FieldType::kFile};
  return std::find(kTexts.begin(), kTexts.end(), type) != kTexts.end();
}

Value ReadList(const Schema& schema, std::string_view typed) {
  std::vector<Value> items;
  while (!typed.empty()) {
    auto end = std::min(typed.find(','), typed.find("，"));
    end = std::min(end, typed.size());
    const std::string item = Trimmed(std::string(typed.substr(0, end)));
    if (!item.empty()) items.push_back(ReadTyped(*schema.items, item));
    typed.remove_prefix(end);
    if (!typed.empty()) typed.remove_prefix(typed.front() == ',' ? 1 : std::string_view("，").size());
  }
  return Value::List(std::move(items));
}

}  // namespace

std::string Conversation::Named(const Text& title, const std::string& id) const {
  if (title.empty()) return id;
  return In(title) + (language_ == Language::kZh ? "（" + id + "）" : " (" + id + ")");
}

void Conversation::Say(std::string_view line) { out_ << line << '\n'; }

std::optional<std::string> Conversation::Ask(std::string_view prompt) {
  out_ << prompt << std::flush;
  std::string line;
  if (!std::getline(in_, line)) {
    out_ << '\n';
    return std::nullopt;
  }
  return Trimmed(line);
}

std::optional<Value> Conversation::AskFor(const Field& field) {
  const Text limits = LimitsOf(field.schema);
  const Text rule = field.required ? Text{"必填", "required"} : Text{"回车跳过", "Enter to leave it out"};
  const std::string prompt =
      "  " + Named(field.title, field.name) + " [" + In(limits) + "; " + In(rule) + "]: ";
  while (true) {
    const auto typed = Ask(prompt);
    if (!typed || *typed == "!") return std::nullopt;
    if (typed->empty() && !field.required) return Value();
    std::vector<FieldError> errors;
    Value read = ReadTyped(field.schema, *typed);
    if (typed->empty()) {
      Say(Text{"    此项必填；输入 ! 放弃", "    this is required; ! gives up"});
      continue;
    }
    Conform(field.schema, read, "", errors);
    if (errors.empty()) return read;
    if (!IsUtf8(*typed)) errors = {{"", "", {"不是 UTF-8 文本", "that is not UTF-8"}}};
    for (const FieldError& error : errors)
      Say("    " + (error.pointer.empty() ? "" : error.pointer + ": ") + In(error.message));
  }
}

std::optional<Value> Conversation::AskFor(const std::vector<Field>& fields) {
  std::vector<Value::Entry> entries;
  for (const Field& field : fields) {
    auto value = AskFor(field);
    if (!value) return std::nullopt;
    if (!value->is(Kind::kAbsent)) entries.emplace_back(Value::String(field.name), *std::move(value));
  }
  return Value::Map(std::move(entries));
}

Value ReadTyped(const Schema& schema, const std::string& typed) {
  if (!IsUtf8(typed)) return Value::Null();
  if (IsText(schema.type)) return Value::String(typed);
  if (schema.type == FieldType::kBoolean) {
    for (const char* yes : {"true", "yes", "y", "是"}) {
      if (typed == yes) return Value::Bool(true);
    }
    for (const char* no : {"false", "no", "n", "否"}) {
      if (typed == no) return Value::Bool(false);
    }
  }
  if (auto json = ParseJson(typed)) return *std::move(json);
  if (schema.type == FieldType::kArray && schema.items && IsText(schema.items->type) && typed.front() != '[')
    return ReadList(schema, typed);
  return Value::String(typed);
}

Text LimitsOf(const Schema& schema) {
  Text text;
  if (schema.enumeration.empty()) {
    text = ExpectationOf(schema.type);
  } else {
    Text all;
    for (const Value& value : schema.enumeration) Add(all, PlainText(value), PlainText(value));
    text = {"取值 " + all.zh, "one of " + all.en};
  }
  if (schema.type == FieldType::kArray && schema.items && IsText(schema.items->type))
    Add(text, "用逗号隔开", "separated by commas");
  else if (schema.type == FieldType::kArray || schema.type == FieldType::kObject)
    Add(text, "写成 JSON", "written as JSON");
  AddRange(text, TextOf(schema.min_length), TextOf(schema.max_length), {" 个字符", " characters"});
  AddRange(text, TextOf(schema.min_items), TextOf(schema.max_items), {" 项", " items"});
  AddBound(text, schema.minimum, {"不小于", "at least"}, {"大于", "more than"});
  AddBound(text, schema.maximum, {"不大于", "at most"}, {"小于", "less than"});
  if (!schema.pattern.empty()) Add(text, "形如 " + schema.pattern, "matching " + schema.pattern);
  if (schema.default_value) {
    std::string standard;
    AppendJson(standard, schema, *schema.default_value);
    Add(text, "默认 " + standard, "by default " + standard);
  }
  return text;
}

}  // namespace charter::api
