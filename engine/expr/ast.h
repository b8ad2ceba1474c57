// An expression as a tree: built by the parser, annotated by the checker, read by the emitter.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "engine/data/value.h"
#include "engine/expr/problem.h"
#include "engine/expr/type.h"

namespace charter::expr {

struct Builtin;

enum class NodeKind : std::uint8_t {
  kLiteral,      // literal; of a number also digits and negative
  kName,         // text
  kSelect,       // children[0].text
  kHas,          // has(children[0].text)
  kIndex,        // children[0][children[1]]
  kNot,          // !children[0]
  kNegate,       // -children[0]
  kBinary,       // children[0] op children[1]
  kAnd,          // all children, in one level
  kOr,           // all children, in one level
  kConditional,  // children[0] ? children[1] : children[2]
  kList,         // children
  kMap,          // children: key, value, key, value, ...
  kCall,         // text(children)
  kMethod,       // children[0].text(children[1], ...)
  kMacro,        // children[0].macro(text [, second], children[1] [, children[2]])
};

enum class Operator : std::uint8_t {
  kAdd,
  kSubtract,
  kMultiply,
  kDivide,
  kModulo,
  kEqual,
  kNotEqual,
  kLess,
  kLessEqual,
  kGreater,
  kGreaterEqual,
  kIn,
};

// With two variables, kMap is transformList.
enum class Macro : std::uint8_t { kAll, kExists, kExistsOne, kMap, kFilter, kTransformMap };

struct Node {
  NodeKind kind = NodeKind::kLiteral;
  Operator op = Operator::kAdd;
  Macro macro = Macro::kAll;
  bool negative = false;
  bool absolute = false;  // a name after a leading dot: no macro's variable hides it
  Range range;
  Range name_range;  // of the operator, the field or the function, for messages
  int depth = 1;
  std::string text;
  std::string second;  // of a macro with two variables
  std::string digits;  // of a numeric literal, as written
  Value literal;
  std::vector<Node*> children;

  // Filled in by the checker.
  Type type;
  int slot = -1;                     // of a variable
  int local = -1;                    // of a macro's (first) variable: its position on the stack of them
  int host = -1;                     // of a host function
  const Builtin* builtin = nullptr;  // of a function
  bool constant = false;             // a name or a selection that stands for `literal`
  bool to_decimal = false;           // its int value is wanted as a decimal
};

// Owns the nodes, so that taking a deep tree down takes no deep recursion.
struct Ast {
  std::deque<Node> nodes;
  Node* root = nullptr;
};

inline constexpr int kMaxDepth = 250;    // of the tree, chains of operators and selections included
inline constexpr int kMaxNesting = 100;  // of brackets, calls and conditionals
inline constexpr int kMaxLocals = 16;    // of macros within macros
inline constexpr std::size_t kMaxSource = 65536;

}  // namespace charter::expr
