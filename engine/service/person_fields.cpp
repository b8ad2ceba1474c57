#include "engine/service/person_fields.h"

#include <algorithm>

namespace charter {

bool HoldsPerson(const Schema& schema, const Value& value, const std::string& person) {
  if (value.is(Kind::kString)) return schema.type == FieldType::kPerson && value.AsString() == person;
  if (value.is(Kind::kList)) {
    const auto items = value.AsList();
    return schema.items && std::any_of(items.begin(), items.end(), [&](const Value& item) {
             return HoldsPerson(*schema.items, item, person);
           });
  }
  if (!value.is(Kind::kMap)) return false;
  return std::any_of(schema.properties.begin(), schema.properties.end(), [&](const Field& field) {
    const Value* member = value.Find(field.name);
    return member != nullptr && HoldsPerson(field.schema, *member, person);
  });
}

}  // namespace charter
