// Literals as values: numbers, strings and bytes.
#pragma once

#include <optional>
#include <string_view>

#include "engine/data/value.h"
#include "engine/expr/lexer.h"

namespace charter::expr {

// The value of a literal token, with a minus before a number where `negative`; nothing (and a
// problem) where it is past its type's range or an escape is wrong.
std::optional<Value> ReadLiteral(const Token& token, bool negative, Problems& problems);

// All of a text as a double: also "NaN", "-Infinity"; 0 where it is too small for one, nothing where too
// large.
std::optional<double> ParseDouble(std::string_view text);

// A number's text as an exact decimal: "92.14", "-.5", "0x1F", "1e3".
std::optional<Decimal> ReadDecimal(std::string_view digits, bool negative);

// Appends a code point as UTF-8. Requires a Unicode scalar value.
void AppendCodePoint(std::string& out, char32_t code_point);

}  // namespace charter::expr
