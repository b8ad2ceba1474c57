// The types of expressions: CEL's, and Charter's decimal.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace charter {

enum class TypeKind : std::uint8_t {
  kDyn,  // not known before it is run: checked then
  kNull,
  kBool,
  kInt,
  kUint,
  kDouble,
  kDecimal,
  kString,
  kBytes,
  kTimestamp,
  kDuration,
  kList,
  kMap,
  kRecord,  // a map with string keys that are all known: an unknown one is an error at load
  kType,
};

// Immutable; copies share their parameters.
class Type {
 public:
  Type() = default;  // dyn
  explicit Type(TypeKind kind) : kind_(kind) {}
  // dyn, but settled by what it is joined with: the element of an empty list.
  static Type Free();
  static Type List(Type element);
  // A string that is one of these: comparing it with another text is an error at load.
  static Type OneOf(std::vector<std::string> choices);
  static Type Map(Type key, Type value);
  static Type Record(std::vector<std::pair<std::string, Type>> members);

  [[nodiscard]] TypeKind kind() const { return kind_; }
  [[nodiscard]] bool free() const { return free_; }
  [[nodiscard]] const Type& element() const;  // of a list
  [[nodiscard]] const Type& key() const;      // of a map; string for a record
  [[nodiscard]] const Type& value() const;    // of a map; dyn for a record
  [[nodiscard]] const std::vector<std::pair<std::string, Type>>& members() const;  // of a record
  [[nodiscard]] const std::vector<std::string>& choices() const;  // of a string; empty: any text
  [[nodiscard]] const Type* Member(std::string_view name) const;  // of a record

  // CEL's text: "list(int)", "map(string, dyn)"; a record is "map(string, dyn)", decimal is "decimal".
  [[nodiscard]] std::string ToString() const;
  // The inverse; also "timestamp" and "duration", "list" and "map" for any elements. Nothing on other text.
  static std::optional<Type> Parse(std::string_view text);
  friend bool operator==(const Type& a, const Type& b);

 private:
  struct Parameters;
  TypeKind kind_ = TypeKind::kDyn;
  bool free_ = false;
  std::shared_ptr<const Parameters> parameters_;
};

}  // namespace charter
