// What can be said of a file's bytes before any of it is parsed.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "engine/chart/diagnostic.h"

namespace charter {

inline constexpr std::size_t kMaxYamlBytes = 1 << 20;
inline constexpr std::size_t kMaxYamlDepth = 64;

// The one mistake that ends it: more than 1 MiB, UTF-16 or UTF-32, bytes that are not UTF-8, control
// characters (all but tab and line ends), more opening brackets in a row than levels. One pass, no memory.
std::optional<Diagnostic> CheckYamlText(std::string_view source);

// Whether a text, as its escapes left it, holds a control character other than tab and line ends.
bool HasControlCharacter(std::string_view text);

// Turns byte offsets into columns in characters, cheaply for offsets that mostly grow within a line.
class Columns {
 public:
  explicit Columns(std::string_view source) : source_(source) {}

  // The column, from 1, of the byte at `offset` in the line that starts at `start`.
  int At(std::size_t start, std::size_t offset);

 private:
  std::string_view source_;
  std::size_t start_ = 0;
  std::size_t offset_ = 0;
  int column_ = 1;
};

}  // namespace charter
