// Where the keys of an identity provider come from.
#pragma once

#include <memory>
#include <string>

namespace charter::api {

class KeyFetch {
 public:
  virtual ~KeyFetch() = default;
  // The text of the key set as it is now. Throws Failure where it is not to be had. Called by one thread at a
  // time.
  virtual std::string Fetch() = 0;
};

// A file, or an address: https, or http on this machine. Throws Failure(invalid_parameter) for another
// address.
std::unique_ptr<KeyFetch> MakeKeyFetch(const std::string& file_or_url);

}  // namespace charter::api
