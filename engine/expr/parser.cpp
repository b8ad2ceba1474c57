#include "engine/expr/parser.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "engine/expr/lexer.h"
#include "engine/expr/literal.h"

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

std::optional<Macro> MacroOf(std::string_view name, std::size_t arguments) {
  if (name == "map" && (arguments == 2 || arguments == 3)) return Macro::kMap;
  if (arguments != 2) return std::nullopt;
  if (name == "all") return Macro::kAll;
  if (name == "exists") return Macro::kExists;
  if (name == "exists_one" || name == "existsOne") return Macro::kExistsOne;
  if (name == "filter") return Macro::kFilter;
  return std::nullopt;
}

// A null node means that a problem has been reported and that everything is given up.
class Parser {
 public:
  Parser(std::vector<Token> tokens, Problems& problems) : tokens_(std::move(tokens)), problems_(problems) {}

  Ast Run() {
    Node* root = Expression();
    if (root != nullptr && Here().kind != TokenKind::kEnd) {
      Unexpected("an operator or the end");
      root = nullptr;
    }
    ast_.root = root;
    return std::move(ast_);
  }

 private:
  [[nodiscard]] const Token& Here() const { return tokens_[at_]; }
  [[nodiscard]] bool Is(std::string_view symbol) const {
    const Token& token = Here();
    return (token.kind == TokenKind::kSymbol || token.kind == TokenKind::kKeyword) && token.text == symbol;
  }
  bool Take(std::string_view symbol) {
    if (!Is(symbol)) return false;
    ++at_;
    return true;
  }

  Node* Unexpected(const std::string& expected) {
    const Token& token = Here();
    std::string message = "expected " + expected;
    if (token.kind == TokenKind::kEnd) {
      message += ", found the end of the expression";
    } else if (token.kind == TokenKind::kReserved) {
      message += ", found `" + std::string(token.text) + "`, a word that CEL reserves";
    } else {
      message += ", found `" + std::string(token.text) + "`";
    }
    std::string hint;
    if (token.kind == TokenKind::kName &&
        (token.text == "and" || token.text == "or" || token.text == "not")) {
      hint = token.text == "and" ? "use `&&`" : token.text == "or" ? "use `||`" : "use `!`";
    }
    problems_.Add(token.range, "syntax", message, hint);
    return nullptr;
  }

  bool Expect(std::string_view symbol) {
    if (Take(symbol)) return true;
    Unexpected("`" + std::string(symbol) + "`");
    return false;
  }

  Node* Make(NodeKind kind, std::size_t offset, std::vector<Node*> children = {}) {
    Node& node = ast_.nodes.emplace_back();
    node.kind = kind;
    node.range = {offset, at_ > 0 ? tokens_[at_ - 1].range.end : 0};
    node.name_range = node.range;
    node.children = std::move(children);
    for (const Node* child : node.children) node.depth = std::max(node.depth, child->depth + 1);
    if (node.depth > kMaxDepth) {
      problems_.Add(node.range, "cost", "the expression is nested too deeply",
                    "split it, or put long chains into a list");
      return nullptr;
    }
    return &node;
  }

  Node* Expression() {
    if (nesting_ >= kMaxNesting) {
      problems_.Add(Here().range, "cost",
                    "the expression is nested deeper than " + std::to_string(kMaxNesting) + " levels");
      return nullptr;
    }
    ++nesting_;
    Node* node = Conditional();
    --nesting_;
    return node;
  }

  Node* Conditional() {
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
  Node* Chain(std::string_view symbol, NodeKind kind) {
    const std::size_t start = Here().range.offset;
    std::vector<Node*> parts;
    do {
      Node* part = kind == NodeKind::kOr ? Chain("&&", NodeKind::kAnd) : Binary(kRelation);
      if (part == nullptr) return nullptr;
      parts.push_back(part);
    } while (Take(symbol));
    return parts.size() == 1 ? parts.front() : Make(kind, start, std::move(parts));
  }

  Node* Binary(int level) {
    if (level == kUnary) return Unary();
    const std::size_t start = Here().range.offset;
    Node* left = Binary(level + 1);
    while (left != nullptr) {
      const auto* found = std::ranges::find_if(kOperators, [this, level](const OperatorInfo& info) {
        return info.level == level && Is(info.text);
      });
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

  Node* Unary() {
    const std::size_t start = Here().range.offset;
    if (Is("-") &&
        (tokens_[at_ + 1].kind == TokenKind::kInt || tokens_[at_ + 1].kind == TokenKind::kDouble)) {
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
    Node* operand = Is(sign)             ? Unary()
                    : Is("!") || Is("-") ? nullptr
                                         : Members(Primary(), Here().range.offset);
    if (operand == nullptr) return problems_.empty() ? Unexpected("a value") : nullptr;
    const NodeKind kind = negation ? NodeKind::kNegate : NodeKind::kNot;
    Node* node = Make(kind, start, {operand});
    if (node != nullptr && count % 2 == 0) node = Make(kind, start, {node});
    return node;
  }

  Node* Literal(std::size_t start, bool negative) {
    const Token token = Here();
    std::optional<Value> value = ReadLiteral(token, negative, problems_);
    if (!value) return nullptr;
    ++at_;
    Node* node = Make(NodeKind::kLiteral, start);
    node->literal = std::move(*value);
    node->negative = negative;
    if (IsNumber(node->literal.kind())) node->digits = token.text;
    return node;
  }

  Node* Keyword(Value value) {
    const std::size_t start = Here().range.offset;
    ++at_;
    Node* node = Make(NodeKind::kLiteral, start);
    node->literal = std::move(value);
    return node;
  }

  Node* Primary() {
    const Token& token = Here();
    switch (token.kind) {
      case TokenKind::kInt:
      case TokenKind::kUint:
      case TokenKind::kDouble:
      case TokenKind::kString:
      case TokenKind::kBytes:
        return Literal(token.range.offset, false);
      case TokenKind::kName:
        return Name();
      default:
        break;
    }
    if (Is("true")) return Keyword(Value::Bool(true));
    if (Is("false")) return Keyword(Value::Bool(false));
    if (Is("null")) return Keyword(Value::Null());
    if (Is("[")) return ListLiteral();
    if (Is("{")) return MapLiteral();
    if (Take("(")) {
      Node* inside = Expression();
      return inside != nullptr && Expect(")") ? inside : nullptr;
    }
    if (Is(".") && tokens_[at_ + 1].kind == TokenKind::kName) {
      ++at_;
      return Name();
    }
    return Unexpected("a value");
  }

  Node* Name() {
    const Token token = Here();
    ++at_;
    if (Is("(")) {
      std::optional<std::vector<Node*>> arguments = Arguments();
      if (!arguments) return nullptr;
      if (token.text == "has") return Has(token, *arguments);
      return Named(Make(NodeKind::kCall, token.range.offset, std::move(*arguments)), token);
    }
    return Named(Make(NodeKind::kName, token.range.offset), token);
  }

  static Node* Named(Node* node, const Token& token) {
    if (node == nullptr) return nullptr;
    node->text = token.text;
    node->name_range = token.range;
    return node;
  }

  Node* Has(const Token& token, const std::vector<Node*>& arguments) {
    const Range range{token.range.offset, tokens_[at_ - 1].range.end};
    if (arguments.size() != 1 || arguments[0]->kind != NodeKind::kSelect) {
      problems_.Add(range, "syntax", "has() takes one field of something", "write has(data.field)");
      return nullptr;
    }
    arguments[0]->kind = NodeKind::kHas;
    arguments[0]->range = range;
    return arguments[0];
  }

  Node* Members(Node* node, std::size_t start) {
    while (node != nullptr) {
      if (Take(".")) {
        node = Member(node, start);
      } else if (Take("[")) {
        Node* index = Expression();
        if (index == nullptr || !Expect("]")) return nullptr;
        node = Make(NodeKind::kIndex, start, {node, index});
      } else if (Is("{") && (node->kind == NodeKind::kName || node->kind == NodeKind::kSelect)) {
        problems_.Add(Here().range, "syntax", "messages cannot be built here", "use a map: {'key': value}");
        return nullptr;
      } else {
        return node;
      }
    }
    return nullptr;
  }

  Node* Member(Node* operand, std::size_t start) {
    const Token token = Here();
    if (token.kind != TokenKind::kName && token.kind != TokenKind::kReserved &&
        token.kind != TokenKind::kEscapedName) {
      return Unexpected("a field or a function after `.`");
    }
    ++at_;
    if (token.kind == TokenKind::kName && Is("(")) {
      std::optional<std::vector<Node*>> arguments = Arguments();
      if (!arguments) return nullptr;
      if (const std::optional<Macro> macro = MacroOf(token.text, arguments->size())) {
        return MacroCall(*macro, operand, token, *arguments, start);
      }
      arguments->insert(arguments->begin(), operand);
      return Named(Make(NodeKind::kMethod, start, std::move(*arguments)), token);
    }
    return Named(Make(NodeKind::kSelect, start, {operand}), token);
  }

  Node* MacroCall(Macro macro, Node* range, const Token& token, const std::vector<Node*>& arguments,
                  std::size_t start) {
    if (arguments[0]->kind != NodeKind::kName) {
      problems_.Add(arguments[0]->range, "syntax",
                    "the first argument of " + std::string(token.text) + "() is the name of its variable");
      return nullptr;
    }
    std::vector<Node*> children = {range};
    children.insert(children.end(), arguments.begin() + 1, arguments.end());
    Node* node = Make(NodeKind::kMacro, start, std::move(children));
    if (node == nullptr) return nullptr;
    node->macro = macro;
    node->text = arguments[0]->text;
    node->name_range = token.range;
    return node;
  }

  std::optional<std::vector<Node*>> Arguments() {
    ++at_;  // the bracket
    std::vector<Node*> arguments;
    if (Take(")")) return arguments;
    do {
      Node* argument = Expression();
      if (argument == nullptr) return std::nullopt;
      arguments.push_back(argument);
    } while (Take(","));
    if (!Expect(")")) return std::nullopt;
    return arguments;
  }

  Node* ListLiteral() {
    const std::size_t start = Here().range.offset;
    ++at_;
    std::vector<Node*> items;
    while (!Is("]")) {
      Node* item = Expression();
      if (item == nullptr) return nullptr;
      items.push_back(item);
      if (!Take(",")) break;
    }
    if (!Expect("]")) return nullptr;
    return Make(NodeKind::kList, start, std::move(items));
  }

  Node* MapLiteral() {
    const std::size_t start = Here().range.offset;
    ++at_;
    std::vector<Node*> entries;
    while (!Is("}")) {
      Node* key = Expression();
      if (key == nullptr || !Expect(":")) return nullptr;
      Node* value = Expression();
      if (value == nullptr) return nullptr;
      entries.push_back(key);
      entries.push_back(value);
      if (!Take(",")) break;
    }
    if (!Expect("}")) return nullptr;
    return Make(NodeKind::kMap, start, std::move(entries));
  }

  std::vector<Token> tokens_;
  Problems& problems_;
  std::size_t at_ = 0;
  int nesting_ = 0;
  Ast ast_;
};

}  // namespace

Ast Parse(std::string_view source, Problems& problems) {
  std::vector<Token> tokens = Tokenize(source, problems);
  if (!problems.empty()) return {};
  Ast ast = Parser(std::move(tokens), problems).Run();
  if (!problems.empty()) ast.root = nullptr;
  return ast;
}

}  // namespace charter::expr
