#include "engine/expr/checker.h"

#include <algorithm>

#include "engine/expr/checking.h"
#include "engine/expr/exact.h"
#include "engine/expr/type_rules.h"

namespace charter::expr {

void Checking::Visit(Node& node) {
  if (problems_.full()) return;
  switch (node.kind) {
    case NodeKind::kLiteral: {
      constexpr TypeKind kTypes[] = {TypeKind::kDyn,     TypeKind::kNull,   TypeKind::kBool,
                                     TypeKind::kInt,     TypeKind::kUint,   TypeKind::kDouble,
                                     TypeKind::kDecimal, TypeKind::kString, TypeKind::kBytes};
      node.type = Type(kTypes[static_cast<std::size_t>(node.literal.kind())]);
      return;
    }
    case NodeKind::kName:
      return Name(node);
    case NodeKind::kSelect:
    case NodeKind::kHas:
      return Select(node);
    case NodeKind::kIndex:
      return Index(node);
    case NodeKind::kNot:
    case NodeKind::kNegate:
      return Sign(node);
    case NodeKind::kBinary:
      return Binary(node);
    case NodeKind::kAnd:
    case NodeKind::kOr:
      return Logic(node);
    case NodeKind::kConditional:
      return Conditional(node);
    case NodeKind::kList:
      return List(node);
    case NodeKind::kMap:
      return Map(node);
    case NodeKind::kCall:
    case NodeKind::kMethod:
      return Call(node);
    case NodeKind::kMacro:
      return MacroCall(node);
  }
}

void Checking::VisitChildren(Node& node) {
  for (Node* child : node.children) Visit(*child);
}

void Checking::Logic(Node& node) {
  VisitChildren(node);
  node.type = Type(TypeKind::kBool);
  const std::string name = node.kind == NodeKind::kAnd ? "`&&`" : "`||`";
  for (const Node* child : node.children) {
    if (!Compatible(child->type, node.type)) {
      problems_.Add(child->range, "type",
                    Text{} + name + Text{" 的两边应为真假值，实际为", " goes between bools, this is "} +
                        Describe(child->type));
    }
  }
}

void Checking::Sign(Node& node) {
  VisitChildren(node);
  const Type& operand = node.children[0]->type;
  if (node.kind == NodeKind::kNot) {
    node.type = Type(TypeKind::kBool);
    if (!Compatible(operand, node.type)) {
      problems_.Add(
          node.children[0]->range, "type",
          Text{"`!` 之后应为真假值，实际为", "`!` goes before a bool, this is "} + Describe(operand));
    }
    return;
  }
  const TypeKind kind = operand.kind();
  if (kind == TypeKind::kDyn || kind == TypeKind::kInt || kind == TypeKind::kDouble ||
      kind == TypeKind::kDecimal) {
    node.type = operand;
    return;
  }
  problems_.Add(node.children[0]->range, "type",
                Text{"`-` 之后应为整数、浮点数或精确小数，实际为",
                     "`-` goes before an int, a double or a decimal, this is "} +
                    Describe(operand));
}

void Checking::Conditional(Node& node) {
  VisitChildren(node);
  Node& condition = *node.children[0];
  Node& then = *node.children[1];
  Node& otherwise = *node.children[2];
  if (!Compatible(condition.type, Type(TypeKind::kBool))) {
    problems_.Add(condition.range, "type",
                  Text{"`?` 的条件应为真假值，实际为", "the condition of `?` is a bool, this is "} +
                      Describe(condition.type));
  }
  MakeExact(then, otherwise.type, problems_);
  MakeExact(otherwise, then.type, problems_);
  if (const std::optional<Type> joined = Join(then.type, otherwise.type)) {
    node.type = *joined;
    return;
  }
  problems_.Add(
      node.range, "type",
      Text{"`?` 的两个结果应为同一类型，实际为", "both branches of `?` are of one type, these are "} +
          Describe(then.type) + Text{"和", " and "} + Describe(otherwise.type),
      {"如确需如此，请用 dyn() 包住其一", "wrap one in dyn() if that is meant"});
}

void Checking::List(Node& node) {
  VisitChildren(node);
  for (const Node* item : node.children) {
    if (item->type.kind() != TypeKind::kDecimal) continue;
    for (Node* other : node.children) {
      if (IsLiteralNumber(*other)) MakeExact(*other, item->type, problems_);
    }
    break;
  }
  Type element = Type::Free();
  for (const Node* item : node.children) element = Join(element, item->type).value_or(Type());
  node.type = Type::List(std::move(element));
}

void Checking::Map(Node& node) {
  VisitChildren(node);
  Type key_type = Type::Free();
  Type value_type = Type::Free();
  for (std::size_t i = 0; i < node.children.size(); i += 2) {
    const Node& key = *node.children[i];
    const TypeKind kind = key.type.kind();
    if (kind != TypeKind::kDyn && kind != TypeKind::kBool && kind != TypeKind::kInt &&
        kind != TypeKind::kUint && kind != TypeKind::kString) {
      problems_.Add(key.range, "type",
                    Text{"映射的键应为真假值、整数、无符号整数或文本，实际为",
                         "a map's key is a bool, an int, a uint or a string, this is "} +
                        Describe(key.type));
    }
    key_type = Join(key_type, key.type).value_or(Type());
    value_type = Join(value_type, node.children[i + 1]->type).value_or(Type());
  }
  node.type = Type::Map(std::move(key_type), std::move(value_type));
}

void Check(Ast& ast, const Environment& environment, const Type& expected, Problems& problems) {
  Checking(environment, problems).Visit(*ast.root);
  if (!problems.empty()) return;
  MakeExact(*ast.root, expected, problems);
  if (Compatible(ast.root->type, expected)) return;
  Text hint;
  if (expected.kind() == TypeKind::kDouble && ast.root->type.kind() == TypeKind::kInt) {
    hint = {"写作浮点数（1.0），或用 double() 转换", "write a double (1.0), or convert with double()"};
  } else if (expected.kind() == TypeKind::kString) {
    hint = {"请用 string() 转换", "convert with string()"};
  }
  problems.Add(ast.root->range, "type",
               Text{"应为", "expected "} + Describe(expected) + Text{"，实际为", ", this is "} +
                   Describe(ast.root->type),
               std::move(hint));
}

}  // namespace charter::expr
