#include "engine/chart/drawing_text.h"

#include <array>
#include <cstdint>

#include "engine/data/markup.h"
#include "engine/data/utf8.h"

namespace charter {
namespace {

// From U+1100 on nearly everything is as wide as it is high; the quotes, dashes and the ellipsis that
// Chinese fonts draw wide lie below.
bool IsWide(std::string_view character) {
  return character.size() == 4 || (character.size() == 3 && character >= "\xE1\x84\x80");
}

double EmOf(std::string_view character) {
  if (IsWide(character)) return 1.0;
  if (character.size() > 1) return 0.7;
  const char c = character.front();
  if (c == 'm' || c == 'w' || c == 'M' || c == 'W' || c == '@' || c == '%') return 0.92;
  if ((c >= 'A' && c <= 'Z') || c == '&' || c == '=' || c == '<' || c == '>' || c == '+') return 0.72;
  if (c == ' ' || c == '.' || c == ',' || c == '\'' || c == ':' || c == 'i' || c == 'l' || c == '|')
    return 0.34;
  return 0.58;
}

int ColumnsOf(std::string_view character) { return IsWide(character) ? 2 : 1; }

}  // namespace

double WidthOf(std::string_view text, double font_size) {
  double ems = 0;
  while (!text.empty()) {
    const auto character = FirstCharacters(text, 1);
    ems += EmOf(character);
    text.remove_prefix(character.size());
  }
  return ems * font_size;
}

std::string CutToColumns(std::string_view text, int columns) {
  int used = 0;
  std::string_view rest = text;
  std::size_t fits = 0;  // bytes that leave room for the ellipsis
  while (!rest.empty()) {
    const auto character = FirstCharacters(rest, 1);
    used += ColumnsOf(character);
    if (used > columns) return std::string(text.substr(0, fits)) + "…";
    rest.remove_prefix(character.size());
    if (used < columns) fits = text.size() - rest.size();
  }
  return std::string(text);
}

std::vector<std::string> Wrapped(std::string_view text, int columns) {
  std::vector<std::string> lines(1);
  int used = 0;
  while (!text.empty()) {
    // A word with the space after it, or one wide character.
    std::size_t length = FirstCharacters(text, 1).size();
    int width = ColumnsOf(FirstCharacters(text, 1));
    bool wide = width == 2;
    while (!wide && text[length - 1] != ' ' && length < text.size()) {
      const auto next = FirstCharacters(text.substr(length), 1);
      if (IsWide(next)) break;
      length += next.size();
      ++width;
    }
    const bool space = text[length - 1] == ' ';
    if (used > 0 && used + width - (space ? 1 : 0) > columns) {
      lines.emplace_back();
      used = 0;
    }
    lines.back() += text.substr(0, length);
    used += width;
    text.remove_prefix(length);
  }
  for (auto& line : lines) {
    while (!line.empty() && line.back() == ' ') line.pop_back();
  }
  return lines;
}

std::string OnOneLine(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool blank = static_cast<unsigned char>(c) <= ' ' || c == '\x7F';
    if (!blank) {
      out += c;
    } else if (!out.empty() && out.back() != ' ') {
      out += ' ';
    }
  }
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

std::string EscapedXml(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const auto character = FirstCharacters(text, 1);
    text.remove_prefix(character.size());
    const char c = character.front();
    const bool is_plain = c == '\n' || static_cast<unsigned char>(c) >= ' ';
    if (is_plain && character != "\xEF\xBF\xBE" && character != "\xEF\xBF\xBF") AppendEscaped(out, character);
  }
  return out;
}

std::string PeriodText(const Period& period, Language language) {
  const bool zh = language == Language::kZh;
  const auto part = [zh](std::int64_t count, const char* chinese, const char* english) {
    const std::string number = std::to_string(count) + " ";
    return zh ? number + chinese : number + english + (count == 1 ? "" : "s");
  };
  if (period.until != 0) {
    Period whole = period;
    whole.until = 0;
    const std::string text = period.ToString();
    const std::string time = text.substr(text.size() - 5);
    return PeriodText(whole, language) + (zh ? "的 " + time : " by " + time);
  }
  switch (period.unit) {
    case Period::Unit::kDays:
      return part(period.count, "天", "day");
    case Period::Unit::kWorkdays:
      return part(period.count, "个工作日", "workday");
    case Period::Unit::kMonths:
      if (period.count % 12 == 0) return part(period.count / 12, "年", "year");
      return part(period.count, "个月", "month");
    case Period::Unit::kExact:
      break;
  }
  if (period.exact.nanos != 0) return period.ToString();
  struct Unit {
    std::int64_t seconds;
    const char* zh;
    const char* en;
  };
  // The largest unit that it is a whole number of: 36 hours, not 1 day and 12 hours.
  static constexpr std::array kUnits{Unit{3600, "小时", "hour"}, Unit{60, "分钟", "minute"}};
  for (const auto& unit : kUnits) {
    if (period.exact.seconds > 0 && period.exact.seconds % unit.seconds == 0)
      return part(period.exact.seconds / unit.seconds, unit.zh, unit.en);
  }
  return part(period.exact.seconds, "秒", "second");
}

}  // namespace charter
