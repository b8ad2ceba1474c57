#include "api/change_json.h"

namespace charter::api {

void WriteChange(JsonWriter& json, const Change& change, const ChangeView& view) {
  json.BeginObject().Key("item").String(change.item.value).Key("number").String(change.number);
  json.Key("workflow").String(change.workflow).Key("rev").Int(view.rev);
  json.Key("event").String(change.event).Key("states").Strings(change.states);
  json.Key("at").Time(change.at).Key("actor").Raw(view.shows_actor ? change.actor : "").EndObject();
}

std::string ChangeJson(const Change& change, const ChangeView& view) {
  JsonWriter json;
  WriteChange(json, change, view);
  return json.Take();
}

}  // namespace charter::api
