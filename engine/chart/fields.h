// Reads field declarations: `data` of a workflow, `input` of an event.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "engine/chart/reader.h"
#include "engine/data/schema.h"
#include "engine/expr/environment.h"
#include "engine/expr/type.h"

namespace charter {

// What the fields are of. `read`, `unmask` and `readOnly` are for those of an item alone, and mistakes
// elsewhere.
enum class FieldsOf : std::uint8_t { kItem, kInput, kObject };

std::vector<Field> ReadFields(Reader& reader, const YamlNode& map, const Reader::Place& place, FieldsOf of);

// The type that expressions see for a field.
Type TypeOf(const Schema& schema);
std::vector<std::pair<std::string, Type>> TypesOf(const std::vector<Field>& fields);

// Declares the fields as the members of a record, with the texts that an `enum` leaves; returns its slot.
int Declare(Environment& names, const std::string& record, const std::vector<Field>& fields);

// Whether a value of `type` can be stored in a field: exact in kind, or known only when it is run.
bool IsAssignable(const Schema& schema, const Type& type);

}  // namespace charter
