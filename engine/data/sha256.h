// SHA-256 (FIPS 180-4), as 64 digits of lower-case hex.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace charter {

// Throws Failure (internal_error) where the library has no SHA-256. Thread-safe.
std::string Sha256(std::string_view text);

// Of a text that comes in parts. Used by one thread at a time.
class Sha256Stream {
 public:
  Sha256Stream();
  ~Sha256Stream();
  Sha256Stream(const Sha256Stream&) = delete;
  Sha256Stream& operator=(const Sha256Stream&) = delete;

  void Add(std::string_view part);
  // Of all parts since the last call, or since the beginning.
  std::string Finish();

 private:
  struct Context;
  std::unique_ptr<Context> context_;
};

}  // namespace charter
