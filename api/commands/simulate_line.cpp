#include "api/commands/simulate.h"
#include "api/json_writer.h"
#include "engine/data/json.h"
#include "engine/run/tasks.h"

namespace charter::api {
namespace {

void WriteRefusal(JsonWriter& json, const Refusal& refusal) {
  json.BeginObject().Key("code").String(Label(refusal.code));
  json.Key("name").String(InfoOf(refusal.code).name);
  json.Key("message").Both(refusal.message);
  if (!refusal.hint.empty()) json.Key("hint").Both(refusal.hint);
  json.Key("fields").BeginArray();
  for (const FieldError& field : refusal.fields) {
    json.BeginObject().Key("pointer").String(field.pointer).Key("keyword").String(field.keyword);
    json.Key("message").Both(field.message).EndObject();
  }
  json.EndArray();
  if (!refusal.details.empty()) json.Key("details").Strings(refusal.details);
  json.EndObject();
}

void WriteTasks(JsonWriter& json, const Chart& chart, const Snapshot& snapshot) {
  json.BeginArray();
  for (const TaskRecord& task : TasksOf(chart, snapshot)) {
    json.BeginObject().Key("state").String(task.state).Key("role").String(task.role);
    if (!task.person.empty()) json.Key("person").String(task.person.value);
    json.Key("since").Time(task.since).Due(task.due).EndObject();
  }
  json.EndArray();
}

const char* NameOf(Timer::Kind kind) {
  switch (kind) {
    case Timer::Kind::kAfter:
      return "after";
    case Timer::Kind::kSend:
      return "send";
    case Timer::Kind::kRemind:
      return "remind";
    case Timer::Kind::kOverdue:
      return "overdue";
    case Timer::Kind::kActivity:
      return "activity";
  }
  return "";
}

void WriteTimers(JsonWriter& json, const Chart& chart, const Snapshot& snapshot) {
  json.BeginArray();
  for (const Timer& timer : snapshot.timers) {
    if (snapshot.status != Status::kActive) break;
    json.BeginObject().Key("id").Int(timer.id).Key("kind").String(NameOf(timer.kind));
    if (timer.state != kNone)
      json.Key("state").String(chart.states[static_cast<std::size_t>(timer.state)].id);
    if (!timer.event.empty()) json.Key("event").String(timer.event);
    if (!timer.send_id.empty()) json.Key("send_id").String(timer.send_id);
    json.Key("due").Time(timer.due).EndObject();
  }
  json.EndArray();
}

void WriteEffect(JsonWriter& json, const Effect& effect) {
  json.BeginObject();
  switch (effect.kind) {
    case Effect::Kind::kNotify:
      json.Key("kind").String("notify");
      if (!effect.roles.empty()) json.Key("roles").Strings(effect.roles);
      if (!effect.person.empty()) json.Key("person").String(effect.person);
      json.Key("message").Both(effect.message);
      break;
    case Effect::Kind::kSend:
      json.Key("kind").String("send").Key("to");
      if (effect.to == Effect::To::kItem) {
        json.String(effect.receiver);
      } else {
        json.String(effect.to == Effect::To::kParent ? "parent" : "children");
      }
      json.Key("event").String(effect.event).Key("data").Raw(WriteJson(effect.data));
      break;
    case Effect::Kind::kLog:
      json.Key("kind").String("log").Key("text").String(effect.text);
      break;
    case Effect::Kind::kLedger: {
      const Posting& posting = effect.posting;
      json.Key("kind").String("ledger").Key("budget").String(posting.budget.value);
      json.Key("entry").String(NameOf(posting.kind)).Key("amount").String(YuanOf(posting.fen).ToString());
      if (!posting.account.empty()) json.Key("of").String(posting.account.value);
      if (!posting.note.empty()) json.Key("note").String(posting.note);
      break;
    }
    case Effect::Kind::kCreate:
      json.Key("kind").String("create").Key("workflow").String(effect.workflow);
      if (!effect.org.empty()) json.Key("org").String(effect.org);
      json.Key("data").Raw(WriteJson(effect.data));
      break;
  }
  json.EndObject();
}

}  // namespace

std::string StateLine(Simulation& simulation, const std::optional<Refusal>& refused) {
  const Chart& chart = simulation.chart();
  const Snapshot& snapshot = simulation.snapshot();
  JsonWriter json;
  json.BeginObject().Key("active").Strings(ActiveIds(chart, snapshot));
  std::string data;
  if (snapshot.status != Status::kCreated) {
    AppendJson(data, chart.data, snapshot.data);
  } else {
    data = "{}";
  }
  json.Key("data").Raw(data);
  json.Key("tasks");
  WriteTasks(json, chart, snapshot);
  json.Key("timers");
  WriteTimers(json, chart, snapshot);
  json.Key("effects").BeginArray();
  for (const Effect& effect : simulation.TakeEffects()) WriteEffect(json, effect);
  json.EndArray();
  json.Key("ended").Bool(snapshot.status == Status::kEnded);
  json.Key("refused");
  if (refused) {
    WriteRefusal(json, *refused);
  } else {
    json.Null();
  }
  json.Key("status").String(NameOf(snapshot.status)).Key("at").Time(simulation.now());
  return json.EndObject().Take();
}

}  // namespace charter::api
