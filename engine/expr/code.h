// A compiled expression: a tree in one array, names resolved to slots, literals to constants.
#pragma once

#include <re2/re2.h>

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "engine/expr/ast.h"
#include "engine/expr/builtin.h"
#include "engine/expr/program.h"

namespace charter::expr {

enum class Op : std::uint8_t {
  kConstant,     // a: constant
  kSlot,         // a: slot
  kLocal,        // a: position
  kSelect,       // a: operand, b: constant key
  kHasSlot,      // a: slot
  kHasSelect,    // a: operand, b: constant key; `kind` is kMap where the operand is a record
  kIndex,        // a: container, b: index
  kNot,          // a
  kNegate,       // a
  kArithmetic,   // a, b
  kEqual,        // a, b
  kNotEqual,     // a, b
  kOrdered,      // a, b
  kIn,           // a, b
  kAnd,          // children
  kOr,           // children
  kConditional,  // a ? b : c
  kList,         // children
  kMap,          // children
  kBuiltin,      // children
  kMatches,      // a: text, b: pattern; c: pattern compiled at load, instead of b
  kHost,         // a: number; children
  kMacro,        // a: range, b: condition or -1, c: result or -1
  kToDecimal,    // a
  kExpect,       // a: must be of `kind`
  kRefused,      // a: constant, the message of what the checker found wrong; not in checked programs
};

struct Instruction {
  Op op = Op::kConstant;
  Operator operation = Operator::kAdd;
  Macro macro = Macro::kAll;
  Kind kind = Kind::kAbsent;
  bool calls_out = false;    // it or a part of it asks the activation: references into that end
  bool exact_right = false;  // which side `exact` stands for
  std::uint8_t local = 0;    // of a macro: the first of its variables
  bool pairs = false;        // of a macro: it has two
  std::int32_t a = -1;
  std::int32_t b = -1;
  std::int32_t c = -1;
  std::int32_t exact = -1;  // constant: the decimal to read a literal as, should it meet a decimal
  std::int32_t first = 0;   // children: a range of Code::children
  std::int32_t count = 0;
  std::uint32_t offset = 0;  // into the source, for errors
  BuiltinFunction builtin = nullptr;
};

}  // namespace charter::expr

namespace charter {

struct Program::Code {
  std::string source;
  Type type;
  std::vector<expr::Instruction> instructions;
  std::vector<std::int32_t> children;
  std::vector<Value> constants;
  std::map<std::int32_t, std::string> slot_names;  // of the slots it reads, for messages
  std::vector<std::unique_ptr<const RE2>> patterns;
  std::vector<std::vector<TypeKind>> host_parameters;  // by number of the host function
  std::int32_t root = -1;
};

}  // namespace charter
