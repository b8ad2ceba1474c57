#include "engine/data/json.h"

#include "tests/fuzz/targets.h"

namespace charter::fuzz {

void FuzzJson(std::string_view bytes) {
  const auto value = ParseJson(bytes);
  if (!value) {
    Require(!value.error().message.en.empty(), "an error says what was expected");
    Require(value.error().offset <= bytes.size(), "an error's place is in the text");
    return;
  }
  const std::string text = WriteJson(*value);
  const auto again = ParseJson(text);
  Require(again.has_value(), "what was written can be read: " + text);
  Require(Identical(*value, *again), "what was written reads back as the same value: " + text);
  Require(WriteJson(*again) == text, "a value has one text: " + text);
}

}  // namespace charter::fuzz
