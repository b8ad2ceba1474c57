#include "engine/chart/yaml_slips.h"

#include <algorithm>
#include <array>
#include <optional>

namespace charter {
namespace {

// yaml-cpp's words for common slips, how they read in Chinese, and how to mend them.
struct Slip {
  std::string_view message;
  std::string_view message_zh;
  std::string_view hint;
  std::string_view hint_zh;
};
constexpr std::array kSlips{
    Slip{"illegal map value", "此处不能有映射的值",
         "a text that holds `: ` needs quotes; is a `: ` missing before it?",
         "含有 `: ` 的文本要加引号；前面是否缺少 `: `？"},
    Slip{"illegal block entry", "此处不能有列表项", "a list starts on a line of its own; a tab cannot indent",
         "列表须另起一行；不能用制表符缩进"},
    Slip{"end of map not found", "映射没有正常结束",
         "check this line's indentation, and what stands after a closing quote",
         "请检查此行的缩进，以及引号之后的内容"},
    Slip{"end of sequence not found", "列表没有正常结束", "check this line's indentation",
         "请检查此行的缩进"},
    Slip{"end of sequence flow not found", "列表缺少 `]`",
         "is a `[` left open? A text that holds `: ` or ` #` needs quotes",
         "是否有 `[` 未闭合？含有 `: ` 或 ` #` 的文本要加引号"},
    Slip{"end of map flow not found", "映射缺少 `}`",
         "is a `{` left open? A text that holds `: ` or ` #` needs quotes",
         "是否有 `{` 未闭合？含有 `: ` 或 ` #` 的文本要加引号"},
    Slip{"illegal flow end", "多余的括号", "a text that starts with `]` or `}` needs quotes",
         "以 `]` 或 `}` 开头的文本要加引号"},
    Slip{"illegal EOF in scalar", "文本到文件末尾仍未结束", "is a quote left open?", "是否有引号未闭合？"},
    Slip{"unknown token", "无法识别的字符", "a text that starts with `@`, `%` or a backtick needs quotes",
         "以 `@`、`%` 或反引号开头的文本要加引号"},
    Slip{"unexpected character in block scalar", "文本块的首行有多余字符",
         "nothing but a comment follows `|` or `>` on its line", "`|` 或 `>` 所在行之后只能有注释"},
};

struct Line {
  int number = 0;
  std::string_view indent;
  std::string_view text;  // without the indent and what trails
};

// The line of that number, or the last above it that is neither empty nor a comment.
Line LineUpTo(std::string_view source, int number) {
  Line found;
  for (int at = 1; at <= number && !source.empty(); ++at) {
    const auto end = source.find('\n');
    std::string_view line = source.substr(0, end);
    source.remove_prefix(end == std::string_view::npos ? source.size() : end + 1);
    const auto first = line.find_first_not_of(" \t\r");
    if (first == std::string_view::npos || line[first] == '#') continue;
    const auto last = line.find_last_not_of(" \t\r");
    found = {at, line.substr(0, first), line.substr(first, last - first + 1)};
  }
  return found;
}

// A Chinese mark right after a letter or a digit: where a key ends, or a word of a list.
std::optional<Text> ChineseMark(const Line& line) {
  struct Mark {
    std::string_view written;
    std::string_view meant;
  };
  constexpr std::array kMarks{Mark{"：", ": "}, Mark{"，", ", "}, Mark{"｛", "{"}, Mark{"｝", "}"}};
  for (const Mark& mark : kMarks) {
    const auto at = line.text.find(mark.written);
    if (at == std::string_view::npos || at == 0) continue;
    const char before = line.text[at - 1];
    if (before != '_' && !(before >= '0' && before <= '9') && !(before >= 'a' && before <= 'z')) continue;
    const auto number = std::to_string(line.number);
    const std::string written(mark.written);
    const std::string meant(mark.meant);
    return Text{"第 " + number + " 行有中文标点 `" + written + "`，应为英文的 `" + meant + "`",
                "line " + number + " has the Chinese `" + written + "`; write `" + meant + "`"};
  }
  return std::nullopt;
}

bool HasKey(std::string_view text) {
  return text.find(": ") != std::string_view::npos || text.back() == ':' || text.starts_with("- ");
}

std::optional<Text> Cause(std::string_view message, Position position, std::string_view source) {
  const Line here = LineUpTo(source, position.line);
  const Line above = LineUpTo(source, here.number - 1);
  if (here.indent.find('\t') != std::string_view::npos)
    return Text{"此行以制表符（Tab）开头：请改用空格", "this line begins with a tab: indent with spaces"};
  for (const Line& line : {here, above}) {
    if (auto mark = ChineseMark(line)) return mark;
  }
  if (message != "illegal map value" || above.text.empty()) return std::nullopt;
  const auto number = std::to_string(above.number);
  if (!HasKey(above.text))
    return Text{"第 " + number + " 行缺少 `: `（冒号加空格）",
                "line " + number + " lacks a `: ` (a colon and a space)"};
  if (here.indent.size() > above.indent.size() && above.text.back() != ':')
    return Text{"此行的缩进比第 " + number + " 行多，请对齐",
                "this line stands further in than line " + number + "; align them"};
  return std::nullopt;
}

}  // namespace

Diagnostic YamlSlip(const std::string& message, Position position, std::string_view source) {
  Diagnostic diagnostic{Code::yaml_syntax, Severity::kError, position, {}, {}};
  const auto* slip =
      std::find_if(kSlips.begin(), kSlips.end(), [&](const Slip& each) { return each.message == message; });
  if (slip == kSlips.end()) {
    diagnostic.message = Text{"YAML 语法错误：" + message, message};
  } else {
    diagnostic.message = Text{std::string(slip->message_zh), message};
    diagnostic.hint = Text{std::string(slip->hint_zh), std::string(slip->hint)};
  }
  if (auto cause = Cause(message, position, source)) diagnostic.hint = *std::move(cause);
  return diagnostic;
}

}  // namespace charter
