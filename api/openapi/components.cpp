#include "api/openapi/components.h"

#include <stdexcept>

namespace charter::api::openapi {
namespace {

Json ReadComponents() {
  Json all = Json::object();
  for (const std::string_view file : ComponentFiles()) {
    const Json read = Json::parse(file);
    for (const auto& [section, parts] : read.items()) {
      for (const auto& [name, part] : parts.items()) {
        if (all[section].contains(name)) throw std::logic_error("two components have the name " + name);
        all[section][name] = part;
      }
    }
  }
  return all;
}

bool IsText(const Json& value) {
  return value.is_object() && value.size() == 2 && value.contains("zh") && value.contains("en") &&
         value["zh"].is_string() && value["en"].is_string();
}

}  // namespace

const Json& Components() {
  static const Json components = ReadComponents();
  return components;
}

std::vector<std::string> MembersOf(const std::string& schema) {
  const Json& schemas = Components().at("schemas");
  if (!schemas.contains(schema)) throw std::logic_error("no component has the name " + schema);
  std::vector<std::string> members;
  if (!schemas[schema].contains("properties")) return members;
  for (const auto& [name, property] : schemas[schema]["properties"].items()) members.push_back(name);
  return members;
}

void Localize(Json& document, Language language) {
  const char* wanted = language == Language::kZh ? "zh" : "en";
  if (document.is_object()) {
    if (document.contains("x-title") && document["x-title"].contains(wanted)) {
      document["title"] = Json(document["x-title"][wanted]);
      document.erase("x-title");
    }
    for (const char* name : {"description", "title", "summary"}) {
      if (document.contains(name) && IsText(document[name])) document[name] = Json(document[name][wanted]);
    }
  }
  if (document.is_structured()) {
    for (Json& part : document) Localize(part, language);
  }
}

}  // namespace charter::api::openapi
