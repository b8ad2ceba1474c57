#include "api/openapi/page.h"

#include <algorithm>

#include "engine/data/markup.h"

namespace charter::api::openapi {
namespace {

constexpr std::string_view kStyle = R"css(
body { margin: 0 auto; max-width: 60rem; padding: 0 1rem 4rem; color: #1b1b1b; background: #fff;
  font: 1rem/1.5 system-ui, "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif; }
header { display: flex; flex-wrap: wrap; gap: 0 1rem; align-items: baseline; }
h1 { margin: 1rem 0 0; } h2 { margin: 2rem 0 .5rem; } h3 { margin: 1rem 0 .25rem; font-size: 1rem; }
nav { display: flex; flex-wrap: wrap; gap: .25rem 1rem; margin: 1rem 0; }
a { color: #0b57a4; }
code { font: .9em ui-monospace, "DejaVu Sans Mono", monospace; overflow-wrap: anywhere; }
details { border-top: 1px solid #ddd; padding: .5rem 0; }
summary { cursor: pointer; }
summary span { color: #555; }
b { display: inline-block; min-width: 3.2rem; }
div.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .95rem; }
th, td { border-bottom: 1px solid #e4e4e4; padding: .25rem .75rem .25rem 0; text-align: left; vertical-align: top; }
th { font-weight: normal; white-space: nowrap; }
em { color: #a33; font-style: normal; }
)css";

struct Words {
  const char* tag;
  const char* other_tag;
  const char* other_name;
  const char* parameters;
  const char* body;
  const char* answers;
  const char* schemas;
  const char* required;
  const char* anyone;
  const char* file;
};

constexpr Words kChinese{"zh",   "en",   "English", "参数",     "正文",
                         "答复", "数据", "必填",    "无需令牌", "机器可读：/openapi.json"};
constexpr Words kEnglish{"en",      "zh",      "中文",     "Parameters",      "Body",
                         "Answers", "Schemas", "required", "no token needed", "For machines: /openapi.json"};

std::string TextIn(const Json& object, const char* name) {
  return object.contains(name) && object[name].is_string() ? Escaped(object[name].get<std::string>()) : "";
}

std::string Code(const std::string& text) { return "<code>" + Escaped(text) + "</code>"; }

std::string NameIn(const Json& reference) {
  const std::string path = reference["$ref"];
  return path.substr(path.rfind('/') + 1);
}

// What a value of the schema is, in few words.
std::string TypeOf(const Json& schema) {
  if (schema.contains("$ref")) {
    return "<a href=\"#" + Escaped(NameIn(schema)) + "\">" + Escaped(NameIn(schema)) + "</a>";
  }
  if (schema.contains("items")) return "[" + TypeOf(schema["items"]) + "]";
  std::string type;
  const auto add = [&](const std::string& word) { type += (type.empty() ? "" : " ") + word; };
  if (schema.contains("x-type")) {
    add(schema["x-type"]);
  } else if (schema.contains("type") && schema["type"].is_string()) {
    add(schema["type"]);
  } else if (schema.contains("type")) {
    for (const Json& each : schema["type"]) add(each);
  }
  for (const char* keyword :
       {"format", "pattern", "const", "enum", "minimum", "maximum", "minLength", "maxLength", "default"}) {
    if (!schema.contains(keyword)) continue;
    const Json& value = schema[keyword];
    add((std::string(keyword) + ": ") + (value.is_string() ? value.get<std::string>() : value.dump()));
  }
  return Escaped(type);
}

std::string Row(const std::string& name, bool required, const std::string& type, const std::string& text,
                const Words& words) {
  return "<tr><th>" + Code(name) + (required ? std::string("<br><em>") + words.required + "</em>" : "") +
         "</th><td>" + type + (type.empty() || text.empty() ? "" : "<br>") + text + "</td></tr>\n";
}

std::string Table(const std::string& rows) {
  return "<div class=\"wide\"><table>\n" + rows + "</table></div>\n";
}

std::string Members(const Json& schema, const Words& words) {
  if (!schema.contains("properties")) {
    return "<p>" + TypeOf(schema) + "</p>\n";
  }
  std::string rows;
  for (const auto& [name, member] : schema["properties"].items()) {
    const bool required = schema.contains("required") &&
                          std::find(schema["required"].begin(), schema["required"].end(), Json(name)) !=
                              schema["required"].end();
    const std::string text = TextIn(member, "description");
    rows += Row(name, required, TypeOf(member), text.empty() ? TextIn(member, "title") : text, words);
  }
  return Table(rows);
}

std::string Parameters(const Json& document, const Json& operation, const Words& words) {
  std::string rows;
  for (const Json& each : operation["parameters"]) {
    const Json& parameter = each.contains("$ref") ? document["components"]["parameters"][NameIn(each)] : each;
    rows += Row(parameter["name"], parameter.value("required", false), TypeOf(parameter["schema"]),
                TextIn(parameter, "description"), words);
  }
  return std::string("<h3>") + words.parameters + "</h3>\n" + Table(rows);
}

// "items: [Item], next", or the name of what it holds.
std::string Held(const Json& schema) {
  if (!schema.contains("properties") || schema.contains("$ref")) return TypeOf(schema);
  std::string text;
  for (const auto& [name, member] : schema["properties"].items()) {
    text += (text.empty() ? "" : ", ") + name + ": " + TypeOf(member);
  }
  return "{" + text + "}";
}

std::string Answers(const Json& operation, const Words& words) {
  std::string rows;
  for (const auto& [status, response] : operation["responses"].items()) {
    std::string type;
    if (response.contains("content")) {
      for (const auto& [media, content] : response["content"].items()) {
        type += (type.empty() ? "" : "<br>") + Code(media) + " " + Held(content["schema"]);
      }
    }
    rows += Row(status, false, type, TextIn(response, "description"), words);
  }
  return std::string("<h3>") + words.answers + "</h3>\n" + Table(rows);
}

std::string Upper(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
  return text;
}

std::string Operation(const Json& document, const std::string& path, const std::string& method,
                      const Json& operation, const Words& words) {
  std::string html = "<details id=\"" + TextIn(operation, "operationId") + "\"><summary><b>" + Upper(method) +
                     "</b> " + Code(path) + " <span>" + TextIn(operation, "summary") + "</span></summary>\n";
  html += "<p>" + Code(operation["operationId"]);
  if (operation.contains("security")) html += std::string(" · ") + words.anyone;
  html += "</p>\n" + Parameters(document, operation, words);
  if (operation.contains("requestBody")) {
    for (const auto& [media, content] : operation["requestBody"]["content"].items()) {
      html += std::string("<h3>") + words.body + " " + Code(media) + "</h3>\n" +
              Members(content["schema"], words);
    }
  }
  return html + Answers(operation, words) + "</details>\n";
}

std::string Operations(const Json& document, const std::string& tag, const Words& words) {
  std::string html = "<h2 id=\"tag-" + Escaped(tag) + "\">" + Escaped(tag) + "</h2>\n";
  for (const auto& [path, operations] : document["paths"].items()) {
    for (const auto& [method, operation] : operations.items()) {
      if (operation["tags"][0] == tag) html += Operation(document, path, method, operation, words);
    }
  }
  return html;
}

std::string Schemas(const Json& document, const Words& words) {
  std::string html = std::string("<h2 id=\"schemas\">") + words.schemas + "</h2>\n";
  for (const auto& [name, schema] : document["components"]["schemas"].items()) {
    html += "<details id=\"" + Escaped(name) + "\"><summary>" + Code(name) + " <span>" +
            TextIn(schema, "description") + "</span></summary>\n" + Members(schema, words) + "</details>\n";
  }
  return html;
}

}  // namespace

std::string PageOf(const Json& document, Language language) {
  const Words& words = language == Language::kZh ? kChinese : kEnglish;
  const std::string title = TextIn(document["info"], "title") + " " + TextIn(document["info"], "version");
  std::string html = std::string("<!DOCTYPE html>\n<html lang=\"") + words.tag +
                     "\">\n<head>\n<meta charset=\"utf-8\">\n"
                     "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>" +
                     title + "</title>\n<style>" + std::string(kStyle) + "</style>\n</head>\n<body>\n";
  html += "<header><h1>" + title + "</h1><a href=\"/docs?lang=" + words.other_tag + "\" lang=\"" +
          words.other_tag + "\">" + words.other_name + "</a></header>\n<p>" +
          TextIn(document["info"], "description") + "</p>\n<p><a href=\"/openapi.json\">" + words.file +
          "</a></p>\n<nav>";
  for (const Json& tag : document["tags"]) {
    html += "<a href=\"#tag-" + TextIn(tag, "name") + "\">" + TextIn(tag, "name") + "</a>\n";
  }
  html += std::string("<a href=\"#schemas\">") + words.schemas + "</a></nav>\n";
  for (const Json& tag : document["tags"]) html += Operations(document, tag["name"], words);
  return html + Schemas(document, words) + "</body>\n</html>\n";
}

}  // namespace charter::api::openapi
