// A guard as a formula over variables: what can be decided about it without running an item.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/chart/chart.h"
#include "engine/expr/ast.h"

namespace charter {

// `kind` of a variable's value, or its size, compared with constants.
struct Comparison {
  expr::Operator op = expr::Operator::kEqual;  // kIn: one of the constants; else there is one
  bool of_size = false;
  std::vector<Value> constants;
};

// What a guard reads: a field or another name with known values, or a part that is not looked into
// (`opaque`) and may hold or not. The same text read at the same moment is the same variable.
struct Variable {
  std::string text;  // "data.amount"
  bool opaque = false;
  TypeKind type = TypeKind::kDyn;
  const Schema* schema = nullptr;  // null: any value of the type
  bool optional = false;           // reading it where it is not set is an error
  int slot = -1;                   // where an activation gives it; -1: inside of another value
};

struct Condition {
  enum class Kind : std::uint8_t { kConstant, kAnd, kOr, kNot, kConditional, kHas, kCompare, kOpaque };

  Kind kind = Kind::kConstant;
  bool constant = true;
  int variable = -1;             // kHas, kCompare, kOpaque
  Comparison comparison;         // kCompare
  std::vector<Condition> parts;  // kAnd, kOr, kNot, kConditional: condition, then, otherwise
};

// Reads guards into conditions over one set of variables, so that two of them can be held together.
class Conditions {
 public:
  explicit Conditions(const Chart& chart);

  // The guard of a transition, by its checked tree. `input_id`: transitions with the same one take the
  // same input; the names of others' input are other variables.
  Condition Of(const Transition& transition, const expr::Ast& guard, int input_id);

  [[nodiscard]] const Variable& VariableAt(int variable) const {
    return variables_[static_cast<std::size_t>(variable)];
  }
  [[nodiscard]] std::size_t size() const { return variables_.size(); }

 private:
  struct Reading {
    const Transition& transition;
    std::string_view source;
    int input_id;
  };

  Condition Read(const expr::Node& node, const Reading& reading);
  Condition ReadComparison(const expr::Node& node, const Reading& reading);
  Condition InState(const expr::Node& node, const Reading& reading);
  Condition Opaque(const expr::Node& node, const Reading& reading);
  // The variable that a chain of names stands for, or -1.
  int Path(const expr::Node& node, const Reading& reading);
  int Add(Variable variable, const Reading& reading);

  const Chart& chart_;
  std::vector<bool> may_be_cleared_;  // by field: some action may set it to null
  std::vector<Variable> variables_;
  std::unordered_map<std::string, int> by_text_;
};

}  // namespace charter
