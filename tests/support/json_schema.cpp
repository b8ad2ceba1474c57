#include "tests/support/json_schema.h"

#include <algorithm>
#include <optional>
#include <regex>
#include <set>
#include <stdexcept>

#include "engine/data/time.h"
#include "engine/data/utf8.h"

namespace charter::test {
namespace {

using nlohmann::json;

void RequireKnown(const json& schema) {
  static const std::set<std::string> known{
      "$ref",        "type",    "properties", "required",  "additionalProperties",
      "items",       "enum",    "const",      "title",     "format",
      "pattern",     "minimum", "maximum",    "minLength", "maxLength",
      "description", "default", "anyOf"};
  for (const auto& [keyword, value] : schema.items()) {
    if (!known.contains(keyword) && !keyword.starts_with("x-"))
      throw std::logic_error("the test's validator does not know the keyword " + keyword);
  }
}

bool IsOf(const std::string& type, const json& value) {
  if (type == "integer") return value.is_number_integer();
  if (type == "number") return value.is_number();
  return type == value.type_name();
}

bool IsOfType(const json& types, const json& value) {
  if (types.is_string()) return IsOf(types, value);
  return std::any_of(types.begin(), types.end(), [&](const json& type) { return IsOf(type, value); });
}

bool FitsFormat(const std::string& format, const std::string& text) {
  if (format == "date-time") return ParseTimestamp(text).has_value();
  if (format == "date") return ParseDate(text).has_value();
  return true;
}

}  // namespace

std::vector<std::string> JsonSchema::Errors(const json& schema, const json& value) const {
  std::vector<std::string> errors;
  Check(schema, value, "", errors);
  return errors;
}

void JsonSchema::Check(const json& schema, const json& value, const std::string& place,
                       std::vector<std::string>& errors) const {
  RequireKnown(schema);
  const auto report = [&](const std::string& what) {
    errors.push_back((place.empty() ? "/" : place) + what);
  };
  if (schema.contains("$ref")) {
    Check(document_.at(json::json_pointer(schema["$ref"].get<std::string>().substr(1))), value, place,
          errors);
  }
  if (schema.contains("anyOf")) {
    std::optional<std::vector<std::string>> nearest;
    for (const json& each : schema["anyOf"]) {
      std::vector<std::string> found;
      Check(each, value, place, found);
      if (!nearest || found.size() < nearest->size()) nearest = std::move(found);
    }
    errors.insert(errors.end(), nearest->begin(), nearest->end());
  }
  if (schema.contains("type") && !IsOfType(schema["type"], value)) {
    return report(" is " + value.dump() + ", not " + schema["type"].dump());
  }
  if (schema.contains("enum") &&
      std::find(schema["enum"].begin(), schema["enum"].end(), value) == schema["enum"].end()) {
    report(" is " + value.dump() + ", none of " + schema["enum"].dump());
  }
  if (schema.contains("const") && schema["const"] != value) report(" is not " + schema["const"].dump());
  if (value.is_number()) {
    if (schema.contains("minimum") && value < schema["minimum"]) report(" is too small");
    if (schema.contains("maximum") && value > schema["maximum"]) report(" is too large");
  }
  if (value.is_string()) {
    const std::string text = value;
    const std::size_t length = CountCharacters(text);
    if (schema.contains("minLength") && length < schema["minLength"]) report(" is too short");
    if (schema.contains("maxLength") && length > schema["maxLength"]) report(" is too long");
    if (schema.contains("pattern") &&
        !std::regex_search(text, std::regex(schema["pattern"].get<std::string>())))
      report(" does not fit " + schema["pattern"].dump() + ": " + text);
    if (schema.contains("format") && !FitsFormat(schema["format"], text))
      report(" is no " + schema["format"].dump() + ": " + text);
  }
  if (value.is_array() && schema.contains("items")) {
    for (std::size_t i = 0; i < value.size(); ++i)
      Check(schema["items"], value[i], place + "/" + std::to_string(i), errors);
  }
  if (value.is_object()) CheckObject(schema, value, place, errors);
}

void JsonSchema::CheckObject(const json& schema, const json& value, const std::string& place,
                             std::vector<std::string>& errors) const {
  if (schema.contains("required") && !allow_missing_) {
    for (const json& name : schema["required"]) {
      if (!value.contains(name)) errors.push_back(place + "/" + name.get<std::string>() + " is missing");
    }
  }
  const json none = json::object();
  const json& properties = schema.contains("properties") ? schema["properties"] : none;
  for (const auto& [name, member] : value.items()) {
    const std::string at = place + "/" + name;
    if (properties.contains(name)) {
      Check(properties[name], member, at, errors);
    } else if (schema.contains("additionalProperties") && schema["additionalProperties"].is_object()) {
      Check(schema["additionalProperties"], member, at, errors);
    } else if (schema.value("additionalProperties", false) || schema.contains("$ref")) {
      continue;
    } else if (schema.contains("properties") || schema.contains("additionalProperties")) {
      errors.push_back(at + " is not described");
    }
  }
}

}  // namespace charter::test
