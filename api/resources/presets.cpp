// GET /v1/presets: what the law of each place sets, with its article and how far it was verified.
#include <set>

#include "api/fields.h"
#include "api/json_writer.h"
#include "api/resources/parts.h"
#include "engine/data/json.h"

namespace charter::api {
namespace {

void WriteHead(JsonWriter& json, const Preset& preset, Language language) {
  json.Key("id").String(preset.id);
  json.Key("title").String(preset.title.In(language)).Key("titles").Both(preset.title).Key("extends");
  preset.extends.empty() ? json.Null() : json.String(preset.extends);
}

void WriteRow(JsonWriter& json, const Preset& preset, Language language) {
  json.BeginObject();
  WriteHead(json, preset, language);
  std::int64_t unknown = 0;
  for (const auto& [id, value] : preset.values) unknown += value.status == ParameterValue::Status::kUnknown;
  json.Key("values").Int(static_cast<std::int64_t>(preset.values.size()));
  json.Key("unknown").Int(unknown).EndObject();
}

void WriteValue(JsonWriter& json, const ParameterValue& value, const std::string& said_by,
                Language language) {
  json.BeginObject().Key("id").String(value.id).Key("type").String(NameOf(value.type)).Key("value");
  value.value.is(Kind::kAbsent) ? json.Null() : json.Raw(WriteJson(value.value));
  json.Key("article").String(value.article.In(language)).Key("articles").Both(value.article);
  json.Key("status").String(NameOf(value.status)).Key("preset").String(said_by).EndObject();
}

Answer List(const Parts& parts, const Call& call) {
  JsonWriter json;
  json.BeginObject().Key("items").BeginArray();
  for (const std::string& id : parts.presets.Ids()) WriteRow(json, *parts.presets.Find(id), call.language);
  return JsonResponse(json.EndArray().EndObject().Take());
}

// Its own values, then those of the wider law that it says nothing of.
Answer Read(const Parts& parts, const Call& call) {
  const Preset* preset = parts.presets.Find(call.Path("id"));
  if (preset == nullptr) {
    Problem problem;
    problem.code = Code::no_such_resource;
    problem.detail = {"没有规定 " + call.Path("id"), "There is no preset " + call.Path("id") + "."};
    problem.hint = {"见 GET /v1/presets", "GET /v1/presets lists them."};
    return tl::unexpected(std::move(problem));
  }
  JsonWriter json;
  json.BeginObject();
  WriteHead(json, *preset, call.language);
  json.Key("values").BeginArray();
  std::set<std::string> told;
  std::set<std::string> seen;
  for (const Preset* law = preset; law != nullptr && seen.insert(law->id).second;
       law = parts.presets.Find(law->extends)) {
    for (const auto& [id, value] : law->values) {
      if (told.insert(id).second) WriteValue(json, value, law->id, call.language);
    }
  }
  return JsonResponse(json.EndArray().EndObject().Take());
}

}  // namespace

void AddPresetRoutes(std::vector<Route>& routes, const Parts& parts) {
  routes.push_back({.method = "GET",
                    .path = "/v1/presets",
                    .name = "listPresets",
                    .summary = {"列出各地规定", "List the presets: what the law of each place sets"},
                    .answers = {GivesList("PresetRow")},
                    .handler = With(parts, List)});
  routes.push_back({.method = "GET",
                    .path = "/v1/presets/{id}",
                    .name = "getPreset",
                    .summary = {"查看一地规定：每个参数的值、条款与核实情况",
                                "Read a preset: each value with its article and how far it was verified"},
                    .answers = {Gives("Preset")},
                    .refuses = {Code::no_such_resource},
                    .handler = With(parts, Read)});
}

}  // namespace charter::api
