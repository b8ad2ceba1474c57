// Bytes as text: two digits each, lower case.
#pragma once

#include <string>
#include <string_view>

namespace charter {

std::string ToHex(std::string_view bytes);
std::string FromHex(std::string_view hex);  // of what ToHex gives

}  // namespace charter
