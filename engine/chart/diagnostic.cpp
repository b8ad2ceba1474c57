#include "engine/chart/diagnostic.h"

#include <algorithm>

namespace charter {
namespace {

std::string LineOf(const std::string& source, int line) {
  std::size_t start = 0;
  for (int at = 1; at < line; ++at) {
    start = source.find('\n', start);
    if (start == std::string::npos) return {};
    ++start;
  }
  return source.substr(start, source.find('\n', start) - start);
}

// Spaces as wide as the first `characters` of the line are at a terminal, where Chinese takes two columns.
std::string Indent(const std::string& line, int characters) {
  std::string indent;
  for (const char c : line) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte & 0xC0U) == 0x80U) continue;
    if (characters-- <= 0) break;
    // Three bytes and more: from U+0800 on, of which workflows use what is wide.
    indent += c == '\t' ? "\t" : byte >= 0xE0 ? "  " : " ";
  }
  indent.append(static_cast<std::size_t>(std::max(0, characters)), ' ');
  return indent;
}

}  // namespace

std::string Format(const Diagnostic& diagnostic, const std::string& file, const std::string& source,
                   Language language) {
  const bool zh = language == Language::kZh;
  const bool error = diagnostic.severity == Severity::kError;
  std::string out = file + ":" + std::to_string(diagnostic.position.line) + ":" +
                    std::to_string(diagnostic.position.column) + ": ";
  out += zh ? (error ? "错误 " : "警告 ") : (error ? "error " : "warning ");
  out += Label(diagnostic.code) + " " + std::string(InfoOf(diagnostic.code).name) + (zh ? "：" : ": ");
  out += diagnostic.message.In(language);
  if (!diagnostic.hint.empty()) out += (zh ? "（" : " (") + diagnostic.hint.In(language) + (zh ? "）" : ")");
  if (source.empty() || diagnostic.position.line == 0) return out;
  const std::string line = LineOf(source, diagnostic.position.line);
  if (line.empty()) return out;
  return out + "\n    " + line + "\n    " + Indent(line, diagnostic.position.column - 1) + "^";
}

}  // namespace charter
