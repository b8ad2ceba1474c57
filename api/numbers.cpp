#include "api/numbers.h"

#include <charconv>

#include "engine/data/failure.h"

namespace charter::api {

int NumberOption(const std::string& option, const std::string& text, int least, int most) {
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size() || number < least || number > most) {
    throw Failure(Code::invalid_parameter, option + " must be a number from " + std::to_string(least) +
                                               " to " + std::to_string(most) + ", not \"" + text + "\"");
  }
  return number;
}

}  // namespace charter::api
