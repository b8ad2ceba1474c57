// Regular expressions as expressions use them.
#pragma once

#include <re2/re2.h>

namespace charter::expr {

// Quiet, and with a bound on the memory of one pattern.
RE2::Options PatternOptions();

}  // namespace charter::expr
