#include "engine/expr/checking.h"
#include "engine/expr/exact.h"
#include "engine/expr/type_rules.h"

namespace charter::expr {
namespace {

// What helps where two types do not go together.
Text HintFor(const Node& node) {
  const Type& a = node.children[0]->type;
  const Type& b = node.children[1]->type;
  const auto either = [&](TypeKind kind) { return a.kind() == kind || b.kind() == kind; };
  const bool numbers = IsNumeric(a.kind()) && IsNumeric(b.kind());
  if (either(TypeKind::kDecimal) && numbers) {
    if (node.op == Operator::kDivide)
      return {"精确小数相除请用 ratio(a, b, places)", "decimals are divided with ratio(a, b, places)"};
    if (either(TypeKind::kDouble))
      return {"浮点数不精确：请改为精确小数字段，或比较 double(...)",
              "a double is not exact: make it a decimal field, or compare double(...)"};
    return {"精确小数可用 + - * 和 ratio(a, b, places)", "decimals take + - * and ratio(a, b, places)"};
  }
  if (numbers && either(TypeKind::kDouble))
    return {"请用 double() 或 int() 转换其中一边", "convert one side with double() or int()"};
  if (numbers && either(TypeKind::kUint))
    return {"请用 int() 或 uint() 转换其中一边", "convert one side with int() or uint()"};
  if (either(TypeKind::kString) && (IsNumeric(a.kind()) || IsNumeric(b.kind()))) {
    return node.op == Operator::kAdd ? Text{"请用 string() 转换数字", "convert the number with string()"}
                                     : Text{"请去掉数字的引号", "take the quotes off the number"};
  }
  if (either(TypeKind::kTimestamp) && either(TypeKind::kString)) {
    return {"文本请用 date('2026-04-30') 或 timestamp('...') 读取",
            "read the text with date('2026-04-30') or timestamp('...')"};
  }
  if (either(TypeKind::kDuration) && either(TypeKind::kString))
    return {"文本请用 duration('...') 读取", "read the text with duration('...')"};
  if ((either(TypeKind::kTimestamp) || either(TypeKind::kDuration)) && either(TypeKind::kInt)) {
    return {"时长写作 duration('72h')", "a length of time is written duration('72h')"};
  }
  return {};
}

}  // namespace

void Checking::Binary(Node& node) {
  VisitChildren(node);
  Node& left = *node.children[0];
  Node& right = *node.children[1];
  if (node.op == Operator::kIn) return Membership(node);
  MakeExact(left, right.type, problems_);
  MakeExact(right, left.type, problems_);
  switch (node.op) {
    case Operator::kEqual:
    case Operator::kNotEqual:
      return Equality(node);
    case Operator::kLess:
    case Operator::kLessEqual:
    case Operator::kGreater:
    case Operator::kGreaterEqual:
      node.type = Type(TypeKind::kBool);
      if (!CanOrder(left.type, right.type)) BadOperands(node, HintFor(node));
      return;
    default:
      break;
  }
  if (const std::optional<Type> result = ArithmeticType(node.op, left.type, right.type)) {
    node.type = *result;
  } else {
    BadOperands(node, HintFor(node));
  }
}

void Checking::Equality(Node& node) {
  node.type = Type(TypeKind::kBool);
  const Type& left = node.children[0]->type;
  const Type& right = node.children[1]->type;
  CheckChoices(*node.children[0], *node.children[1]);
  CheckChoices(*node.children[1], *node.children[0]);
  if (Compatible(left, right)) return;
  const bool with_null = left.kind() == TypeKind::kNull || right.kind() == TypeKind::kNull;
  BadOperands(node, with_null ? Text{"字段是否已填请用 has(data.field)",
                                     "a field that is not set is found with has(data.field)"}
                              : HintFor(node));
}

void Checking::Membership(Node& node) {
  node.type = Type(TypeKind::kBool);
  Node& element = *node.children[0];
  Node& container = *node.children[1];
  const TypeKind kind = container.type.kind();
  if (kind == TypeKind::kDyn) return;
  if (kind == TypeKind::kList) {
    MakeExact(element, container.type.element(), problems_);
    if (element.type.kind() == TypeKind::kDecimal) {
      MakeExact(container, Type::List(element.type), problems_);
    }
    for (const Node* item : container.children) CheckChoices(element, *item);
    CheckChoice(element, {"列表成员不可能是", "no member is ever"}, container.type.element().choices());
    if (Compatible(element.type, container.type.element())) return;
  } else if (kind == TypeKind::kMap || kind == TypeKind::kRecord) {
    if (Compatible(element.type, container.type.key())) return;
  }
  BadOperands(node, kind == TypeKind::kString ? Text{"请用 text.contains('...')", "use text.contains('...')"}
                                              : Text{});
}

// A text that the variable can never be makes a condition that is never met.
void Checking::CheckChoices(const Node& variable, const Node& other) {
  if (variable.type.choices().empty()) return;
  const bool path = variable.kind == NodeKind::kSelect && variable.children[0]->kind == NodeKind::kName;
  const std::string name = path ? variable.children[0]->text + "." + variable.text : variable.text;
  CheckChoice(other,
              name.empty() ? Text{"此处不可能是", "this is never"}
                           : Text{} + "`" + name + Text{"` 不可能是", "` is never"},
              variable.type.choices());
}

void Checking::BadOperands(Node& node, Text hint) {
  problems_.Add(node.range, "type",
                Text{} + "`" + node.text + Text{"` 不能用于", "` does not go with "} +
                    Describe(node.children[0]->type) + Text{"和", " and "} + Describe(node.children[1]->type),
                std::move(hint));
}

}  // namespace charter::expr
