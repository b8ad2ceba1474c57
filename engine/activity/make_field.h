// Short ways to write down fields and schemas, for forms, states and outcomes.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/data/schema.h"

namespace charter {

inline Field MakeField(std::string name, FieldType type, Text title = {}, bool required = false) {
  Field field;
  field.name = std::move(name);
  field.schema.type = type;
  field.title = std::move(title);
  field.required = required;
  return field;
}

// Text that must be given and says something: a reason, grounds.
inline Field MakeReason(std::string name, Text title) {
  Field field = MakeField(std::move(name), FieldType::kString, std::move(title), true);
  field.schema.min_length = 1;
  field.schema.max_length = 4000;
  return field;
}

inline Schema MakeObject(std::vector<Field> members) {
  Schema schema;
  schema.type = FieldType::kObject;
  schema.properties = std::move(members);
  return schema;
}

// A list of objects with these members.
inline Field MakeList(std::string name, std::vector<Field> members, Text title = {}) {
  Field field = MakeField(std::move(name), FieldType::kArray, std::move(title));
  field.schema.items = std::make_shared<const Schema>(MakeObject(std::move(members)));
  return field;
}

}  // namespace charter
