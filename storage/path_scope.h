// Path prefixes as a condition that can use an index.
#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "storage/param.h"

namespace charter::storage {

// Without those that another one covers; sorted.
std::vector<std::string> Outermost(std::vector<std::string> prefixes);

// Every path that starts with the prefix sorts at or after it and before this.
std::string EndOfPrefix(const std::string& prefix);

// Whether the path is that of the place or of one below it; the empty place has all below it.
bool IsWithin(const std::string& path, const std::string& place);
bool Covers(const std::vector<std::string>& scopes, const std::string& path);

// Appends "(column >= :x AND column < :y OR ...)" over `prefixes`, and its parameters. Their texts are
// kept in `texts`, which must outlive the statement. An empty prefix covers every path.
// Precondition: prefixes is not empty.
void AppendPathCondition(std::string& sql, std::string_view column, const std::vector<std::string>& prefixes,
                         Params& params, std::deque<std::string>& texts);

}  // namespace charter::storage
