// A checked tree to code.
#pragma once

#include <memory>

#include "engine/expr/ast.h"
#include "engine/expr/code.h"
#include "engine/expr/environment.h"
#include "engine/expr/problem.h"

namespace charter::expr {

// Constants are computed here where that cannot fail; one that always fails to convert (a timestamp
// that is none, a pattern that is no regular expression) is a problem.
std::shared_ptr<const Program::Code> Emit(const Ast& ast, std::string_view source,
                                          const Environment& environment, const Type& expected,
                                          Problems& problems);

}  // namespace charter::expr
