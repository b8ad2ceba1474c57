#include "engine/data/utf8.h"

#include <algorithm>

#include "engine/data/json.h"

namespace charter {
namespace {

bool IsTail(unsigned char byte) { return (byte & 0xC0U) == 0x80U; }

// The length of the well-formed sequence at the front (Unicode, table 3-7), or 0.
std::size_t SequenceLength(std::string_view bytes) {
  const auto at = [bytes](std::size_t i) {
    return i < bytes.size() ? static_cast<unsigned char>(bytes[i]) : static_cast<unsigned char>(0);
  };
  const unsigned char lead = at(0);
  if (lead < 0x80) return 1;
  if (lead < 0xC2) return 0;
  if (lead < 0xE0) return IsTail(at(1)) ? 2 : 0;
  if (lead < 0xF0) {
    if (!IsTail(at(1)) || !IsTail(at(2))) return 0;
    if (lead == 0xE0 && at(1) < 0xA0) return 0;  // overlong
    if (lead == 0xED && at(1) > 0x9F) return 0;  // surrogate
    return 3;
  }
  if (lead > 0xF4 || !IsTail(at(1)) || !IsTail(at(2)) || !IsTail(at(3))) return 0;
  if (lead == 0xF0 && at(1) < 0x90) return 0;
  if (lead == 0xF4 && at(1) > 0x8F) return 0;
  return 4;
}

}  // namespace

bool IsUtf8(std::string_view bytes) {
  while (!bytes.empty()) {
    const std::size_t length = SequenceLength(bytes);
    if (length == 0) return false;
    bytes.remove_prefix(length);
  }
  return true;
}

std::size_t CountCharacters(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return !IsTail(static_cast<unsigned char>(c)); }));
}

std::string_view FirstCharacters(std::string_view text, std::size_t count) {
  std::size_t end = 0;
  for (; end < text.size(); ++end) {
    const bool starts = end == 0 || !IsTail(static_cast<unsigned char>(text[end]));
    if (starts && count-- == 0) break;
  }
  return text.substr(0, end);
}

}  // namespace charter
