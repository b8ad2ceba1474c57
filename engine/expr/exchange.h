// Values between JSON and expressions, without loss: what `charter eval` reads and writes.
#pragma once

#include <string>

#include <tl/expected.hpp>

#include "engine/data/value.h"
#include "engine/expr/type.h"

namespace charter {

// Parsed JSON (engine/data/json.h) as a value of the type. int and uint may be text, a double may be
// "NaN", "Infinity" or "-Infinity", a decimal may be text; bytes are base64, timestamps RFC 3339,
// durations "3.5s", types their name; a map may be a list of [key, value]. For dyn, and what is dyn
// within: a number without fraction and exponent is an int, any other a double. The error is one
// English sentence.
tl::expected<Value, std::string> FromJson(const Value& json, const Type& type);

// The type of a value in particular: `known`, with what is dyn in it taken from the value. A list or a
// map whose members are not all of one type leaves dyn there.
Type TypeOfValue(const Value& value, const Type& known = Type());

// The type to declare for a variable that is given without one: TypeOfValue, with dyn in the place of
// null, which says nothing about the variable's other values.
Type TypeToDeclare(const Value& value);

// JSON that FromJson with the value's type reads back: int and uint beyond 2^53 and decimals as text,
// doubles always with "." or "e", or as "NaN", "Infinity", "-Infinity", a map whose keys are not all
// text as a list of [key, value].
void AppendExactJson(std::string& out, const Value& value);

}  // namespace charter
