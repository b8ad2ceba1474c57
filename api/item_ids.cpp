#include "api/item_ids.h"

#include <algorithm>
#include <string>

#include "api/random_bytes.h"

namespace charter::api {
namespace {

constexpr unsigned kCounterBits = 12;

void AppendHex(std::string& out, std::uint64_t value, int digits) {
  constexpr std::string_view kHex = "0123456789abcdef";
  for (int shift = (digits - 1) * 4; shift >= 0; shift -= 4) {
    out += kHex[(value >> static_cast<unsigned>(shift)) & 15U];
  }
}

std::uint64_t Random() {
  std::uint64_t random = 0;
  for (const char c : RandomBytes(8)) random = random << 8U | static_cast<unsigned char>(c);
  return random;
}

}  // namespace

std::string ItemIds::NextSeed() {
  std::string seed;
  AppendHex(seed, Random(), 16);
  return seed;
}

ItemId ItemIds::NextItem() {
  const Timestamp now = clock_.Now();
  const auto millis = static_cast<std::uint64_t>(now.seconds * 1000 + now.nanos / 1'000'000);
  std::uint64_t stamp = 0;
  {
    const std::scoped_lock lock(mutex_);
    last_ = std::max(last_ + 1, millis << kCounterBits);
    stamp = last_;
  }
  const std::uint64_t random = Random();

  std::string text;
  text.reserve(36);
  AppendHex(text, stamp >> (kCounterBits + 16), 8);
  text += '-';
  AppendHex(text, stamp >> kCounterBits, 4);
  text += "-7";
  AppendHex(text, stamp, 3);
  text += '-';
  AppendHex(text, 0x8000U | (random >> 50U), 4);
  text += '-';
  AppendHex(text, random, 12);
  return ItemId(text);
}

}  // namespace charter::api
