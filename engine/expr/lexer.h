// Source text of an expression to tokens.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/expr/problem.h"

namespace charter::expr {

enum class TokenKind : std::uint8_t {
  kEnd,
  kName,
  kEscapedName,  // `in backticks`; may only follow a dot
  kKeyword,      // true, false, null, in
  kReserved,     // a word CEL keeps for itself
  kInt,
  kUint,
  kDouble,
  kString,
  kBytes,
  kSymbol,
};

struct Token {
  TokenKind kind = TokenKind::kEnd;
  Range range;
  std::string_view text;  // as written; of kInt, kUint and kDouble the number, of an escaped name its inside
};

// The tokens with a kEnd at the end, or a problem (and what came before it).
std::vector<Token> Tokenize(std::string_view source, Problems& problems);

}  // namespace charter::expr
