#include "storage/param.h"

#include <charconv>

#include "engine/data/json.h"

namespace charter::storage {

bool CanBeKept(std::string_view text) { return text.find('\0') == std::string_view::npos && IsUtf8(text); }

std::int64_t Row::Number(int column) const {
  const std::string& text = Text(column);
  std::int64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

}  // namespace charter::storage
