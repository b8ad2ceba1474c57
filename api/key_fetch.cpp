#include "api/key_fetch.h"

#include <curl/curl.h>

#include <algorithm>
#include <array>
#include <utility>

#include "api/commands/commands.h"
#include "engine/data/failure.h"

namespace charter::api {
namespace {

constexpr long kPatienceMs = 5000;
constexpr std::size_t kLargestSet = 256UL * 1024UL;

class FileKeys final : public KeyFetch {
 public:
  explicit FileKeys(std::string path) : path_(std::move(path)) {}
  std::string Fetch() override {
    auto text = ReadFile(path_);
    if (!text) throw Failure(Code::invalid_parameter, "cannot read the key set " + path_);
    return *std::move(text);
  }

 private:
  const std::string path_;
};

std::size_t Append(char* data, std::size_t size, std::size_t count, void* kept) {
  auto& text = *static_cast<std::string*>(kept);
  if (text.size() + size * count > kLargestSet) return 0;
  text.append(data, size * count);
  return size * count;
}

class UrlKeys final : public KeyFetch {
 public:
  explicit UrlKeys(std::string url) : url_(std::move(url)) {}

  std::string Fetch() override {
    const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl(curl_easy_init(), curl_easy_cleanup);
    if (!curl) throw Failure(Code::internal_error, "libcurl does not start");
    std::string text;
    curl_easy_setopt(curl.get(), CURLOPT_URL, url_.c_str());
    curl_easy_setopt(curl.get(), CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl.get(), CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl.get(), CURLOPT_TIMEOUT_MS, kPatienceMs);
    curl_easy_setopt(curl.get(), CURLOPT_USERAGENT, "charter/" CHARTER_VERSION);
    curl_easy_setopt(curl.get(), CURLOPT_WRITEFUNCTION, Append);
    curl_easy_setopt(curl.get(), CURLOPT_WRITEDATA, &text);
    const CURLcode code = curl_easy_perform(curl.get());
    if (code != CURLE_OK) throw Failure(Code::internal_error, curl_easy_strerror(code));
    long status = 0;
    curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &status);
    if (status != 200) throw Failure(Code::internal_error, "status " + std::to_string(status));
    return text;
  }

 private:
  const std::string url_;
};

// Keys that somebody on the way could exchange are worth nothing.
bool StaysOnThisMachine(const std::string& url) {
  constexpr std::array kHere{"http://127.0.0.1", "http://localhost", "http://[::1]"};
  return std::any_of(kHere.begin(), kHere.end(), [&](const std::string& here) {
    return url.starts_with(here) && url.size() > here.size() &&
           (url[here.size()] == '/' || url[here.size()] == ':') && url.find('@') == std::string::npos;
  });
}

}  // namespace

std::unique_ptr<KeyFetch> MakeKeyFetch(const std::string& file_or_url) {
  if (file_or_url.starts_with("https://") || StaysOnThisMachine(file_or_url))
    return std::make_unique<UrlKeys>(file_or_url);
  if (file_or_url.find("://") != std::string::npos) {
    throw Failure(Code::invalid_parameter,
                  "keys come from a file or from an address that starts with https://, not from \"" +
                      file_or_url + "\"");
  }
  return std::make_unique<FileKeys>(file_or_url);
}

}  // namespace charter::api
