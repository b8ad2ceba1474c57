#include "storage/json_rows.h"

#include "engine/data/failure.h"
#include "engine/data/json.h"

namespace charter::storage {

void JsonRows::BeginRow() { text_ += text_.size() == 1 ? "{" : "},{"; }

void JsonRows::Name(std::string_view name) {
  if (text_.back() != '{') text_ += ',';
  text_ += '"';
  text_ += name;
  text_ += "\":";
}

void JsonRows::Add(std::string_view name, std::string_view text) {
  // SQLite would keep the NUL that PostgreSQL refuses.
  if (text.find('\0') != std::string_view::npos) {
    throw Failure(Code::store_failed, "text with a NUL character in " + std::string(name));
  }
  Name(name);
  AppendJsonString(text_, text);
}

void JsonRows::Add(std::string_view name, std::int64_t number) {
  Name(name);
  text_ += std::to_string(number);
}

void JsonRows::Add(std::string_view name, const std::optional<std::int64_t>& number) {
  if (number) return Add(name, *number);
  Name(name);
  text_ += "null";
}

const std::string& JsonRows::Finish() {
  text_ += empty() ? "]" : "}]";
  return text_;
}

std::string WriteNames(const std::vector<std::string>& names) {
  std::string json = "[";
  for (const std::string& name : names) {
    if (json.size() > 1) json += ',';
    AppendJsonString(json, name);
  }
  return json + "]";
}

std::vector<std::string> ReadNames(const std::string& json) {
  const auto value = ParseJson(json);
  if (!value || !value->is(Kind::kList))
    throw Failure(Code::store_failed, "a list of names is damaged: " + json);
  std::vector<std::string> names;
  for (const Value& name : value->AsList()) names.emplace_back(name.AsString());
  return names;
}

}  // namespace charter::storage
