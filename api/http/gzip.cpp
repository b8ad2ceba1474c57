#include "api/http/gzip.h"

// Its interface has const only where this is asked for.
#define ZLIB_CONST
#include <zlib.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

namespace charter::api {
namespace {

constexpr std::size_t kSmallest = 1024;
// Of lists in JSON, a fifth is left; the best that zlib can do leaves a seventh and takes four times as long.
constexpr int kLevel = 1;
constexpr int kGzip = 16 + MAX_WBITS;

bool IsText(const Headers& headers) {
  const std::string* type = headers.Find("Content-Type");
  if (type == nullptr || headers.Find("Content-Encoding") != nullptr) return false;
  constexpr std::array<std::string_view, 4> kTypes{"text/", "application/json", "application/problem+json",
                                                   "application/yaml"};
  return std::any_of(kTypes.begin(), kTypes.end(),
                     [&](std::string_view prefix) { return type->starts_with(prefix); });
}

// RFC 9110, 12.5.3; "*" is not taken for gzip.
bool TakesGzip(const Headers& headers) {
  const std::string* accepted = headers.Find("Accept-Encoding");
  std::string_view rest = accepted == nullptr ? std::string_view() : std::string_view(*accepted);
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find(','), rest.size());
    const std::string_view coding = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    const std::size_t semicolon = std::min(coding.find(';'), coding.size());
    if (!EqualIgnoringCase(TrimSpace(coding.substr(0, semicolon)), "gzip")) continue;
    const std::size_t quality = coding.find("q=", semicolon);
    return quality == std::string_view::npos ||
           coding.find_first_of("123456789", quality + 2) != std::string_view::npos;
  }
  return false;
}

// Nothing where it would not be shorter.
std::optional<std::string> Gzip(std::string_view text) {
  z_stream stream{};
  if (deflateInit2(&stream, kLevel, Z_DEFLATED, kGzip, MAX_MEM_LEVEL, Z_DEFAULT_STRATEGY) != Z_OK)
    return std::nullopt;
  std::string out(text.size(), '\0');
  stream.next_in = reinterpret_cast<const Bytef*>(text.data());
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const bool whole = deflate(&stream, Z_FINISH) == Z_STREAM_END;
  out.resize(stream.total_out);
  deflateEnd(&stream);
  if (!whole) return std::nullopt;
  return out;
}

}  // namespace

void Compress(const Request& request, Response& response) {
  constexpr std::size_t kLargest = 1UL << 30U;  // zlib counts in 32 bits
  if (response.rest || response.goes_on) return;
  if (response.body.size() < kSmallest || response.body.size() > kLargest) return;
  if (!IsText(response.headers) || !TakesGzip(request.headers)) return;
  auto body = Gzip(response.body);
  if (!body) return;
  response.body = *std::move(body);
  response.headers.Add("Content-Encoding", "gzip");
  response.headers.Add("Vary", "Accept-Encoding");
}

}  // namespace charter::api
