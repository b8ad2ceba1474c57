// What kind of file a content is, of what its sender says and what it looks like.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "engine/data/refusal.h"

namespace charter {

// In lower case, without parameters, under its usual name: "image/jpg; q=1" is image/jpeg.
std::string PlainMediaType(std::string_view type);

// The media type to go by. What was `found` in the content counts, but where that says only how it is packed
// (a ZIP archive, an old Office document, plain text) and `said` is a kind of that. Refused where the two
// contradict each other: file_type_refused.
Outcome<std::string> AgreedType(std::string_view said, std::string_view found);

// Documents, sheets, slides, pictures, sound and film, archives; nothing that a computer carries out.
const std::vector<std::string>& UsualFileTypes();

}  // namespace charter
