// Bytes as text, RFC 4648.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace charter {

std::string EncodeBase64(std::string_view bytes);
// With the alphabet for URLs, and without padding.
std::string EncodeBase64Url(std::string_view bytes);

// Also the alphabet for URLs, and without padding; nothing on other text.
std::optional<std::string> DecodeBase64(std::string_view text);

}  // namespace charter
