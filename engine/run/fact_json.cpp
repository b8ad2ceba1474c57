#include "engine/run/fact_json.h"

#include "engine/data/failure.h"

namespace charter {
namespace {

const Value& Need(const Value& map, std::string_view key, Kind kind) {
  const Value* value = map.is(Kind::kMap) ? map.Find(key) : nullptr;
  if (value == nullptr || !value->is(kind)) {
    throw Failure(Code::store_failed, "a stored fact has no `" + std::string(key) + "`");
  }
  return *value;
}

Value Texts(const std::vector<std::string>& texts) {
  std::vector<Value> items;
  for (const auto& text : texts) items.push_back(Value::String(text));
  return Value::List(std::move(items));
}

std::vector<std::string> TextsFrom(const Value& list) {
  std::vector<std::string> texts;
  for (const auto& item : list.AsList()) texts.emplace_back(item.AsString());
  return texts;
}

std::string TextOf(const Value& map, std::string_view key) {
  return std::string(Need(map, key, Kind::kString).AsString());
}

}  // namespace

Value FactToValue(const ChildFact& fact) {
  std::vector<Value::Entry> entries;
  const auto put = [&](std::string_view key, Value value) {
    entries.emplace_back(Value::String(key), std::move(value));
  };
  put("id", Value::String(fact.id.value));
  put("workflow", Value::String(fact.workflow));
  put("number", Value::String(fact.number));
  put("states", Texts(fact.states));
  put("ended", Value::Bool(fact.ended));
  if (!fact.output.is(Kind::kAbsent)) put("output", fact.output);
  if (!fact.data.is(Kind::kAbsent)) put("data", fact.data);
  return Value::Map(std::move(entries));
}

ChildFact FactFromValue(const Value& value) {
  ChildFact fact;
  fact.id = ItemId(TextOf(value, "id"));
  fact.workflow = TextOf(value, "workflow");
  fact.number = TextOf(value, "number");
  fact.states = TextsFrom(Need(value, "states", Kind::kList));
  fact.ended = Need(value, "ended", Kind::kBool).AsBool();
  if (const auto* output = value.Find("output")) fact.output = *output;
  if (const auto* data = value.Find("data")) fact.data = *data;
  return fact;
}

Value ActorToValue(const Actor& actor) {
  std::vector<Value::Entry> entries{{Value::String("id"), Value::String(actor.id.value)},
                                    {Value::String("name"), Value::String(actor.name)},
                                    {Value::String("org"), Value::String(actor.org.value)},
                                    {Value::String("roles"), Texts(actor.roles)}};
  if (!actor.on_behalf_of.empty()) {
    std::vector<Value> others;
    for (const auto& other : actor.on_behalf_of) {
      others.push_back(Value::Map({{"id", Value::String(other.id.value)},
                                   {"name", Value::String(other.name)},
                                   {"org", Value::String(other.org.value)}}));
    }
    entries.emplace_back(Value::String("on_behalf_of"), Value::List(std::move(others)));
  }
  return Value::Map(std::move(entries));
}

Actor ActorFromValue(const Value& value) {
  const auto name_of = [](const Value& person) {
    const Value* name = person.is(Kind::kMap) ? person.Find("name") : nullptr;
    return name != nullptr && name->is(Kind::kString) ? std::string(name->AsString()) : std::string();
  };
  Actor actor{PersonId(TextOf(value, "id")), name_of(value), OrgId(TextOf(value, "org")),
              TextsFrom(Need(value, "roles", Kind::kList))};
  if (value.Find("on_behalf_of") != nullptr) {
    for (const Value& other : Need(value, "on_behalf_of", Kind::kList).AsList())
      actor.on_behalf_of.push_back(
          {PersonId(TextOf(other, "id")), name_of(other), OrgId(TextOf(other, "org"))});
  }
  return actor;
}

}  // namespace charter
