// Text in UTF-8, character by character; whether bytes are UTF-8 at all: IsUtf8 in json.h.
#pragma once

#include <cstddef>
#include <string_view>

namespace charter {

// Code points. Of bytes that are no UTF-8: those that do not continue a character.
std::size_t CountCharacters(std::string_view text);

// The bytes of the first `count` characters, or the whole text where it has no more.
std::string_view FirstCharacters(std::string_view text, std::size_t count);

}  // namespace charter
