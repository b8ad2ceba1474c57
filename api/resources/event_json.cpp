#include "api/resources/event_json.h"

#include "api/problem.h"
#include "api/resources/item_json.h"
#include "engine/data/code.h"

namespace charter::api {
namespace {

void WriteFields(JsonWriter& json, const std::vector<FieldError>& fields, Language language) {
  if (fields.empty()) return;
  json.Key("fields").BeginArray();
  for (const FieldError& error : fields) {
    json.BeginObject().Key("pointer").String(error.pointer).Key("keyword").String(error.keyword);
    json.Key("message").String(error.message.In(language)).EndObject();
  }
  json.EndArray();
}

// The members that a refusal has everywhere.
void WriteRefusal(JsonWriter& json, const Refusal& refusal, Language language) {
  json.Key("code").String(Label(refusal.code)).Key("name").String(InfoOf(refusal.code).name);
  json.Key("message").String(refusal.message.In(language));
  if (!refusal.hint.empty()) json.Key("hint").String(refusal.hint.In(language));
  if (!refusal.details.empty()) json.Key("details").Strings(refusal.details);
  WriteFields(json, refusal.fields, language);
}

void WriteReason(JsonWriter& json, const ReasonView& reason, Language language) {
  json.BeginObject();
  WriteRefusal(json, reason.refusal, language);
  if (!reason.seen.empty()) {
    json.Key("seen").BeginArray();
    for (const SeenView& seen : reason.seen) {
      json.BeginObject().Key("name").String(seen.name);
      if (!seen.title.empty()) WriteTitle(json, seen.title, language);
      if (seen.hidden) {
        json.Key("hidden").Bool(true);
      } else {
        json.Key("value").Raw(seen.value);
      }
      json.EndObject();
    }
    json.EndArray();
  }
  json.EndObject();
}

std::string_view NameOf(Verdict verdict) {
  if (verdict == Verdict::kAllowed) return "allowed";
  return verdict == Verdict::kNeedsInput ? "needs_input" : "refused";
}

void WriteEvent(JsonWriter& json, const ExplainedEvent& event, Language language) {
  json.BeginObject().Key("event").String(event.event);
  WriteTitle(json, event.title, language);
  json.Key("verdict").String(NameOf(event.verdict));
  json.Key("reasons").BeginArray();
  for (const ReasonView& reason : event.reasons) WriteReason(json, reason, language);
  json.EndArray();
  if (!event.missing.empty()) {
    json.Key("missing").BeginArray();
    for (const MissingInput& missing : event.missing) {
      json.BeginObject().Key("name").String(missing.name);
      WriteTitle(json, missing.title.empty() ? Text{missing.name, missing.name} : missing.title, language);
      json.Key("document").Bool(missing.document).EndObject();
    }
    json.EndArray();
  }
  json.Key("roles").Strings(event.roles).Key("states").BeginArray();
  for (const auto& [id, title] : event.states) {
    json.BeginObject().Key("id").String(id);
    WriteTitle(json, title, language);
    json.EndObject();
  }
  json.EndArray();
  if (!event.input_schema.empty()) json.Key("input").Raw(event.input_schema);
  json.EndObject();
}

}  // namespace

std::string ExplanationJson(const Explanation& explanation, Language language) {
  const ItemRecord& item = explanation.item;
  JsonWriter json;
  json.BeginObject().Key("item").BeginObject().Key("id").String(item.id.value);
  json.Key("number").String(item.number).Key("status").String(item.status).Key("rev").Int(item.rev);
  json.Key("states").Strings(item.states).EndObject();
  json.Key("events").BeginArray();
  for (const ExplainedEvent& event : explanation.events) WriteEvent(json, event, language);
  json.EndArray().Key("roles").BeginArray();
  for (const HeldAt& held : explanation.roles) {
    json.BeginObject().Key("id").String(held.role);
    WriteTitle(json, held.title, language);
    json.Key("places").BeginArray();
    for (const auto& [org, name] : held.places) {
      json.BeginObject().Key("org").String(org.value).Key("name").String(name.In(language)).EndObject();
    }
    json.EndArray().EndObject();
  }
  return json.EndArray().EndObject().Take();
}

std::string RehearsalJson(const Rehearsal& rehearsal, Language language) {
  JsonWriter json;
  json.BeginObject().Key("dry_run").Bool(true).Key("secret").Bool(rehearsal.secret);
  json.Key("from").Strings(rehearsal.from).Key("to").Strings(rehearsal.to);
  json.Key("effects").BeginArray();
  for (const EffectView& effect : rehearsal.effects) {
    json.BeginObject().Key("kind").String(effect.kind).Key("text").String(effect.text.In(language));
    json.Key("texts").Both(effect.text).EndObject();
  }
  return json.EndArray().Key("item").Raw(ItemJson(rehearsal.item, language)).EndObject().Take();
}

std::string BulkItemsJson(const BulkOutcome& outcome, Language language) {
  JsonWriter json;
  json.BeginArray();
  for (const BulkResult& result : outcome.items) {
    json.BeginObject().Key("id").String(result.id.value);
    if (result.refused) {
      json.Key("status").Int(StatusOf(result.refused->code)).Key("problem").BeginObject();
      WriteRefusal(json, *result.refused, language);
      json.EndObject();
    } else {
      json.Key("status").Int(200).Key("number").String(result.number).Key("title").String(result.title);
      json.Key("from_rev")
          .Int(result.from_rev)
          .Key("rev")
          .Int(result.rev)
          .Key("item_status")
          .String(result.status);
      json.Key("states").Strings(result.states);
    }
    json.EndObject();
  }
  return json.EndArray().Take();
}

}  // namespace charter::api
