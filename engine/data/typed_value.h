// From any value that says the same thing to the one form a field holds.
#pragma once

#include <optional>
#include <span>

#include "engine/data/schema.h"

namespace charter {

// The value as a field of this type holds it; nothing where it is no such thing. Members and items
// of objects and arrays are left as they are.
std::optional<Value> TypedAs(FieldType type, const Value& value);

// The value in a form that survives being written as JSON and read back: times and durations as
// text, a double as a decimal where that is exact. Nothing for NaN and infinities.
std::optional<Value> AsPlainJson(const Value& value);

// A number of any kind as the nearest double. Precondition: it is a number.
double ToDouble(const Value& number);

// Whether two items are equal (as JSON Schema's uniqueItems sees it). Linear in their number.
bool HasDuplicates(std::span<const Value> items);

}  // namespace charter
