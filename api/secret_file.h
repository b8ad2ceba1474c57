// Files that hold secrets: written whole or not at all, and readable by their owner only.
#pragma once

#include <string>

namespace charter::api {

// Replaces what is there. False, with errno, where it cannot be written.
bool WriteSecret(const std::string& path, const std::string& text);

}  // namespace charter::api
