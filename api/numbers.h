// Numbers given as options.
#pragma once

#include <string>

namespace charter::api {

// Throws Failure(invalid_parameter) that names the option and its bounds.
int NumberOption(const std::string& option, const std::string& text, int least, int most);

}  // namespace charter::api
