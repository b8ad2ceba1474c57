#include "api/cross_site.h"

namespace charter::api {

bool IsFromAnotherSite(const Headers& headers) {
  if (const std::string* site = headers.Find("Sec-Fetch-Site")) {
    // "none": typed into the address bar, or from a bookmark.
    return *site != "same-origin" && *site != "none";
  }
  const std::string* origin = headers.Find("Origin");
  if (origin == nullptr) return false;
  const std::string* host = headers.Find("Host");
  const std::size_t scheme = origin->find("://");
  // "null" is what browsers say of pages whose origin is to be kept secret.
  if (host == nullptr || scheme == std::string::npos) return true;
  return !EqualIgnoringCase(std::string_view(*origin).substr(scheme + 3), *host);
}

}  // namespace charter::api
