#include "engine/expr/parser.h"

#include <algorithm>

#include "engine/expr/parsing.h"

namespace charter::expr {
namespace {

// Binary operators by how tightly they bind, loosest first.
constexpr int kRelation = 0;
constexpr int kAddition = 1;
constexpr int kMultiplication = 2;
constexpr int kUnary = 3;

struct OperatorInfo {
  std::string_view text;
  Operator op;
  int level;
};

constexpr OperatorInfo kOperators[] = {
    {"==", Operator::kEqual, kRelation},       {"!=", Operator::kNotEqual, kRelation},
    {"<", Operator::kLess, kRelation},         {"<=", Operator::kLessEqual, kRelation},
    {">", Operator::kGreater, kRelation},      {">=", Operator::kGreaterEqual, kRelation},
    {"in", Operator::kIn, kRelation},          {"+", Operator::kAdd, kAddition},
    {"-", Operator::kSubtract, kAddition},     {"*", Operator::kMultiply, kMultiplication},
    {"/", Operator::kDivide, kMultiplication}, {"%", Operator::kModulo, kMultiplication},
};

}  // namespace

Ast Parsing::Run() {
  Node* root = Expression();
  if (root != nullptr && Here().kind != TokenKind::kEnd) {
    Unexpected({"运算符或结尾", "an operator or the end"});
    root = nullptr;
  }
  ast_.root = root;
  return std::move(ast_);
}

Node* Parsing::Unexpected(const Text& expected) {
  const Token& token = Here();
  Text message = Text{"此处应为", "expected "} + expected + Text{"，实际为", ", found "};
  if (token.kind == TokenKind::kEnd) {
    message = message + Text{"表达式的结尾", "the end of the expression"};
  } else {
    message = message + Text{" `", "`"} + token.text + "`";
    if (token.kind == TokenKind::kReserved)
      message = message + Text{"，这是 CEL 的保留字", ", a word that CEL reserves"};
  }
  const std::string_view before = at_ > 0 ? tokens_[at_ - 1].text : std::string_view();
  Text hint;
  if (token.text == "and") hint = {"请用 `&&`", "use `&&`"};
  if (token.text == "or") hint = {"请用 `||`", "use `||`"};
  if (token.text == "not" || before == "not") hint = {"请用 `!`", "use `!`"};
  problems_.Add(token.range, "syntax", std::move(message), std::move(hint));
  return nullptr;
}

bool Parsing::Expect(std::string_view symbol) {
  if (Take(symbol)) return true;
  Unexpected(Text{" `", "`"} + symbol + "`");
  return false;
}

Node* Parsing::Make(NodeKind kind, std::size_t offset, std::vector<Node*> children) {
  Node& node = ast_.nodes.emplace_back();
  node.kind = kind;
  node.range = {offset, at_ > 0 ? tokens_[at_ - 1].range.end : 0};
  node.name_range = node.range;
  node.children = std::move(children);
  for (const Node* child : node.children) node.depth = std::max(node.depth, child->depth + 1);
  if (node.depth > kMaxDepth) {
    problems_.Add(node.range, "cost", {"表达式嵌套过深", "the expression is nested too deeply"},
                  {"请拆开，或把长串写成列表", "split it, or put long chains into a list"});
    return nullptr;
  }
  return &node;
}

Node* Parsing::Expression() {
  if (nesting_ >= kMaxNesting) {
    problems_.Add(Here().range, "cost",
                  Text{"表达式嵌套超过 ", "the expression is nested deeper than "} +
                      std::to_string(kMaxNesting) + Text{" 层", " levels"});
    return nullptr;
  }
  ++nesting_;
  Node* node = Conditional();
  --nesting_;
  return node;
}

Node* Parsing::Conditional() {
  const std::size_t start = Here().range.offset;
  Node* condition = Chain("||", NodeKind::kOr);
  if (condition == nullptr || !Is("?")) return condition;
  ++at_;
  Node* then = Chain("||", NodeKind::kOr);
  if (then == nullptr || !Expect(":")) return nullptr;
  Node* otherwise = Expression();
  if (otherwise == nullptr) return nullptr;
  return Make(NodeKind::kConditional, start, {condition, then, otherwise});
}

// A chain of && or of ||, kept in one level: its evaluation does not depend on how it is nested.
Node* Parsing::Chain(std::string_view symbol, NodeKind kind) {
  const std::size_t start = Here().range.offset;
  std::vector<Node*> parts;
  do {
    Node* part = kind == NodeKind::kOr ? Chain("&&", NodeKind::kAnd) : Binary(kRelation);
    if (part == nullptr) return nullptr;
    parts.push_back(part);
  } while (Take(symbol));
  return parts.size() == 1 ? parts.front() : Make(kind, start, std::move(parts));
}

Node* Parsing::Binary(int level) {
  if (level == kUnary) return Unary();
  const std::size_t start = Here().range.offset;
  Node* left = Binary(level + 1);
  while (left != nullptr) {
    const auto* found = std::ranges::find_if(
        kOperators, [this, level](const OperatorInfo& info) { return info.level == level && Is(info.text); });
    if (found == std::end(kOperators)) return left;
    const Range name_range = Here().range;
    ++at_;
    Node* right = Binary(level + 1);
    if (right == nullptr) return nullptr;
    left = Make(NodeKind::kBinary, start, {left, right});
    if (left == nullptr) return nullptr;
    left->op = found->op;
    left->name_range = name_range;
    left->text = found->text;
  }
  return nullptr;
}

Node* Parsing::Unary() {
  const std::size_t start = Here().range.offset;
  if (Is("-") && (tokens_[at_ + 1].kind == TokenKind::kInt || tokens_[at_ + 1].kind == TokenKind::kDouble)) {
    ++at_;
    return Members(Literal(start, true), start);
  }
  if (!Is("!") && !Is("-")) return Members(Primary(), start);
  // A run of signs is counted, not recursed into: only whether it is odd matters, and its type.
  const bool negation = Is("-");
  const std::string_view sign = Here().text;
  int count = 0;
  const auto literal_follows = [this] {
    const TokenKind next = tokens_[at_ + 1].kind;
    return Is("-") && (next == TokenKind::kInt || next == TokenKind::kDouble);
  };
  while (Is(sign) && !literal_follows()) {
    ++at_;
    ++count;
  }
  Node* operand = Is(sign) ? Unary() : Is("!") || Is("-") ? nullptr : Members(Primary(), Here().range.offset);
  if (operand == nullptr) return problems_.empty() ? Unexpected({"值", "a value"}) : nullptr;
  const NodeKind kind = negation ? NodeKind::kNegate : NodeKind::kNot;
  Node* node = Make(kind, start, {operand});
  if (node != nullptr && count % 2 == 0) node = Make(kind, start, {node});
  return node;
}

Ast Parse(std::string_view source, Problems& problems) {
  std::vector<Token> tokens = Tokenize(source, problems);
  if (!problems.empty()) return {};
  Ast ast = Parsing(std::move(tokens), problems).Run();
  if (!problems.empty()) ast.root = nullptr;
  return ast;
}

}  // namespace charter::expr
