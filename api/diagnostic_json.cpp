#include "api/diagnostic_json.h"

namespace charter::api {

void Write(JsonWriter& json, const Diagnostic& diagnostic, Language language, const std::string& file) {
  json.BeginObject();
  if (!file.empty()) json.Key("file").String(file);
  json.Key("line").Int(diagnostic.position.line).Key("column").Int(diagnostic.position.column);
  json.Key("severity").String(diagnostic.severity == Severity::kError ? "error" : "warning");
  json.Key("code").String(Label(diagnostic.code)).Key("name").String(InfoOf(diagnostic.code).name);
  json.Key("message").String(diagnostic.message.In(language));
  if (!diagnostic.hint.empty()) json.Key("hint").String(diagnostic.hint.In(language));
  json.EndObject();
}

}  // namespace charter::api
