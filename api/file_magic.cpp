#include "api/file_magic.h"

#include <magic.h>

#include <memory>
#include <mutex>

#include "engine/data/failure.h"

namespace charter::api {
namespace {

// What is compressed is not unpacked to look further.
constexpr int kFlags = MAGIC_MIME_TYPE | MAGIC_NO_CHECK_COMPRESS | MAGIC_ERROR;

struct Close {
  void operator()(magic_t cookie) const { magic_close(cookie); }
};
using Cookie = std::unique_ptr<std::remove_pointer_t<magic_t>, Close>;

Cookie Open() {
  Cookie cookie(magic_open(kFlags));
  if (cookie == nullptr || magic_load(cookie.get(), nullptr) != 0)
    throw Failure(Code::internal_error, "libmagic has no data: is the package libmagic-mgc there?");
  return cookie;
}

}  // namespace

// One for all threads: it takes a millisecond, and files are rare beside events.
std::string FindMediaType(std::string_view begin) {
  static std::mutex mutex;
  static const Cookie cookie = Open();
  const std::scoped_lock lock(mutex);
  const char* type = magic_buffer(cookie.get(), begin.data(), begin.size());
  return type == nullptr ? "application/octet-stream" : type;
}

}  // namespace charter::api
