#include "api/resources/change_json.h"

namespace charter::api {
namespace {

void WriteValue(JsonWriter& json, const char* name, const std::optional<Text>& value) {
  json.Key(name);
  value ? json.Both(*value) : json.Null();
}

// "修改状态：审核", "state changed: Review"
Text Sentence(const ChartChange& change) {
  const Text part = TitleOf(change.part);
  const Text kind = TitleOf(change.kind);
  return Text{kind.zh + part.zh, part.en + " " + kind.en} + Text{"：", ": "} + change.title;
}

}  // namespace

void WriteChanges(JsonWriter& json, const std::vector<ChartChange>& changes, Language language) {
  json.BeginArray();
  for (const ChartChange& change : changes) {
    const Text sentence = Sentence(change);
    json.BeginObject().Key("change").String(NameOf(change.kind)).Key("what").String(NameOf(change.part));
    json.Key("id").String(change.id).Key("title").String(sentence.In(language)).Key("titles").Both(sentence);
    json.Key("details").BeginArray();
    for (const ChangedAspect& aspect : change.aspects) {
      json.BeginObject().Key("id").String(aspect.id);
      json.Key("title").String(aspect.title.In(language)).Key("titles").Both(aspect.title);
      WriteValue(json, "before", aspect.before);
      WriteValue(json, "after", aspect.after);
      json.EndObject();
    }
    json.EndArray().EndObject();
  }
  json.EndArray();
}

}  // namespace charter::api
