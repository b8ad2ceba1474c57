// Reading literals as what stands beside them wants them: numbers beside a decimal, empty lists and maps.
#pragma once

#include "engine/expr/ast.h"
#include "engine/expr/problem.h"

namespace charter::expr {

// Whether `node` is made of numeric literals alone: it can be read as exact decimals.
bool IsLiteralNumber(const Node& node);

// Turns `node` into a decimal where it is a literal number (from its source text), an int, a
// conditional of these, or a list of these where `type` is a list of decimals. Leaves others as they
// are. Reports a literal that is no exact decimal.
void MakeExact(Node& node, const Type& type, Problems& problems);

}  // namespace charter::expr
