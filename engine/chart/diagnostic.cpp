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
  const auto indent = static_cast<std::size_t>(std::max(0, diagnostic.position.column - 1));
  return out + "\n    " + line + "\n    " + std::string(indent, ' ') + "^";
}

}  // namespace charter
