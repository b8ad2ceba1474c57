// The one value type of data, expressions and results.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/data/decimal.h"
#include "engine/data/time.h"

namespace charter {

enum class Kind : std::uint8_t {
  kAbsent,  // an optional field that was never set; never inside a list or a map
  kNull,
  kBool,
  kInt,
  kUint,
  kDouble,
  kDecimal,
  kString,
  kBytes,
  kList,
  kMap,
  kTimestamp,
  kDuration,
  kType,  // a CEL type as a value; its text is CEL's name of the type
};

// An immutable value of 16 bytes. Scalars are held inline; text, lists and maps are shared by an
// atomic reference count, so a copy never allocates and values may be read by many threads.
// A map keeps its entries sorted by key (bool, then numbers by value, then strings by bytes), so
// that equal maps print as equal bytes whatever the order they were built in.
class Value {
 public:
  using Entry = std::pair<Value, Value>;

  constexpr Value() noexcept : i_(0) {}
  Value(const Value& other) noexcept;
  Value(Value&& other) noexcept;
  Value& operator=(const Value& other) noexcept;
  Value& operator=(Value&& other) noexcept;
  ~Value();

  static Value Null();
  static Value Bool(bool value);
  static Value Int(std::int64_t value);
  static Value Uint(std::uint64_t value);
  static Value Double(double value);
  static Value Of(Decimal value);
  static Value String(std::string_view text);  // UTF-8; the caller vouches for it
  static Value Bytes(std::string_view bytes);
  static Value List(std::vector<Value> items);
  // Later entries win over earlier ones with an equal key.
  static Value Map(std::vector<Entry> entries);
  static Value Map(std::initializer_list<std::pair<std::string_view, Value>> entries);
  static Value Of(Timestamp value);
  static Value Of(Duration value);
  static Value TypeName(std::string_view name);

  [[nodiscard]] Kind kind() const noexcept { return kind_; }
  [[nodiscard]] bool is(Kind kind) const noexcept { return kind_ == kind; }

  // Each accessor requires its own kind (checked in every build).
  [[nodiscard]] bool AsBool() const;
  [[nodiscard]] std::int64_t AsInt() const;
  [[nodiscard]] std::uint64_t AsUint() const;
  [[nodiscard]] double AsDouble() const;
  [[nodiscard]] Decimal AsDecimal() const;
  [[nodiscard]] std::string_view AsString() const;  // also kBytes and kType
  [[nodiscard]] std::span<const Value> AsList() const;
  [[nodiscard]] std::span<const Entry> AsMap() const;
  [[nodiscard]] Timestamp AsTimestamp() const;
  [[nodiscard]] Duration AsDuration() const;

  // The entry of a map under a key, or null. Numeric keys compare by value across int and uint.
  [[nodiscard]] const Value* Find(std::string_view key) const;
  [[nodiscard]] const Value* Find(const Value& key) const;

 private:
  struct Rep;
  Kind kind_ = Kind::kAbsent;
  std::uint8_t scale_ = 0;    // of a decimal
  std::int32_t nanos_ = 0;    // of a timestamp or a duration
  union {
    bool b_;
    std::int64_t i_;
    std::uint64_t u_;
    double d_;
    Rep* rep_;
  };
};

// CEL equality: numbers by value across int, uint, double and decimal (a decimal equals a double
// only where both are the same number exactly); NaN equals nothing; lists and maps by content;
// values of different kinds are unequal.
bool Equal(const Value& a, const Value& b);

// Byte-for-byte sameness: like Equal, but 1, 1u and 1.0 differ, as do 1.5 and 1.50, and NaN is itself.
bool Identical(const Value& a, const Value& b);

}  // namespace charter
