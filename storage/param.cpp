#include "storage/param.h"

#include <charconv>

#include "engine/data/json.h"

namespace charter::storage {

std::int64_t ToMicros(Timestamp instant) { return instant.seconds * 1'000'000 + instant.nanos / 1000; }

Timestamp FromMicros(std::int64_t micros) {
  std::int64_t seconds = micros / 1'000'000;
  std::int64_t rest = micros % 1'000'000;
  if (rest < 0) {
    --seconds;
    rest += 1'000'000;
  }
  return {seconds, static_cast<std::int32_t>(rest * 1000)};
}

bool CanBeKept(std::string_view text) { return text.find('\0') == std::string_view::npos && IsUtf8(text); }

std::int64_t Row::Number(int column) const {
  const std::string& text = Text(column);
  std::int64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

}  // namespace charter::storage
