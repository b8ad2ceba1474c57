#include "api/openapi/operation.h"

#include <map>

#include "api/http/response_writer.h"

namespace charter::api::openapi {
namespace {

using Holds = AnswerShape::Holds;

Json Both(const Text& text) { return {{"zh", text.zh}, {"en", text.en}}; }
Json Both(std::string_view text) { return {{"zh", text}, {"en", text}}; }

Json Reference(const std::string& section, const std::string& name) {
  return {{"$ref", "#/components/" + section + "/" + name}};
}

Json SchemaOf(const std::vector<Field>& fields) {
  std::string text;
  AppendJsonSchema(text, fields);
  return Json::parse(text);
}

Json PathParameters(const Route& route) {
  Json parameters = Json::array();
  for (const std::string& segment : ParseTarget(route.path).value_or(Target{}).segments) {
    if (!segment.starts_with("{")) continue;
    parameters.push_back({{"name", segment.substr(1, segment.size() - 2)},
                          {"in", "path"},
                          {"required", true},
                          {"schema", {{"type", "string"}, {"minLength", 1}}}});
  }
  return parameters;
}

Json QueryParameter(const Field& field) {
  Json schema = SchemaOf({field})["properties"][field.name];
  schema.erase("title");
  schema.erase("x-title");
  Json parameter{{"name", field.name}, {"in", "query"}, {"description", Both(field.title)}};
  if (field.required) parameter["required"] = true;
  if (field.schema.type == FieldType::kArray) parameter["explode"] = false;
  parameter["schema"] = std::move(schema);
  return parameter;
}

Json ParametersOf(const Route& route) {
  Json parameters = PathParameters(route);
  for (const Field& field : route.query) parameters.push_back(QueryParameter(field));
  const auto add = [&](const char* name) { parameters.push_back(Reference("parameters", name)); };
  add("Accept-Language");
  if (route.if_match != IfMatch::kIgnored) add("If-Match");
  if (!route.IsSafe()) {
    add("Prefer");
    if (route.IsKeyed()) add("Idempotency-Key");
  }
  for (const AnswerShape& answer : route.answers) {
    if (answer.status == 304) add("If-None-Match");
  }
  return parameters;
}

Json SchemaOf(const AnswerShape& answer) {
  if (answer.holds == Holds::kText) return {{"type", "string"}};
  Json one = Reference("schemas", answer.schema);
  if (answer.holds == Holds::kOne) return one;
  Json page{{"type", "object"},
            {"required", {"items"}},
            {"properties", {{"items", {{"type", "array"}, {"items", std::move(one)}}}}}};
  if (answer.holds == Holds::kPage) {
    page["required"].push_back("next");
    page["properties"]["next"] = {{"type", {"string", "null"}},
                                  {"description", Both(Text{"下一页的 cursor；没有下一页则为 null",
                                                            "The cursor of the next page, or null"})}};
  }
  return page;
}

void AddHeader(Json& response, const std::string& name) {
  response["headers"][name] = Reference("headers", name);
}

// Of one status and media type there may be several.
void AddSchema(Json& place, Json schema) {
  if (place.is_null()) {
    place = std::move(schema);
  } else if (place.contains("anyOf")) {
    place["anyOf"].push_back(std::move(schema));
  } else {
    place = {{"anyOf", {Json(place), std::move(schema)}}};
  }
}

void AddAnswer(Json& responses, const Route& route, const AnswerShape& answer) {
  Json& response = responses[std::to_string(answer.status)];
  response["description"] = Both(ReasonOf(answer.status));
  for (const std::string& name : answer.headers) AddHeader(response, name);
  if (route.IsKeyed()) AddHeader(response, "Idempotency-Replayed");
  if (answer.holds != Holds::kNothing)
    AddSchema(response["content"][answer.type]["schema"], SchemaOf(answer));
  if (route.IsSafe() || answer.holds == Holds::kNothing) return;
  AddHeader(response, "Preference-Applied");
  if (answer.status != 200) return;
  // Whatever refers into an ordered object is lost when that gets a member.
  Json minimal{{"description", Both(ReasonOf(204))}, {"headers", response["headers"]}};
  responses["204"] = std::move(minimal);
}

void AddRefusals(Json& responses, const Route& route) {
  std::map<int, std::vector<Code>> by_status;
  for (const Code code : RefusalsOf(route)) by_status[StatusOf(code)].push_back(code);
  for (const auto& [status, codes] : by_status) {
    Json& response = responses[std::to_string(status)];
    Text description;
    Json labels = Json::array();
    for (const Code code : codes) {
      const CodeInfo& info = InfoOf(code);
      if (!description.empty()) description = description + "; ";
      description = description + (Label(code) + " ") + Text{std::string(info.zh), std::string(info.en)};
      labels.push_back(Label(code));
    }
    response["description"] = Both(description);
    if (status == 401) AddHeader(response, "WWW-Authenticate");
    if (status == 412) AddHeader(response, "ETag");
    if (status == 429 || status == 503) AddHeader(response, "Retry-After");
    response["content"]["application/problem+json"]["schema"] = {
        {"$ref", "#/components/schemas/Problem"}, {"properties", {{"code", {{"enum", std::move(labels)}}}}}};
  }
}

}  // namespace

std::string TagOf(const Route& route) {
  const auto segments = ParseTarget(route.path).value_or(Target{}).segments;
  if (segments.size() > 1 && segments[0] == "v1") return segments[1];
  return segments.empty() ? "" : segments[0];
}

Json OperationOf(const Route& route) {
  Json operation{{"operationId", route.name},
                 {"summary", Both(route.summary)},
                 {"tags", {TagOf(route)}},
                 {"parameters", ParametersOf(route)}};
  if (route.access == Access::kAnyone) operation["security"] = Json::array();
  if (!route.body.type.empty()) {
    operation["requestBody"]["required"] = true;
    operation["requestBody"]["content"][route.body.type]["schema"] =
        route.body.type == kJson         ? SchemaOf(route.body.members)
        : route.body.type == kMergePatch ? Json{{"type", "object"}, {"additionalProperties", true}}
                                         : Json{{"type", "string"}};
  }
  Json& responses = operation["responses"];
  for (const AnswerShape& answer : route.answers) AddAnswer(responses, route, answer);
  AddRefusals(responses, route);
  return operation;
}

}  // namespace charter::api::openapi
