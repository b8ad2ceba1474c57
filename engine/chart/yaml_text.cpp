#include "engine/chart/yaml_text.h"

#include <algorithm>
#include <string>

#include "engine/data/json.h"

namespace charter {
namespace {

bool Continues(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

Position PlaceOf(std::string_view source, std::size_t offset) {
  const std::string_view before = source.substr(0, offset);
  const auto line = std::count(before.begin(), before.end(), '\n') + 1;
  const auto break_at = before.rfind('\n');
  const std::size_t start = break_at == std::string_view::npos ? 0 : break_at + 1;
  return {static_cast<int>(line), Columns(source).At(start, offset)};
}

Diagnostic Refusal(Code code, Position position, Text message, Text hint = {}) {
  return {code, Severity::kError, position, std::move(message), std::move(hint)};
}

std::optional<Diagnostic> CheckEncoding(std::string_view source) {
  const Text hint{"请将文件保存为 UTF-8", "save the file as UTF-8"};
  if (source.starts_with("\xff\xfe") || source.starts_with("\xfe\xff") ||
      source.substr(0, 4).find('\0') != std::string_view::npos) {
    return Refusal(Code::yaml_encoding, {1, 1},
                   Text{"文件是 UTF-16 或 UTF-32，不是 UTF-8", "the file is UTF-16 or UTF-32, not UTF-8"},
                   hint);
  }
  if (IsUtf8(source)) return std::nullopt;
  // No character crosses a line end, so the first line that is not UTF-8 by itself holds the byte.
  std::size_t start = 0;
  for (std::size_t end = 0; start < source.size(); start = end + 1) {
    end = std::min(source.find('\n', start), source.size());
    if (!IsUtf8(source.substr(start, end - start))) break;
  }
  return Refusal(Code::yaml_encoding, PlaceOf(source, start),
                 Text{"此行不是 UTF-8", "this line is not UTF-8"}, hint);
}

// YAML 5.1: tab, line ends and printable characters. A carriage return by itself ends no line for
// everybody alike, and C1 controls (U+0080 to U+009F) come from a wrong code page.
bool IsControl(std::string_view text, std::size_t at) {
  const auto byte = static_cast<unsigned char>(text[at]);
  const auto next = at + 1 < text.size() ? static_cast<unsigned char>(text[at + 1]) : 0U;
  if (byte == '\r') return next != '\n';
  if (byte == 0xC2) return next < 0xA0 && next != 0x85;
  return (byte < 0x20 && byte != '\t' && byte != '\n') || byte == 0x7F;
}

}  // namespace

int Columns::At(std::size_t start, std::size_t offset) {
  if (start != start_ || offset < offset_) {
    start_ = offset_ = start;
    column_ = 1;
  }
  const std::string_view between = source_.substr(std::min(offset_, source_.size()), offset - offset_);
  column_ += static_cast<int>(
      between.size() - static_cast<std::size_t>(std::count_if(between.begin(), between.end(), Continues)));
  offset_ = offset;
  return column_;
}

bool HasControlCharacter(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r') || byte == 0x7F;
  });
}

std::optional<Diagnostic> CheckYamlText(std::string_view source) {
  if (source.size() > kMaxYamlBytes)
    return Refusal(Code::yaml_limit, {}, Text{"文件超过 1 MiB", "the file is larger than 1 MiB"});
  if (auto wrong = CheckEncoding(source)) return wrong;
  std::size_t open = 0;
  for (std::size_t at = 0; at < source.size(); ++at) {
    const char c = source[at];
    if (IsControl(source, at)) {
      return Refusal(
          Code::yaml_encoding, PlaceOf(source, at), Text{"此处有控制字符", "a control character stands here"},
          c == '\r' ? Text{"请以换行符结束每一行", "end the lines with a line feed"}
                    : Text{"请删除，或将文件另存为 UTF-8 文本", "delete it, or save the file as UTF-8 text"});
    }
    // yaml-cpp would read to the end of the file for the partner of the first one.
    if (c == '[' || c == '{') {
      if (++open > kMaxYamlDepth)
        return Refusal(Code::yaml_limit, PlaceOf(source, at),
                       Text{"文件嵌套超过 64 层", "the file is nested deeper than 64 levels"});
    } else if (c != ' ' && c != '\t' && c != '\n' && c != '\r') {
      open = 0;
    }
  }
  return std::nullopt;
}

}  // namespace charter
