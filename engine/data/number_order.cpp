#include "engine/data/number_order.h"

#include <bit>
#include <cmath>

namespace charter {
namespace {

__extension__ typedef __int128 Int128;
__extension__ typedef unsigned __int128 Uint128;

constexpr std::int64_t PowerOfTen(int exponent) {
  std::int64_t power = 1;
  for (; exponent > 0; --exponent) power *= 10;
  return power;
}

// numerator / 10^scale against fraction, both in [0, 1), the numerator below 10^18.
std::strong_ordering CompareFractions(std::uint64_t numerator, int scale, double fraction) {
  if (numerator == 0) return fraction > 0 ? std::strong_ordering::less : std::strong_ordering::equal;
  if (fraction == 0) return std::strong_ordering::greater;
  int exponent = 0;
  const double mantissa = std::frexp(fraction, &exponent);
  auto bits = static_cast<std::uint64_t>(std::ldexp(mantissa, 53));
  int shift = 53 - exponent;  // fraction = bits / 2^shift
  const int zeros = std::countr_zero(bits);
  bits >>= zeros;
  shift -= zeros;
  // Cross-multiplied; the right side stays below 2^113.
  if (std::bit_width(numerator) + shift > 127) return std::strong_ordering::greater;
  const Uint128 left = Uint128{numerator} << shift;
  const Uint128 right = Uint128{bits} * static_cast<std::uint64_t>(PowerOfTen(scale));
  return left <=> right;
}

}  // namespace

std::partial_ordering CompareToDouble(Decimal a, double b) {
  if (std::isnan(b)) return std::partial_ordering::unordered;
  const bool negative = a.coefficient() < 0;
  if (negative != (b < 0)) {
    if (b == 0 && a.coefficient() == 0) return std::partial_ordering::equivalent;
    return negative ? std::partial_ordering::less : std::partial_ordering::greater;
  }
  // Magnitudes: taking the whole part off a positive double is exact.
  const auto bits = static_cast<std::uint64_t>(a.coefficient());
  const std::uint64_t magnitude = negative ? 0 - bits : bits;
  const double size = std::fabs(b);
  const auto unit = static_cast<std::uint64_t>(PowerOfTen(a.scale()));
  std::partial_ordering order = std::partial_ordering::less;
  if (size < 0x1p64) {
    const double whole = std::trunc(size);
    order = magnitude / unit <=> static_cast<std::uint64_t>(whole);
    if (order == 0) order = CompareFractions(magnitude % unit, a.scale(), size - whole);
  }
  return negative ? 0 <=> order : order;
}

std::partial_ordering CompareToUint(Decimal a, std::uint64_t b) {
  return Int128{a.coefficient()} <=> Int128{b} * PowerOfTen(a.scale());
}

}  // namespace charter
