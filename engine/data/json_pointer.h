// JSON Pointers (RFC 6901).
#pragma once

#include <string>
#include <string_view>

namespace charter {

// "/" and the name of a member, its "~" written as "~0" and its "/" as "~1".
void AppendPointerStep(std::string& pointer, std::string_view member);

}  // namespace charter
