// JSON text to Value and back.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "engine/data/text.h"
#include "engine/data/value.h"

namespace charter {

struct JsonError {
  std::size_t offset = 0;  // in bytes, where the text stops making sense
  Text message;            // names what was expected
};

struct JsonLimits {
  std::size_t depth = 64;
};

// RFC 8259. A number without fraction and exponent is an int (a uint past 2^63-1, an error past
// 2^64-1). Any other number is a decimal where it is exact in 64 bits and 18 places, else a double,
// so that money sent as 0.10 is never rounded; a schema turns it into what its field wants. 1e2 is
// 100.0, and a double whose own text is exact is that decimal: reading back what was written changes
// nothing. Refused: invalid UTF-8, duplicate keys in one object, more depth than the limit, trailing text.
tl::expected<Value, JsonError> ParseJson(std::string_view text, const JsonLimits& limits = {});

// Canonical text: no white space, keys in the map's own order, shortest text of a double (always
// with "." or "e", so that it reads back as no int), decimals as exact numbers (16000.00), timestamps
// RFC 3339 in UTC, durations "3.5s", bytes in base64, keys that are no strings by their text, NaN
// and infinities as strings, an absent value as null.
std::string WriteJson(const Value& value);
void AppendJson(std::string& out, const Value& value);
void AppendJsonString(std::string& out, std::string_view text);

// Whether the bytes are well-formed UTF-8 (no overlong forms, no surrogates).
bool IsUtf8(std::string_view bytes);

}  // namespace charter
