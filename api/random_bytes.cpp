#include "api/random_bytes.h"

#include <openssl/rand.h>

#include "engine/data/failure.h"

namespace charter::api {

std::string RandomBytes(std::size_t count) {
  std::string bytes(count, '\0');
  if (RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(count)) != 1) {
    throw Failure(Code::internal_error, "the random generator has no entropy");
  }
  return bytes;
}

}  // namespace charter::api
