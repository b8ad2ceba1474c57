// Text for HTML and XML.
#pragma once

#include <string>
#include <string_view>

namespace charter {

// For what stands between tags, and for values of attributes in quotes of either kind.
void AppendEscaped(std::string& out, std::string_view text);
std::string Escaped(std::string_view text);

}  // namespace charter
