// Types and names of an expression, checked against its environment.
#pragma once

#include "engine/expr/ast.h"
#include "engine/expr/environment.h"
#include "engine/expr/problem.h"

namespace charter::expr {

// Fills in the types and the resolved names of the tree; every problem is reported, and a part that
// has one counts as dyn, so that it is reported once.
void Check(Ast& ast, const Environment& environment, const Type& expected, Problems& problems);

}  // namespace charter::expr
