// What kind of file bytes are, by what they look like. The only file that knows libmagic is its .cpp.
#pragma once

#include <string>
#include <string_view>

namespace charter::api {

// A media type by the first bytes of a file: "application/pdf"; "application/octet-stream" where they look
// like nothing known. Thread-safe. Throws Failure(internal_error) where libmagic has no data to go by.
std::string FindMediaType(std::string_view begin);

}  // namespace charter::api
