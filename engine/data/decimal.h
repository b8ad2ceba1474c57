// Exact decimal numbers: the only type for money and scores.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace charter {

// coefficient * 10^-scale, with 0 <= scale <= kMaxScale. Equality and order are numeric:
// 1.50 == 1.5. The scale is kept as written or computed, so that 16000.00 prints as such.
// A plain value; safe to share between threads once built.
class Decimal {
 public:
  static constexpr int kMaxScale = 18;

  constexpr Decimal() = default;
  constexpr Decimal(std::int64_t coefficient, int scale)
      : coefficient_(coefficient), scale_(static_cast<std::uint8_t>(scale)) {}

  // "-12.340", "7"; an exponent ("1e3") only where the value stays exact. Nothing on any other
  // text, on more than kMaxScale places, or past 64 bits of coefficient.
  static std::optional<Decimal> Parse(std::string_view text);

  [[nodiscard]] constexpr std::int64_t coefficient() const { return coefficient_; }
  [[nodiscard]] constexpr int scale() const { return scale_; }
  [[nodiscard]] std::string ToString() const;

  // Exact. Nothing on overflow of the coefficient or of kMaxScale; trailing zeros give way first.
  [[nodiscard]] static std::optional<Decimal> Add(Decimal a, Decimal b);
  [[nodiscard]] static std::optional<Decimal> Subtract(Decimal a, Decimal b);
  [[nodiscard]] static std::optional<Decimal> Multiply(Decimal a, Decimal b);

  // a / b rounded half-up (half away from zero) to `places`. Nothing on division by zero or overflow.
  [[nodiscard]] static std::optional<Decimal> Ratio(Decimal a, Decimal b, int places);

  // Whether this is a whole number of times `of`, which is not zero. Exact for all values.
  [[nodiscard]] bool IsMultipleOf(Decimal of) const;

  // Rounded half-up (half away from zero) to `places`; widened with zeros where it has fewer.
  [[nodiscard]] std::optional<Decimal> Round(int places) const;

  friend std::strong_ordering operator<=>(Decimal a, Decimal b) {
    if (a.scale_ == b.scale_) return a.coefficient_ <=> b.coefficient_;
    return CompareScaled(a, b);
  }
  friend bool operator==(Decimal a, Decimal b) { return (a <=> b) == 0; }

 private:
  static std::strong_ordering CompareScaled(Decimal a, Decimal b);

  std::int64_t coefficient_ = 0;
  std::uint8_t scale_ = 0;
};

}  // namespace charter
