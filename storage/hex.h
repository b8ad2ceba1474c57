// Bytes as they go to and from a database: SOCI passes text and numbers only.
#pragma once

#include <string>
#include <string_view>

namespace charter::storage {

std::string ToHex(std::string_view bytes);  // lower case
std::string FromHex(std::string_view hex);  // of what ToHex gives

}  // namespace charter::storage
