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

// A whole number from 0 to a million: of people, of votes.
inline Field MakeCount(std::string name, Text title = {}, bool required = false) {
  Field field = MakeField(std::move(name), FieldType::kInteger, std::move(title), required);
  field.schema.minimum = Bound{Decimal(0, 0), false};
  field.schema.maximum = Bound{Decimal(1000000, 0), false};
  return field;
}

// A list of people, each once.
inline Field MakePeople(std::string name, Text title = {}, bool required = false) {
  Field field = MakeField(std::move(name), FieldType::kArray, std::move(title), required);
  Schema person;
  person.type = FieldType::kPerson;
  field.schema.items = std::make_shared<const Schema>(std::move(person));
  field.schema.max_items = 10000;
  field.schema.unique_items = true;
  return field;
}

// One of these words.
inline Field MakeChoice(std::string name, Text title, const std::vector<std::string>& words,
                        bool required = false) {
  Field field = MakeField(std::move(name), FieldType::kString, std::move(title), required);
  for (const auto& word : words) field.schema.enumeration.push_back(Value::String(word));
  return field;
}

// A list of objects with these members.
inline Field MakeList(std::string name, std::vector<Field> members, Text title = {}) {
  Field field = MakeField(std::move(name), FieldType::kArray, std::move(title));
  field.schema.items = std::make_shared<const Schema>(MakeObject(std::move(members)));
  return field;
}

}  // namespace charter
