// CEL's grammar: source text to a tree.
#pragma once

#include <string_view>

#include "engine/expr/ast.h"
#include "engine/expr/problem.h"

namespace charter::expr {

// The tree, whose root is null if there is a problem. Only the first mistake of syntax is reported:
// what follows one is guesswork.
Ast Parse(std::string_view source, Problems& problems);

}  // namespace charter::expr
