#include "api/resources/file_answer.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "api/conventions.h"
#include "engine/data/file_ref.h"

namespace charter::api {
namespace {

// What a browser shows and does not carry out.
constexpr std::array<std::string_view, 6> kShown{"image/png",  "image/jpeg", "image/gif",
                                                 "image/webp", "image/bmp",  "text/plain"};

std::optional<std::int64_t> Number(std::string_view digits) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (digits.empty() || digits.front() == '-' || error != std::errc() || end != digits.data() + digits.size())
    return std::nullopt;
  return number;
}

// Reads a file from one place to another, piece by piece.
std::function<std::string()> Reading(Files& files, const TenantId& tenant, const std::string& sha256,
                                     ByteRange range) {
  return [&files, tenant, sha256, range]() mutable {
    std::string piece = files.ReadFile(tenant, sha256, range.from);
    if (static_cast<std::int64_t>(piece.size()) > range.count)
      piece.resize(static_cast<std::size_t>(range.count));
    range.from += static_cast<std::int64_t>(piece.size());
    range.count -= static_cast<std::int64_t>(piece.size());
    return piece;
  };
}

}  // namespace

std::vector<AnswerShape> GivesFile() {
  using Holds = AnswerShape::Holds;
  const std::vector<std::string> headers{"ETag", "Content-Disposition", "Accept-Ranges"};
  std::vector<std::string> part = headers;
  part.emplace_back("Content-Range");
  return {{200, Holds::kText, "*/*", "", headers},
          {206, Holds::kText, "*/*", "", part},
          {304, Holds::kNothing, "", "", {"ETag", "Accept-Ranges"}},
          {416, Holds::kNothing, "", "", {"ETag", "Accept-Ranges", "Content-Range"}}};
}

std::optional<ByteRange> ReadRange(const std::string* field, std::int64_t size) {
  constexpr std::string_view kUnit = "bytes=";
  if (field == nullptr || !EqualIgnoringCase(std::string_view(*field).substr(0, kUnit.size()), kUnit))
    return std::nullopt;
  const std::string_view range = TrimSpace(std::string_view(*field).substr(kUnit.size()));
  const std::size_t dash = range.find('-');
  if (dash == std::string_view::npos || range.find(',') != std::string_view::npos) return std::nullopt;
  const auto first = Number(range.substr(0, dash));
  const auto last = Number(range.substr(dash + 1));
  if (dash == 0) {
    if (!last) return std::nullopt;
    const std::int64_t count = std::min(*last, size);
    return ByteRange{size - count, count};
  }
  if (!first || (dash + 1 < range.size() && !last) || (last && *last < *first)) return std::nullopt;
  if (*first >= size) return ByteRange{};
  return ByteRange{*first, std::min(last.value_or(size - 1), size - 1) - *first + 1};
}

std::string Disposition(std::string_view kind, const std::string& name) {
  std::string plain;
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    // Of a character that takes several bytes, one sign.
    if ((byte & 0xc0U) == 0x80U) continue;
    plain += byte < 0x80 && c != '"' && c != '\\' && c != '%' ? c : '_';
  }
  return std::string(kind) + "; filename=\"" + plain + "\"; filename*=UTF-8''" + PercentEncode(name);
}

Response FileResponse(const Call& call, Files& files, const ItemFile& item_file) {
  const FileRecord& file = item_file.file;
  const Headers& asked = call.request.headers;
  const std::string etag = "\"" + file.sha256 + "\"";
  const std::string size = std::to_string(file.size);
  Response response;
  response.headers.Add("ETag", etag);
  response.headers.Add("Accept-Ranges", "bytes");
  // Whoever may read it today may not tomorrow: a copy is asked about before it is used.
  response.headers.Add("Cache-Control", "private, no-cache");
  if (IsKnown(asked, etag)) {
    response.status = 304;
    return response;
  }
  const std::string* if_range = asked.Find("If-Range");
  const bool is_whole = if_range != nullptr && *if_range != etag;
  // Of GET alone (RFC 9110, 14.2).
  const bool takes_range = call.request.method == "GET" && !is_whole;
  auto range = takes_range ? ReadRange(asked.Find("Range"), file.size) : std::nullopt;
  if (range && range->count == 0) {
    response.status = 416;
    response.headers.Add("Content-Range", "bytes */" + size);
    return response;
  }
  if (range) {
    response.status = 206;
    response.headers.Add("Content-Range", "bytes " + std::to_string(range->from) + "-" +
                                              std::to_string(range->from + range->count - 1) + "/" + size);
  }
  const bool shown = std::find(kShown.begin(), kShown.end(), file.type) != kShown.end();
  response.headers.Add("Content-Type", file.type);
  response.headers.Add("Content-Disposition",
                       Disposition(shown ? "inline" : "attachment",
                                   item_file.name.empty() ? file.sha256.substr(0, 16) : item_file.name));
  response.headers.Add("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; sandbox");
  const ByteRange wanted = range.value_or(ByteRange{0, file.size});
  if (wanted.count == 0) return response;
  response.rest_size = wanted.count;
  response.rest = Reading(files, call.caller->tenant, file.sha256, wanted);
  // The first piece is read before the head is sent: what is damaged is told as such.
  if (call.request.method != "HEAD") {
    response.body = response.rest();
    response.rest_size -= static_cast<std::int64_t>(response.body.size());
  }
  return response;
}

void WriteFile(JsonWriter& json, const ItemFile& file) {
  json.BeginObject().Key("sha256").String(file.file.sha256).Key("size").Int(file.file.size);
  json.Key("type").String(file.file.type).Key("name").String(file.name);
  json.Key("ref").String(ToString(FileRef{file.file.sha256, file.name}));
  json.Key("added_at").Time(file.file.added_at).EndObject();
}

}  // namespace charter::api
