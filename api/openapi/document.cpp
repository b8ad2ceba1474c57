#include "api/openapi/document.h"

#include <algorithm>
#include <set>

#include "api/openapi/operation.h"

namespace charter::api::openapi {
namespace {

Json Info() {
  return {
      {"title", "Charter"},
      {"version", CHARTER_VERSION},
      {"description",
       {{"zh",
         "每个地址也回答 HEAD（GET 的头部）与 OPTIONS（Allow）。答复可能增加成员，客户端应忽略不认识的成员。"
         "金额为两位小数的文本，时间为 RFC 3339。用 fields 时，只有所要的成员。"},
        {"en",
         "Every address answers HEAD (the headers of GET) and OPTIONS (Allow) as well. Answers may get more "
         "members: a client passes over those it does not know. Money is text with two places, times are "
         "RFC 3339. Where `fields` is given, only the members that it names are there."}}},
      {"license", {{"name", "Apache License 2.0"}, {"identifier", "Apache-2.0"}}}};
}

std::string Lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return text;
}

void CollectReferences(const Json& part, std::set<std::string>& references) {
  if (part.is_object() && part.contains("$ref") && part["$ref"].is_string()) references.insert(part["$ref"]);
  if (!part.is_structured()) return;
  for (const Json& each : part) CollectReferences(each, references);
}

// The components that something refers to, and what those refer to.
Json Referenced(const Json& paths) {
  std::set<std::string> references;
  CollectReferences(paths, references);
  for (std::size_t known = 0; known != references.size();) {
    known = references.size();
    for (const std::string& reference : std::set<std::string>(references)) {
      CollectReferences(
          Components().at(Json::json_pointer(reference.substr(std::string("#/components").size()))),
          references);
    }
  }
  Json components = Json::object();
  for (const auto& [section, parts] : Components().items()) {
    for (const auto& [name, part] : parts.items()) {
      if (section == "securitySchemes" || references.contains("#/components/" + section + "/" + name))
        components[section][name] = part;
    }
  }
  return components;
}

}  // namespace

Json DocumentOf(const std::vector<Route>& routes, Language language) {
  Json paths = Json::object();
  Json tags = Json::array();
  for (const Route& route : routes) {
    paths[route.path][Lower(route.method)] = OperationOf(route);
    const Json tag{{"name", TagOf(route)}};
    if (std::find(tags.begin(), tags.end(), tag) == tags.end()) tags.push_back(tag);
  }
  Json document{{"openapi", "3.1.0"},
                {"info", Info()},
                {"servers", {{{"url", "/"}}}},
                {"security", {{{"token", Json::array()}}, {{"cookie", Json::array()}}}},
                {"tags", std::move(tags)}};
  document["components"] = Referenced(paths);
  document["paths"] = std::move(paths);
  Localize(document, language);
  return document;
}

}  // namespace charter::api::openapi
