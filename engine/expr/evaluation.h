// One expression on its own, with variables given as JSON.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "engine/data/code.h"
#include "engine/data/text.h"
#include "engine/data/value.h"
#include "engine/expr/type.h"

namespace charter {

// Where something stands in an expression; both count from 1, columns in characters.
struct ExprPlace {
  int line = 1;
  int column = 1;
};

struct EvaluationError {
  Code code{};       // 13xx; expression_failed where it was run and failed
  std::string name;  // the code's, or of expression_failed the fault's own: "division_by_zero"
  Text message;      // one sentence; of wrong arguments English only
  Text hint;         // "did you mean `budget`?", or empty
  std::optional<ExprPlace> place;
};

struct Evaluated {
  Value value;
  Type type;                             // as the checker knows it; what is dyn there is taken from the value
  std::vector<EvaluationError> refused;  // why no workflow could hold the expression
};

// `variables` is a map (or kAbsent) from names to parsed JSON, `types` one from names to the text of a
// type (Type::Parse); a name may have dots. Without a type a variable has the one that is seen in its
// value; a type without a value is a variable that is not set. Wrong arguments are invalid_parameter.
// All problems of the expression are told, by place. What only the checker refuses is run all the same,
// as CEL allows (`1 == 'a'` is false): it is an error only where it fails then. Thread-safe.
tl::expected<Evaluated, std::vector<EvaluationError>> Evaluate(const std::string& source,
                                                               const Value& variables, const Value& types);

}  // namespace charter
