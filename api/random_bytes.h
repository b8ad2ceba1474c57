// Randomness for ids and secrets.
#pragma once

#include <cstddef>
#include <string>

namespace charter::api {

// From OpenSSL's generator. Throws Failure(internal_error) where it has no entropy. Thread-safe.
std::string RandomBytes(std::size_t count);

}  // namespace charter::api
