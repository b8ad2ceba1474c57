#include "engine/expr/exact.h"

#include <algorithm>

#include "engine/expr/literal.h"

namespace charter::expr {
namespace {

const Type kDecimalType{TypeKind::kDecimal};

void ReadExactly(Node& node, Problems& problems) {
  const std::optional<Decimal> decimal = ReadDecimal(node.digits, node.negative);
  if (decimal) {
    node.literal = Value::Of(*decimal);
  } else {
    problems.Add(node.range, "type",
                 {"数字超出精确小数的 18 位小数或 64 位范围",
                  "the number is past the 18 places or 64 bits of an exact decimal"});
  }
  node.type = kDecimalType;
}

bool IsExactOperator(Operator op) {
  return op == Operator::kAdd || op == Operator::kSubtract || op == Operator::kMultiply;
}

}  // namespace

bool IsLiteralNumber(const Node& node) {
  if (node.kind == NodeKind::kLiteral) return !node.digits.empty();
  if (node.kind == NodeKind::kNegate) return IsLiteralNumber(*node.children[0]);
  return node.kind == NodeKind::kBinary && IsExactOperator(node.op) && IsLiteralNumber(*node.children[0]) &&
         IsLiteralNumber(*node.children[1]);
}

void MakeExact(Node& node, const Type& type, Problems& problems) {
  if (type.kind() == TypeKind::kList && node.kind == NodeKind::kList) {
    if (type.element().kind() != TypeKind::kDecimal) return;
    for (Node* item : node.children) MakeExact(*item, type.element(), problems);
    const auto exact = [](const Node* item) { return item->type.kind() == TypeKind::kDecimal; };
    if (std::ranges::all_of(node.children, exact)) node.type = type;
    return;
  }
  if (type.kind() != TypeKind::kDecimal || node.type.kind() == TypeKind::kDecimal) return;
  if (node.kind == NodeKind::kLiteral && !node.digits.empty()) {
    ReadExactly(node, problems);
  } else if (IsLiteralNumber(node)) {
    for (Node* child : node.children) MakeExact(*child, type, problems);
    node.type = type;
  } else if (node.kind == NodeKind::kConditional) {
    Node& then = *node.children[1];
    Node& otherwise = *node.children[2];
    MakeExact(then, type, problems);
    MakeExact(otherwise, type, problems);
    if (then.type == type && otherwise.type == type) node.type = type;
  } else if (node.type.kind() == TypeKind::kInt || node.type.kind() == TypeKind::kUint) {
    node.to_decimal = true;
    node.type = type;
  }
}

}  // namespace charter::expr
