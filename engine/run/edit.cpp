#include "engine/run/edit.h"

#include <algorithm>

#include "engine/data/json.h"
#include "engine/data/json_pointer.h"
#include "engine/run/objection.h"

namespace charter {
namespace {

std::size_t At(std::int32_t index) { return static_cast<std::size_t>(index); }

bool Holds(const Actor& actor, const std::string& role) {
  return std::find(actor.roles.begin(), actor.roles.end(), role) != actor.roles.end();
}

// Whoever may not read a field would not know what he changes.
bool Reads(const Field& field, const Actor& actor) {
  return field.read.empty() || std::any_of(field.read.begin(), field.read.end(),
                                           [&](const std::string& role) { return Holds(actor, role); });
}

// The roles that may change the field now; none where nobody may.
std::vector<std::string> RolesFor(const Chart& chart, const Snapshot& snapshot, int field) {
  std::vector<std::string> roles;
  for (const ActiveState& active : snapshot.active) {
    for (const EditRule& rule : chart.states[At(active.state)].edit) {
      if (!std::binary_search(rule.fields.begin(), rule.fields.end(), field)) continue;
      for (const auto role : rule.by) roles.push_back(chart.roles[At(role)].id);
    }
  }
  return roles;
}

std::optional<Refusal> WhyNot(const Chart& chart, const Snapshot& snapshot, const std::vector<int>& fields,
                              const Actor& actor) {
  std::vector<std::string> closed;
  std::vector<std::string> may;
  for (const int index : fields) {
    const Field& field = chart.data[At(index)];
    const auto roles = RolesFor(chart, snapshot, index);
    if (roles.empty() || !Reads(field, actor)) {
      closed.push_back(field.name);
    } else if (std::none_of(roles.begin(), roles.end(),
                            [&](const auto& role) { return Holds(actor, role); })) {
      may.insert(may.end(), roles.begin(), roles.end());
    }
  }
  if (!closed.empty()) {
    Text names;
    for (const std::string& name : closed)
      names = names.empty() ? Text{name, name} : names + Text{"、", ", "} + name;
    return Refusal{Code::fields_not_open,
                   Text{"现在不能直接修改：", "now nobody like you may change: "} + names,
                   {"按流程退回后再改，或用流程提供的操作",
                    "have the item sent back first, or use an event of the workflow"},
                   {},
                   closed};
  }
  if (may.empty()) return std::nullopt;
  std::sort(may.begin(), may.end());
  may.erase(std::unique(may.begin(), may.end()), may.end());
  return WrongRole(chart, may);
}

void Report(std::vector<FieldError>& errors, const std::string& name, const char* keyword, Text message) {
  std::string pointer;
  AppendPointerStep(pointer, name);
  errors.push_back({std::move(pointer), keyword, std::move(message)});
}

// The fields that the data names; what is wrong with the others.
std::vector<int> FieldsNamed(const Chart& chart, const Value& data, std::vector<FieldError>& errors) {
  std::vector<int> fields;
  if (!data.is(Kind::kMap)) return fields;
  std::vector<std::string> known;
  for (const Field& field : chart.data) known.push_back(field.name);
  for (const auto& [key, value] : data.AsMap()) {
    const std::string name(key.AsString());
    const auto found = std::find(known.begin(), known.end(), name);
    if (found == known.end()) {
      const auto nearest = Nearest(name, known);
      Report(
          errors, name, "additionalProperties",
          Text{"没有此字段", "there is no such field"} +
              (nearest ? Text{"，是否为 " + *nearest + "？", "; did you mean " + *nearest + "?"} : Text{}));
    } else if (chart.data[static_cast<std::size_t>(found - known.begin())].read_only) {
      Report(errors, name, "readOnly",
             {"此字段由流程填写，不能自行修改", "this field is filled in by the workflow alone"});
    } else {
      fields.push_back(static_cast<int>(found - known.begin()));
    }
  }
  return fields;
}

// As at creation: what is not given is the default.
Value NewValue(const Field& field, const Value& given, std::vector<FieldError>& errors) {
  if (!given.is(Kind::kNull)) return Conform(field, given, errors);
  if (field.schema.default_value) return *field.schema.default_value;
  if (field.required)
    Report(errors, field.name, "required", {"必填字段不能清空", "a required field cannot be cleared"});
  return {};
}

Value Written(const Field& field, const Value& value) {
  std::string text;
  AppendJson(text, field.schema, value);
  auto read = ParseJson(text);
  return read ? *std::move(read) : Value();
}

}  // namespace

std::vector<int> FieldsOpenTo(const Chart& chart, const Snapshot& snapshot, const Actor& actor) {
  std::vector<int> open;
  if (snapshot.status != Status::kActive) return open;
  for (const ActiveState& active : snapshot.active) {
    for (const EditRule& rule : chart.states[At(active.state)].edit) {
      const bool may = std::any_of(rule.by.begin(), rule.by.end(),
                                   [&](RoleIndex role) { return Holds(actor, chart.roles[At(role)].id); });
      if (may) open.insert(open.end(), rule.fields.begin(), rule.fields.end());
    }
  }
  std::sort(open.begin(), open.end());
  open.erase(std::unique(open.begin(), open.end()), open.end());
  std::erase_if(open, [&](int field) { return !Reads(chart.data[At(field)], actor); });
  return open;
}

Outcome<void> EditFields(const Chart& chart, Draft& snapshot, const Event& event,
                         std::vector<NamedFile>& files) {
  if (snapshot->status != Status::kActive) return tl::unexpected(Blocked(*snapshot));
  std::vector<FieldError> errors;
  const auto fields = FieldsNamed(chart, event.data, errors);
  if (errors.empty() && event.source == Event::Source::kPerson && event.actor) {
    if (auto refused = WhyNot(chart, *snapshot, fields, *event.actor))
      return tl::unexpected(*std::move(refused));
  }
  std::vector<Value> values;
  for (const int index : fields) {
    const Field& field = chart.data[At(index)];
    values.push_back(NewValue(field, *event.data.Find(field.name), errors));
  }
  if (!errors.empty()) return tl::unexpected(InvalidInput(errors));
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const Field& field = chart.data[At(fields[i])];
    if (HoldsFiles(field.schema)) AddFiles(field.schema, values[i], "/" + field.name, files);
    snapshot.SetField(At(fields[i]), std::move(values[i]));
  }
  return {};
}

Value ChangesOf(const Chart& chart, const Snapshot& before, const Snapshot& after, const Event& event) {
  std::vector<Value> changes;
  for (std::size_t i = 0; i < chart.data.size(); ++i) {
    const Field& field = chart.data[i];
    if (!event.data.is(Kind::kMap) || event.data.Find(field.name) == nullptr) continue;
    std::vector<Value::Entry> change{{Value::String("field"), Value::String(field.name)}};
    if (!before.data[i].is(Kind::kAbsent))
      change.emplace_back(Value::String("old"), Written(field, before.data[i]));
    if (!after.data[i].is(Kind::kAbsent))
      change.emplace_back(Value::String("new"), Written(field, after.data[i]));
    changes.push_back(Value::Map(std::move(change)));
  }
  return Value::List(std::move(changes));
}

}  // namespace charter
