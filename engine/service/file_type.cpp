#include "engine/service/file_type.h"

#include <algorithm>
#include <array>
#include <span>
#include <utility>

namespace charter {
namespace {

using Types = std::span<const std::string_view>;

constexpr std::array<std::pair<std::string_view, std::string_view>, 13> kOtherNames{
    {{"image/jpg", "image/jpeg"},
     {"image/pjpeg", "image/jpeg"},
     {"image/x-png", "image/png"},
     {"image/x-ms-bmp", "image/bmp"},
     {"image/heif", "image/heic"},
     {"application/x-pdf", "application/pdf"},
     {"application/x-zip-compressed", "application/zip"},
     {"application/x-zip", "application/zip"},
     {"application/vnd.rar", "application/x-rar"},
     {"application/x-rar-compressed", "application/x-rar"},
     {"application/csv", "text/csv"},
     {"audio/mp3", "audio/mpeg"},
     {"audio/x-wav", "audio/wav"}}};

// Kinds of ZIP archives. OFD is GB/T 33190, which libraries do not know.
constexpr std::array<std::string_view, 8> kZipped{
    "application/zip",
    "application/ofd",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "application/vnd.oasis.opendocument.text",
    "application/vnd.oasis.opendocument.spreadsheet",
    "application/vnd.oasis.opendocument.presentation"};
constexpr std::array<std::string_view, 9> kOldOffice{"application/x-ole-storage",
                                                     "application/cdfv2",
                                                     "application/msword",
                                                     "application/vnd.ms-excel",
                                                     "application/vnd.ms-powerpoint",
                                                     "application/vnd.ms-office",
                                                     "application/vnd.ms-works",
                                                     "application/wps-office.wps",
                                                     "application/wps-office.et"};
constexpr std::array<std::string_view, 7> kText{
    "text/plain",       "text/csv",         "text/markdown",       "text/tab-separated-values",
    "application/json", "application/yaml", "application/x-ndjson"};
constexpr std::array<std::string_view, 6> kFilm{"video/mp4",   "audio/mp4",   "video/quicktime",
                                                "audio/x-m4a", "video/x-m4v", "video/3gpp"};

bool IsOneOf(Types types, std::string_view type) {
  return std::find(types.begin(), types.end(), type) != types.end();
}

// Programs and pages look like text, too; of the rest it is guessed from words.
bool IsOnlyText(std::string_view found) {
  if (IsOneOf(kText, found) || found == "message/rfc822") return true;
  return found.starts_with("text/") && found != "text/html" && found != "text/xml" &&
         found != "text/x-shellscript" && found != "text/x-msdos-batch" && found != "text/javascript";
}

bool IsKindOf(std::string_view said, std::string_view found) {
  return (found == "application/zip" && IsOneOf(kZipped, said)) ||
         (said == "application/zip" && IsOneOf(kZipped, found)) ||
         (IsOneOf(kOldOffice, said) && IsOneOf(kOldOffice, found)) ||
         (IsOneOf(kText, said) && IsOnlyText(found)) || (IsOneOf(kFilm, said) && IsOneOf(kFilm, found));
}

}  // namespace

std::string PlainMediaType(std::string_view type) {
  std::string plain(type.substr(0, type.find(';')));
  plain.erase(0, std::min(plain.find_first_not_of(" \t"), plain.size()));
  plain.erase(plain.find_last_not_of(" \t") + 1);
  for (char& c : plain) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  const auto other = std::find_if(kOtherNames.begin(), kOtherNames.end(),
                                  [&](const auto& names) { return names.first == plain; });
  return other == kOtherNames.end() ? plain : std::string(other->second);
}

Outcome<std::string> AgreedType(std::string_view said, std::string_view found) {
  std::string claim = PlainMediaType(said);
  std::string fact = PlainMediaType(found);
  if (claim.empty() || claim == "application/octet-stream" || claim == fact) return fact;
  // An archive is what its content was found to be, whatever else it was called.
  if (IsKindOf(claim, fact)) return claim == "application/zip" ? fact : claim;
  return tl::unexpected(Refusal{
      Code::file_type_refused,
      {"文件内容是 " + fact + "，与所报类型 " + claim + " 不符", "the content is " + fact + ", not " + claim},
      {"请检查文件是否选错或已损坏，并按实际类型上传",
       "check that it is the right file and whole, and say its real type"},
      {},
      {fact}});
}

const std::vector<std::string>& UsualFileTypes() {
  static const std::vector<std::string> types = [] {
    std::vector<std::string> all{"application/pdf", "image/png",         "image/jpeg",
                                 "image/gif",       "image/webp",        "image/tiff",
                                 "image/bmp",       "image/heic",        "audio/mpeg",
                                 "audio/wav",       "application/x-rar", "application/x-7z-compressed"};
    for (const Types more : {Types(kZipped), Types(kOldOffice), Types(kText), Types(kFilm)})
      all.insert(all.end(), more.begin(), more.end());
    std::erase(all, "application/x-ole-storage");
    std::erase(all, "application/cdfv2");
    std::sort(all.begin(), all.end());
    return all;
  }();
  return types;
}

}  // namespace charter
