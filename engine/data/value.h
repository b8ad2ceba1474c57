// The one value type of data, expressions and results.
#pragma once

#include <atomic>
#include <compare>
#include <cstddef>
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

constexpr std::uint32_t KindBit(Kind kind) { return 1U << static_cast<unsigned>(kind); }

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

  // The entry of a map under a key, or null. Numeric keys are the same by exact value, whatever their kind.
  [[nodiscard]] const Value* Find(std::string_view key) const;
  [[nodiscard]] const Value* Find(const Value& key) const;

 private:
  // Header of shared content: characters, values or entries follow it in the same allocation.
  struct Rep {
    std::atomic<std::uint32_t> references{1};
    std::size_t size = 0;
  };
  static constexpr std::uint32_t kTextKinds =
      KindBit(Kind::kString) | KindBit(Kind::kBytes) | KindBit(Kind::kType);
  static constexpr std::uint32_t kSharedKinds = kTextKinds | KindBit(Kind::kList) | KindBit(Kind::kMap);

  constexpr Value(Kind kind, std::int64_t content) noexcept : kind_(kind), i_(content) {}
  static Value Text(Kind kind, std::string_view text);
  [[nodiscard]] bool IsShared() const noexcept { return (KindBit(kind_) & kSharedKinds) != 0; }
  void Require(Kind kind) const {
    if (kind_ != kind) [[unlikely]]
      WrongKind();
  }
  [[noreturn]] void WrongKind() const;
  void Copy(const Value& other) noexcept;
  void Release() noexcept;
  static void Destroy(Kind kind, Rep* rep) noexcept;

  Kind kind_ = Kind::kAbsent;
  std::uint8_t scale_ = 0;  // of a decimal
  std::int32_t nanos_ = 0;  // of a timestamp or a duration
  union {
    std::int64_t i_;  // also of a bool
    std::uint64_t u_;
    double d_;
    Rep* rep_;
  };
};

static_assert(sizeof(Value) == 16);

// int, uint, double or decimal.
constexpr bool IsNumber(Kind kind) noexcept {
  return kind == Kind::kInt || kind == Kind::kUint || kind == Kind::kDouble || kind == Kind::kDecimal;
}

// The order of two numbers of any two kinds; unordered where one is NaN. Requires IsNumber of both. Exact,
// but that an int or a uint is compared with a double as a double, as CEL's implementations do.
std::partial_ordering CompareNumbers(const Value& a, const Value& b);

// CEL equality: numbers by value across int, uint, double and decimal (a decimal equals a double
// only where both are the same number exactly); NaN equals nothing; lists and maps by content;
// values of different kinds are unequal.
bool Equal(const Value& a, const Value& b);

// Byte-for-byte sameness: like Equal, but 1, 1u and 1.0 differ, as do 1.5 and 1.50, and NaN is itself.
bool Identical(const Value& a, const Value& b);

inline void Value::Copy(const Value& other) noexcept {
  kind_ = other.kind_;
  scale_ = other.scale_;
  nanos_ = other.nanos_;
  i_ = other.i_;
  if (IsShared()) rep_->references.fetch_add(1, std::memory_order_relaxed);
}

inline void Value::Release() noexcept {
  if (IsShared() && rep_->references.fetch_sub(1, std::memory_order_acq_rel) == 1) Destroy(kind_, rep_);
}

inline Value::Value(const Value& other) noexcept { Copy(other); }

inline Value::Value(Value&& other) noexcept
    : kind_(other.kind_), scale_(other.scale_), nanos_(other.nanos_), i_(other.i_) {
  other.kind_ = Kind::kAbsent;
}

inline Value& Value::operator=(const Value& other) noexcept {
  if (this != &other) {
    Value old(std::move(*this));
    Copy(other);
  }
  return *this;
}

inline Value& Value::operator=(Value&& other) noexcept {
  if (this != &other) {
    Value old(std::move(*this));
    kind_ = other.kind_;
    scale_ = other.scale_;
    nanos_ = other.nanos_;
    i_ = other.i_;
    other.kind_ = Kind::kAbsent;
  }
  return *this;
}

inline Value::~Value() { Release(); }

inline Value Value::Null() { return {Kind::kNull, 0}; }
inline Value Value::Bool(bool value) { return {Kind::kBool, value ? 1 : 0}; }
inline Value Value::Int(std::int64_t value) { return {Kind::kInt, value}; }

inline Value Value::Uint(std::uint64_t value) {
  Value made(Kind::kUint, 0);
  made.u_ = value;
  return made;
}

inline Value Value::Double(double value) {
  Value made(Kind::kDouble, 0);
  made.d_ = value;
  return made;
}

inline Value Value::Of(Decimal value) {
  Value made(Kind::kDecimal, value.coefficient());
  made.scale_ = static_cast<std::uint8_t>(value.scale());
  return made;
}

inline Value Value::Of(Timestamp value) {
  Value made(Kind::kTimestamp, value.seconds);
  made.nanos_ = value.nanos;
  return made;
}

inline Value Value::Of(Duration value) {
  Value made(Kind::kDuration, value.seconds);
  made.nanos_ = value.nanos;
  return made;
}

inline bool Value::AsBool() const {
  Require(Kind::kBool);
  return i_ != 0;
}

inline std::int64_t Value::AsInt() const {
  Require(Kind::kInt);
  return i_;
}

inline std::uint64_t Value::AsUint() const {
  Require(Kind::kUint);
  return u_;
}

inline double Value::AsDouble() const {
  Require(Kind::kDouble);
  return d_;
}

inline Decimal Value::AsDecimal() const {
  Require(Kind::kDecimal);
  return {i_, scale_};
}

inline Timestamp Value::AsTimestamp() const {
  Require(Kind::kTimestamp);
  return {i_, nanos_};
}

inline Duration Value::AsDuration() const {
  Require(Kind::kDuration);
  return {i_, nanos_};
}

inline std::string_view Value::AsString() const {
  if ((KindBit(kind_) & kTextKinds) == 0) [[unlikely]]
    WrongKind();
  return {reinterpret_cast<const char*>(rep_ + 1), rep_->size};
}

inline std::span<const Value> Value::AsList() const {
  Require(Kind::kList);
  return {reinterpret_cast<const Value*>(rep_ + 1), rep_->size};
}

inline std::span<const Value::Entry> Value::AsMap() const {
  Require(Kind::kMap);
  return {reinterpret_cast<const Entry*>(rep_ + 1), rep_->size};
}

}  // namespace charter
