#include "api/resources/workflow_json.h"

#include "api/fields.h"
#include "api/parameters.h"

namespace charter::api {

void WriteHead(JsonWriter& json, const WorkflowView& view, Language language) {
  const DefinitionRecord& record = view.record;
  json.Key("id").String(record.workflow).Key("version").Int(record.version);
  json.Key("title").String(view.title.In(language)).Key("titles").Both(view.title);
  json.Key("published_by").String(record.published_by.value);
  json.Key("published_at").Time(record.published_at);
  json.Key("retired").Bool(record.retirement.retired).Key("retirement");
  if (!record.retirement.at) {
    json.Null();
    return;
  }
  json.BeginObject().Key("by").String(record.retirement.by.value).Key("at").Time(record.retirement.at);
  json.Key("reason").String(record.retirement.reason).EndObject();
}

void WriteWorkflowRow(JsonWriter& json, const WorkflowView& view, Language language) {
  json.BeginObject();
  WriteHead(json, view, language);
  json.EndObject();
}

Field VersionField(std::string name, Text title) {
  return NumberField(std::move(name), 1, 1'000'000'000, std::move(title));
}

int VersionOf(const Call& call, std::string_view name) {
  const Value version = MemberOf(call.query, name);
  return version.is(Kind::kInt) ? static_cast<int>(version.AsInt()) : 0;
}

}  // namespace charter::api
