#include "api/resources/item_json.h"

#include "api/resources/parts.h"
#include "engine/data/code.h"
#include "engine/data/json.h"
#include "engine/run/edit.h"

namespace charter::api {
void WriteTitle(JsonWriter& json, const Text& title, Language language) {
  json.Key("title").String(title.In(language)).Key("titles").Both(title);
}

namespace {

void WriteOptionalId(JsonWriter& json, const std::optional<ItemId>& id) {
  id ? json.String(id->value) : json.Null();
}

void WriteReason(JsonWriter& json, const Refusal& reason, Language language) {
  json.BeginObject().Key("code").String(Label(reason.code)).Key("name").String(InfoOf(reason.code).name);
  json.Key("message").String(reason.message.In(language));
  if (!reason.hint.empty()) json.Key("hint").String(reason.hint.In(language));
  if (!reason.details.empty()) json.Key("details").Strings(reason.details);
  json.EndObject();
}

void WriteEvents(JsonWriter& json, const std::vector<EventView>& events, Language language) {
  json.Key("events").BeginArray();
  for (const EventView& event : events) {
    json.BeginObject().Key("event").String(event.event);
    WriteTitle(json, event.title, language);
    json.Key("allowed").Bool(event.allowed);
    if (!event.on_behalf_of.empty()) json.Key("on_behalf_of").String(event.on_behalf_of.value);
    json.Key("roles").Strings(event.roles);
    if (!event.reasons.empty()) {
      json.Key("reasons").BeginArray();
      for (const Refusal& reason : event.reasons) WriteReason(json, reason, language);
      json.EndArray();
    }
    if (!event.input_schema.empty()) json.Key("input").Raw(event.input_schema);
    json.EndObject();
  }
  json.EndArray();
}

void WriteStates(JsonWriter& json, const std::vector<StateView>& states, Language language) {
  json.Key("states").BeginArray();
  for (const StateView& state : states) {
    json.BeginObject().Key("id").String(state.id);
    WriteTitle(json, state.title, language);
    json.Key("since").Time(state.since).Due(state.due);
    if (state.provisional) json.Key("provisional").Bool(true);
    json.EndObject();
  }
  json.EndArray();
}

void WriteTasks(JsonWriter& json, const std::vector<TaskView>& tasks, Language language) {
  json.Key("tasks").BeginArray();
  for (const TaskView& task : tasks) {
    json.BeginObject().Key("state").String(task.state).Key("role").String(task.role);
    WriteTitle(json, task.title, language);
    json.Key("role_title").String(task.role_title.In(language));
    if (!task.person.empty()) json.Key("person").String(task.person.value);
    json.Key("since").Time(task.since).Due(task.due).EndObject();
  }
  json.EndArray();
}

void WriteActivities(JsonWriter& json, const std::vector<ActivityView>& activities, Language language) {
  json.Key("activities").BeginArray();
  for (const ActivityView& activity : activities) WriteActivity(json, activity, language);
  json.EndArray();
}

void WriteTimers(JsonWriter& json, const std::vector<TimerView>& timers) {
  json.Key("timers").BeginArray();
  for (const TimerView& timer : timers) {
    json.BeginObject().Key("name").String(timer.name).Key("due").Time(timer.due);
    if (timer.provisional) json.Key("provisional").Bool(true);
    json.EndObject();
  }
  json.EndArray();
}

void WriteUrged(JsonWriter& json, const std::vector<UrgingView>& urged, Language language) {
  json.Key("urged").BeginArray();
  for (const UrgingView& urging : urged) {
    json.BeginObject().Key("state").String(urging.state);
    WriteTitle(json, urging.title, language);
    json.Key("by").String(urging.by).Key("at").Time(urging.at).EndObject();
  }
  json.EndArray();
}

void WriteCopied(JsonWriter& json, const std::vector<CopyView>& copied) {
  json.Key("copied_to").BeginArray();
  for (const CopyView& copy : copied) {
    json.BeginObject().Key("person").String(copy.person.value).Key("name").String(copy.name);
    json.Key("at").Time(copy.at).EndObject();
  }
  json.EndArray();
}

void WriteParameters(JsonWriter& json, const ItemView& view, Language language) {
  if (view.preset.empty()) return;
  json.Key("preset").String(view.preset).Key("parameters").BeginArray();
  for (const auto& [title, value] : view.parameters) {
    json.BeginObject().Key("id").String(value.id);
    WriteTitle(json, title, language);
    json.Key("type").String(NameOf(value.type)).Key("value");
    value.value.is(Kind::kAbsent) ? json.Null() : json.Raw(WriteJson(value.value));
    if (!value.value.is(Kind::kAbsent)) {
      json.Key("article").String(value.article.In(language)).Key("status").String(NameOf(value.status));
      if (!value.preset.empty()) json.Key("preset").String(value.preset);
      if (!value.by.empty()) json.Key("by").String(value.by);
    }
    json.EndObject();
  }
  json.EndArray();
}

void WriteWhen(JsonWriter& json, const ItemRecord& record) {
  json.Key("created_by").String(record.created_by.value);
  json.Key("created_at").Time(record.created_at).Key("updated_at").Time(record.updated_at);
}

}  // namespace

void WriteActivity(JsonWriter& json, const ActivityView& activity, Language language) {
  json.BeginObject().Key("id").String(activity.id).Key("type").String(activity.type);
  WriteTitle(json, activity.title, language);
  json.Key("state").String(activity.state).Key("open").Bool(activity.open);
  json.Key("outcome").Raw(activity.outcome).Key("shown").Raw(activity.shown).EndObject();
}

std::string ItemJson(const ItemView& view, Language language) {
  const ItemRecord& record = view.record;
  JsonWriter json;
  json.BeginObject().Key("id").String(record.id.value).Key("number").String(record.number);
  json.Key("workflow").BeginObject().Key("id").String(record.workflow).Key("version").Int(record.version);
  WriteTitle(json, view.workflow_title, language);
  json.EndObject();
  json.Key("org").String(record.org.value).Key("parent");
  WriteOptionalId(json, record.parent);
  json.Key("title").String(record.title).Key("status").String(record.status).Key("rev").Int(record.rev);
  WriteStates(json, view.states, language);
  json.Key("data").Raw(view.data).Key("editable").Strings(view.editable);
  json.Key("output").Raw(view.output);
  WriteParameters(json, view, language);
  WriteTasks(json, view.tasks, language);
  WriteActivities(json, view.activities, language);
  WriteTimers(json, view.timers);
  WriteEvents(json, view.events, language);
  WriteUrged(json, view.urged, language);
  WriteCopied(json, view.copied);
  WriteWhen(json, record);
  return json.EndObject().Take();
}

Response ItemResponse(const ItemView& view, Language language, int status) {
  Response response = JsonResponse(ItemJson(view, language), status);
  response.headers.Add("ETag", "\"" + std::to_string(view.record.rev) + "\"");
  return response;
}

void WriteItemRow(JsonWriter& json, const ItemRecord& record) {
  json.BeginObject().Key("id").String(record.id.value).Key("number").String(record.number);
  json.Key("workflow").BeginObject().Key("id").String(record.workflow);
  json.Key("version").Int(record.version).EndObject();
  json.Key("org").String(record.org.value).Key("parent");
  WriteOptionalId(json, record.parent);
  json.Key("title").String(record.title).Key("status").String(record.status).Key("rev").Int(record.rev);
  json.Key("states").Strings(record.states);
  WriteWhen(json, record);
  json.EndObject();
}

namespace {

void WriteChanges(JsonWriter& json, const HistoryRecord& row) {
  const auto detail = ParseJson(row.detail);
  const Value* changes = detail && detail->is(Kind::kMap) ? detail->Find(kChangesDetail) : nullptr;
  if (changes != nullptr) json.Key("changes").Raw(WriteJson(*changes));
}

}  // namespace

void WriteHistoryRow(JsonWriter& json, const HistoryRecord& row, bool with_detail) {
  json.BeginObject().Key("rev").Int(row.rev).Key("event").String(row.event);
  json.Key("at").Time(row.at).Key("recorded_at").Time(row.recorded_at);
  json.Key("source").String(row.source).Key("actor").Raw(row.actor).Key("input").Raw(row.input);
  json.Key("from").Strings(row.from).Key("to").Strings(row.to);
  if (row.event == kFieldsEvent) WriteChanges(json, row);
  if (with_detail) json.Key("detail").Raw(row.detail);
  json.EndObject();
}

}  // namespace charter::api
