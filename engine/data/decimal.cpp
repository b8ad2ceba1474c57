#include "engine/data/decimal.h"

#include <array>
#include <limits>

namespace charter {
namespace {

__extension__ typedef __int128 Int128;
__extension__ typedef unsigned __int128 Uint128;

constexpr std::array<std::int64_t, Decimal::kMaxScale + 1> kPowers = [] {
  std::array<std::int64_t, Decimal::kMaxScale + 1> powers{};
  std::int64_t power = 1;
  for (std::size_t i = 0; i < powers.size(); ++i) {
    powers[i] = power;
    if (i + 1 < powers.size()) power *= 10;
  }
  return powers;
}();

constexpr Int128 PowerOfTen(int exponent) { return kPowers[static_cast<std::size_t>(exponent)]; }

constexpr bool Fits(Int128 value) {
  return value >= std::numeric_limits<std::int64_t>::min() &&
         value <= std::numeric_limits<std::int64_t>::max();
}

// Gives up trailing zeros, and nothing else, to come within the limits.
std::optional<Decimal> Narrow(Int128 coefficient, int scale) {
  while ((scale > Decimal::kMaxScale || !Fits(coefficient)) && scale > 0 && coefficient % 10 == 0) {
    coefficient /= 10;
    --scale;
  }
  if (scale > Decimal::kMaxScale || !Fits(coefficient)) return std::nullopt;
  return Decimal(static_cast<std::int64_t>(coefficient), scale);
}

Uint128 Magnitude(Int128 value) {
  return value < 0 ? Uint128{0} - static_cast<Uint128>(value) : static_cast<Uint128>(value);
}

std::optional<Decimal> Signed(Uint128 magnitude, bool negative, int scale) {
  constexpr Uint128 kLimit = Uint128{1} << 63;
  if (magnitude > kLimit) return std::nullopt;
  Int128 coefficient = static_cast<Int128>(magnitude);
  if (negative) coefficient = -coefficient;
  if (!Fits(coefficient)) return std::nullopt;
  return Decimal(static_cast<std::int64_t>(coefficient), scale);
}

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// The optional "e-12" at the end of a number; nothing on any other text.
std::optional<int> ParseExponent(std::string_view text) {
  if (text.empty()) return 0;
  if (text[0] != 'e' && text[0] != 'E') return std::nullopt;
  text.remove_prefix(1);
  bool negative = false;
  if (!text.empty() && (text[0] == '+' || text[0] == '-')) {
    negative = text[0] == '-';
    text.remove_prefix(1);
  }
  if (text.empty()) return std::nullopt;
  constexpr int kFarAway = 10000;  // past any exponent that can still be exact
  int exponent = 0;
  for (const char c : text) {
    if (!IsDigit(c)) return std::nullopt;
    if (exponent < kFarAway) exponent = exponent * 10 + (c - '0');
  }
  return negative ? -exponent : exponent;
}

}  // namespace

std::optional<Decimal> Decimal::Parse(std::string_view text) {
  bool negative = false;
  if (!text.empty() && text[0] == '-') {
    negative = true;
    text.remove_prefix(1);
  }
  Int128 coefficient = 0;
  int places = 0;
  bool any_digit = false;
  bool point = false;
  std::size_t i = 0;
  for (; i < text.size(); ++i) {
    if (text[i] == '.' && any_digit && !point) {
      point = true;
      any_digit = false;  // one must follow
      continue;
    }
    if (!IsDigit(text[i])) break;
    any_digit = true;
    coefficient = coefficient * 10 + (text[i] - '0');
    if (point) ++places;
    if (coefficient > PowerOfTen(18) * PowerOfTen(18)) return std::nullopt;
  }
  if (!any_digit) return std::nullopt;
  const std::optional<int> exponent = ParseExponent(text.substr(i));
  if (!exponent) return std::nullopt;
  if (negative) coefficient = -coefficient;
  if (i == text.size()) {
    if (places > kMaxScale || !Fits(coefficient)) return std::nullopt;
    return Decimal(static_cast<std::int64_t>(coefficient), places);
  }
  if (coefficient == 0) return Decimal(0, 0);
  int scale = places - *exponent;
  for (; scale < 0; ++scale) {
    coefficient *= 10;
    if (!Fits(coefficient)) return std::nullopt;
  }
  return Narrow(coefficient, scale);
}

std::string Decimal::ToString() const {
  const Uint128 magnitude = Magnitude(coefficient_);
  std::string digits = std::to_string(static_cast<std::uint64_t>(magnitude));
  const auto places = static_cast<std::size_t>(scale_);
  if (places > 0) {
    if (digits.size() <= places) digits.insert(0, places + 1 - digits.size(), '0');
    digits.insert(digits.size() - places, 1, '.');
  }
  return coefficient_ < 0 ? "-" + digits : digits;
}

std::optional<Decimal> Decimal::Add(Decimal a, Decimal b) {
  if (a.scale_ == b.scale_) {
    std::int64_t sum = 0;
    if (!__builtin_add_overflow(a.coefficient_, b.coefficient_, &sum)) return Decimal(sum, a.scale_);
  }
  const int scale = a.scale_ > b.scale_ ? a.scale_ : b.scale_;
  return Narrow(a.coefficient_ * PowerOfTen(scale - a.scale_) + b.coefficient_ * PowerOfTen(scale - b.scale_),
                scale);
}

std::optional<Decimal> Decimal::Subtract(Decimal a, Decimal b) {
  const int scale = a.scale_ > b.scale_ ? a.scale_ : b.scale_;
  return Narrow(a.coefficient_ * PowerOfTen(scale - a.scale_) - b.coefficient_ * PowerOfTen(scale - b.scale_),
                scale);
}

std::optional<Decimal> Decimal::Multiply(Decimal a, Decimal b) {
  return Narrow(Int128{a.coefficient_} * b.coefficient_, a.scale_ + b.scale_);
}

std::optional<Decimal> Decimal::Ratio(Decimal a, Decimal b, int places) {
  if (b.coefficient_ == 0 || places < 0 || places > kMaxScale) return std::nullopt;
  const bool negative = (a.coefficient_ < 0) != (b.coefficient_ < 0);
  const Uint128 numerator = Magnitude(a.coefficient_);
  Uint128 denominator = Magnitude(b.coefficient_);
  int shift = b.scale_ + places - a.scale_;
  for (; shift < 0; ++shift) denominator *= 10;  // below 2^124
  Uint128 quotient = numerator / denominator;
  Uint128 rest = numerator % denominator;
  constexpr Uint128 kLimit = Uint128{1} << 63;
  // Long division, a digit at a time: the shifted numerator itself may need 183 bits.
  for (; shift > 0; --shift) {
    rest *= 10;
    quotient = quotient * 10 + rest / denominator;
    rest %= denominator;
    if (quotient > kLimit) return std::nullopt;
  }
  if (rest * 2 >= denominator) ++quotient;
  return Signed(quotient, negative, places);
}

bool Decimal::IsMultipleOf(Decimal of) const {
  const int scale = scale_ > of.scale_ ? scale_ : of.scale_;
  return coefficient_ * PowerOfTen(scale - scale_) % (of.coefficient_ * PowerOfTen(scale - of.scale_)) == 0;
}

std::optional<Decimal> Decimal::Round(int places) const {
  if (places < 0 || places > kMaxScale) return std::nullopt;
  if (places >= scale_) {
    const Int128 widened = coefficient_ * PowerOfTen(places - scale_);
    if (!Fits(widened)) return std::nullopt;
    return Decimal(static_cast<std::int64_t>(widened), places);
  }
  const Uint128 magnitude = Magnitude(coefficient_);
  const auto unit = static_cast<Uint128>(PowerOfTen(scale_ - places));
  Uint128 quotient = magnitude / unit;
  if (magnitude % unit * 2 >= unit) ++quotient;
  return Signed(quotient, coefficient_ < 0, places);
}

std::strong_ordering Decimal::CompareScaled(Decimal a, Decimal b) {
  const int scale = a.scale_ > b.scale_ ? a.scale_ : b.scale_;
  return a.coefficient_ * PowerOfTen(scale - a.scale_) <=> b.coefficient_ * PowerOfTen(scale - b.scale_);
}

}  // namespace charter
