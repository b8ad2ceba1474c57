// The parser at work: recursive descent, split over parser.cpp (operators) and parser_primary.cpp (the rest).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/expr/ast.h"
#include "engine/expr/lexer.h"
#include "engine/expr/problem.h"

namespace charter::expr {

// A null node means that a problem has been reported and that everything is given up.
class Parsing {
 public:
  Parsing(std::vector<Token> tokens, Problems& problems) : tokens_(std::move(tokens)), problems_(problems) {}

  Ast Run();

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
  Node* Unexpected(const Text& expected);
  bool Expect(std::string_view symbol);
  Node* Make(NodeKind kind, std::size_t offset, std::vector<Node*> children = {});

  // parser.cpp
  Node* Expression();
  Node* Conditional();
  Node* Chain(std::string_view symbol, NodeKind kind);
  Node* Binary(int level);
  Node* Unary();

  // parser_primary.cpp
  Node* Literal(std::size_t start, bool negative);
  Node* Keyword(Value value);
  Node* Primary();
  Node* Name();
  static Node* Named(Node* node, const Token& token);
  Node* Has(const Token& token, const std::vector<Node*>& arguments);
  Node* Members(Node* node, std::size_t start);
  Node* Member(Node* operand, std::size_t start);
  Node* MacroCall(Macro macro, std::size_t variables, Node* range, const Token& token,
                  const std::vector<Node*>& arguments, std::size_t start);
  std::optional<std::vector<Node*>> Arguments();
  Node* ListLiteral();
  Node* MapLiteral();

  std::vector<Token> tokens_;
  Problems& problems_;
  std::size_t at_ = 0;
  int nesting_ = 0;
  Ast ast_;
};

}  // namespace charter::expr
