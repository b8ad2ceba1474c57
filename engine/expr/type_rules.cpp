#include "engine/expr/type_rules.h"

namespace charter::expr {
namespace {

using enum TypeKind;

bool IsMapLike(TypeKind kind) { return kind == kMap || kind == kRecord; }

bool IsExactNumber(TypeKind kind) { return kind == kInt || kind == kUint || kind == kDecimal; }

}  // namespace

Text Describe(const Type& type) {
  switch (type.kind()) {
    case kDyn:
      return {"任意类型", "dyn"};
    case kNull:
      return {"空值", "null"};
    case kBool:
      return {"真假值", "bool"};
    case kInt:
      return {"整数", "int"};
    case kUint:
      return {"无符号整数", "uint"};
    case kDouble:
      return {"浮点数", "double"};
    case kDecimal:
      return {"精确小数", "decimal"};
    case kString:
      return {"文本", "string"};
    case kBytes:
      return {"字节串", "bytes"};
    case kTimestamp:
      return {"时间", "timestamp"};
    case kDuration:
      return {"时长", "duration"};
    case kList:
      if (type.element().kind() == kDyn) return {"列表", "list"};
      return Text{"列表（", "list("} + Describe(type.element()) + Text{"）", ")"};
    case kMap:
      return {"映射", "map"};
    case kRecord:
      return {"记录", "record"};
    case kType:
      return {"类型", "type"};
  }
  return {};
}

Kind KindOf(TypeKind type) {
  switch (type) {
    case kDyn:
      return Kind::kAbsent;
    case kNull:
      return Kind::kNull;
    case kBool:
      return Kind::kBool;
    case kInt:
      return Kind::kInt;
    case kUint:
      return Kind::kUint;
    case kDouble:
      return Kind::kDouble;
    case kDecimal:
      return Kind::kDecimal;
    case kString:
      return Kind::kString;
    case kBytes:
      return Kind::kBytes;
    case kTimestamp:
      return Kind::kTimestamp;
    case kDuration:
      return Kind::kDuration;
    case kList:
      return Kind::kList;
    case kMap:
    case kRecord:
      return Kind::kMap;
    case kType:
      return Kind::kType;
  }
  return Kind::kAbsent;
}

bool IsNumeric(TypeKind kind) { return kind == kDouble || IsExactNumber(kind); }

bool Compatible(const Type& a, const Type& b) {
  if (a.kind() == kDyn || b.kind() == kDyn) return true;
  if (IsMapLike(a.kind()) && IsMapLike(b.kind())) {
    return Compatible(a.key(), b.key()) && Compatible(a.value(), b.value());
  }
  if (a.kind() != b.kind()) return false;
  return a.kind() != kList || Compatible(a.element(), b.element());
}

std::optional<Type> Join(const Type& a, const Type& b) {
  if (a == b || b.free()) return a;
  if (a.free()) return b;
  if (a.kind() == kDyn || b.kind() == kDyn) return Type();
  if (!Compatible(a, b)) return std::nullopt;
  if (a.kind() == kString) return Type(kString);
  if (a.kind() == kList) {
    return Type::List(Join(a.element(), b.element()).value_or(Type()));
  }
  const auto empty = [](const Type& map) { return map.key().free() && map.value().free(); };
  if (empty(a) || empty(b)) return empty(a) ? b : a;
  return Type::Map(Join(a.key(), b.key()).value_or(Type()), Join(a.value(), b.value()).value_or(Type()));
}

std::optional<Type> ArithmeticType(Operator op, const Type& a, const Type& b) {
  const TypeKind left = a.kind();
  const TypeKind right = b.kind();
  if (left == kDyn || right == kDyn) {
    // Only text goes with text; beside any other the result depends on what is found.
    const Type& known = left == kDyn ? b : a;
    const bool text = known.kind() == kString || known.kind() == kBytes;
    const bool possible = known.kind() == kDyn || IsNumeric(known.kind()) || known.kind() == kTimestamp ||
                          known.kind() == kDuration || known.kind() == kList || text;
    if (!possible || (text && op != Operator::kAdd)) return std::nullopt;
    if (known.kind() == kList) return op == Operator::kAdd ? std::optional(Type::List(Type())) : std::nullopt;
    return text ? Type(known.kind()) : Type();
  }
  if (left == kDecimal || right == kDecimal) {
    const bool exact = IsExactNumber(left) && IsExactNumber(right);
    const bool possible = op == Operator::kAdd || op == Operator::kSubtract || op == Operator::kMultiply;
    return exact && possible ? std::optional(Type(kDecimal)) : std::nullopt;
  }
  if (left == right && (left == kInt || left == kUint)) return a;
  if (left == kDouble && right == kDouble && op != Operator::kModulo) return a;
  if (op == Operator::kAdd) {
    if (left == right && (left == kString || left == kBytes || left == kDuration)) return Type(left);
    if (left == kList && right == kList) {
      return Type::List(Join(a.element(), b.element()).value_or(Type()));
    }
    if (left == kTimestamp && right == kDuration) return a;
    if (left == kDuration && right == kTimestamp) return b;
  }
  if (op == Operator::kSubtract) {
    if (left == kTimestamp && right == kTimestamp) return Type(kDuration);
    if ((left == kTimestamp || left == kDuration) && right == kDuration) return a;
  }
  return std::nullopt;
}

bool CanOrder(const Type& a, const Type& b) {
  const auto possible = [](TypeKind kind) {
    return kind == kDyn || IsNumeric(kind) || kind == kBool || kind == kString || kind == kBytes ||
           kind == kTimestamp || kind == kDuration;
  };
  if (!possible(a.kind()) || !possible(b.kind())) return false;
  if (a.kind() == kDyn || b.kind() == kDyn || a.kind() == b.kind()) return true;
  if (!IsNumeric(a.kind()) || !IsNumeric(b.kind())) return false;
  return a.kind() == kDecimal || b.kind() == kDecimal ? IsExactNumber(a.kind()) && IsExactNumber(b.kind())
                                                      : true;
}

}  // namespace charter::expr
