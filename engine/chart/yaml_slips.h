// What an author is told where yaml-cpp cannot read on.
#pragma once

#include <string>
#include <string_view>

#include "engine/chart/diagnostic.h"

namespace charter {

// CH1001 with yaml-cpp's message, and what has mostly led to it as the line and the one above it look.
Diagnostic YamlSlip(const std::string& message, Position position, std::string_view source);

}  // namespace charter
