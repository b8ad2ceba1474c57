// Which types go together.
#pragma once

#include <optional>

#include "engine/data/text.h"
#include "engine/expr/ast.h"
#include "engine/expr/type.h"

namespace charter::expr {

// A type as a person reads it in a message: "timestamp" and not its protobuf name.
Text Describe(const Type& type);

// The kind of value that a type stands for; kAbsent where it stands for several.
Kind KindOf(TypeKind type);

bool IsNumeric(TypeKind kind);

// Whether a value of the one may be one of the other; dyn goes with all.
bool Compatible(const Type& a, const Type& b);

// The type of what may be of either; nothing where they do not go together.
std::optional<Type> Join(const Type& a, const Type& b);

// The result of `a op b` for + - * / %; nothing where there is none.
std::optional<Type> ArithmeticType(Operator op, const Type& a, const Type& b);

// Whether < <= > >= go between the two.
bool CanOrder(const Type& a, const Type& b);

}  // namespace charter::expr
