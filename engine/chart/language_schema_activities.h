// The activities' part of the workflow schema, made from ActivityKinds.
#pragma once

#include <string>

namespace charter {

// Entries of `$defs`, each with a comma behind it: `activity_<kind>` for every kind, and `activity`, any of
// them.
std::string ActivityDefinitions();

}  // namespace charter
