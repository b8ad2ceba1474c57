#include "engine/expr/literal.h"

#include <charconv>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <string>

namespace charter::expr {
namespace {

std::optional<std::uint64_t> ReadWhole(std::string_view digits) {
  int base = 10;
  if (digits.starts_with("0x") || digits.starts_with("0X")) {
    base = 16;
    digits.remove_prefix(2);
  }
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number, base);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return number;
}

std::optional<Value> ReadInt(std::string_view digits, bool negative) {
  const std::optional<std::uint64_t> magnitude = ReadWhole(digits);
  constexpr std::uint64_t kLimit = std::uint64_t{1} << 63;
  if (!magnitude || *magnitude > kLimit || (!negative && *magnitude == kLimit)) return std::nullopt;
  return Value::Int(static_cast<std::int64_t>(negative ? 0 - *magnitude : *magnitude));
}

std::optional<Value> ReadDouble(std::string_view digits, bool negative) {
  const std::optional<double> number = ParseDouble(digits);
  if (!number) return std::nullopt;
  return Value::Double(negative ? -*number : *number);
}

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return 99;
}

// What a string literal's inside says, once its escapes are carried out.
class Unescape {
 public:
  Unescape(std::string_view inside, std::size_t offset, bool bytes, Problems& problems)
      : inside_(inside), offset_(offset), bytes_(bytes), problems_(problems) {}

  std::optional<std::string> Run(bool raw) {
    while (at_ < inside_.size()) {
      const char c = inside_[at_];
      if (c == '\\' && !raw) {
        if (!Escape()) return std::nullopt;
      } else {
        out_ += c;
        ++at_;
      }
    }
    return std::move(out_);
  }

 private:
  bool Escape() {
    constexpr std::string_view kNames = "abfnrtv\\?\"'`";
    constexpr std::string_view kMeanings = "\a\b\f\n\r\t\v\\?\"'`";
    const char c = inside_[at_ + 1];
    if (const std::size_t i = kNames.find(c); i != std::string_view::npos) {
      out_ += kMeanings[i];
      at_ += 2;
      return true;
    }
    if (c == 'x' || c == 'X') return Number(2, 2, 16);
    if (c == 'u' && !bytes_) return Number(2, 4, 16);
    if (c == 'U' && !bytes_) return Number(2, 8, 16);
    if (c >= '0' && c <= '3') return Number(1, 3, 8);
    return Fail(2, {"文本中没有这种转义", "an escape that strings do not know"});
  }

  bool Number(std::size_t prefix, std::size_t count, int base) {
    if (at_ + prefix + count > inside_.size())
      return Fail(prefix, {"转义不完整", "an escape that is cut short"});
    std::uint32_t number = 0;
    for (std::size_t i = 0; i < count; ++i) {
      const int digit = HexDigit(inside_[at_ + prefix + i]);
      if (digit >= base) return Fail(prefix + count, {"转义中的数字有误", "an escape with a wrong digit"});
      number = number * static_cast<std::uint32_t>(base) + static_cast<std::uint32_t>(digit);
    }
    if (bytes_) {
      out_ += static_cast<char>(number);
    } else if (number > 0x10FFFF || (number >= 0xD800 && number < 0xE000)) {
      return Fail(prefix + count, {"转义不是 Unicode 字符", "an escape that is no Unicode character"});
    } else {
      AppendCodePoint(out_, number);
    }
    at_ += prefix + count;
    return true;
  }

  bool Fail(std::size_t length, Text message) {
    const std::size_t start = offset_ + at_;
    problems_.Add({start, start + std::min(length, inside_.size() - at_)}, "syntax", std::move(message),
                  {"反斜杠写作 `\\\\`；不用转义的文本写作 r'...'",
                   "write `\\\\` for a backslash, or r'...' for text without escapes"});
    return false;
  }

  std::string_view inside_;
  std::size_t offset_;
  bool bytes_;
  Problems& problems_;
  std::size_t at_ = 0;
  std::string out_;
};

std::optional<Value> ReadText(const Token& token, Problems& problems) {
  const std::size_t prefix = token.text.find_first_of("'\"");
  const bool raw = token.text.substr(0, prefix).find_first_of("rR") != std::string_view::npos;
  std::string_view inside = token.text.substr(prefix);
  const bool triple = inside.size() >= 6 && inside[1] == inside[0] && inside[2] == inside[0];
  const std::size_t quotes = triple ? 3 : 1;
  inside = inside.substr(quotes, inside.size() - 2 * quotes);
  const bool bytes = token.kind == TokenKind::kBytes;
  std::optional<std::string> text =
      Unescape(inside, token.range.offset + prefix + quotes, bytes, problems).Run(raw);
  if (!text) return std::nullopt;
  return bytes ? Value::Bytes(*text) : Value::String(*text);
}

}  // namespace

std::optional<Value> ReadLiteral(const Token& token, bool negative, Problems& problems) {
  std::optional<Value> value;
  switch (token.kind) {
    case TokenKind::kString:
    case TokenKind::kBytes:
      return ReadText(token, problems);
    case TokenKind::kUint:
      if (const std::optional<std::uint64_t> number = ReadWhole(token.text)) value = Value::Uint(*number);
      break;
    case TokenKind::kInt:
      value = ReadInt(token.text, negative);
      break;
    default:
      value = ReadDouble(token.text, negative);
      break;
  }
  if (!value)
    problems.Add(token.range, "syntax", {"数字超出其类型的范围", "the number is past the range of its type"});
  return value;
}

std::optional<double> ParseDouble(std::string_view text) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error == std::errc::invalid_argument || end != text.data() + text.size()) return std::nullopt;
  if (error == std::errc()) return number;
  // Past the range, and from_chars does not say on which side.
  number = std::strtod(std::string(text).c_str(), nullptr);
  return std::isinf(number) ? std::nullopt : std::optional(number);
}

std::optional<Decimal> ReadDecimal(std::string_view digits, bool negative) {
  std::string text = negative ? "-" : "";
  if (digits.starts_with("0x") || digits.starts_with("0X")) {
    const std::optional<std::uint64_t> whole = ReadWhole(digits);
    if (!whole) return std::nullopt;
    text += std::to_string(*whole);
  } else {
    if (digits.starts_with('.')) text += '0';
    text += digits;
  }
  return Decimal::Parse(text);
}

void AppendCodePoint(std::string& out, char32_t code_point) {
  const auto tail = [&out](char32_t bits) { out += static_cast<char>(0x80U | (bits & 0x3FU)); };
  if (code_point < 0x80) {
    out += static_cast<char>(code_point);
  } else if (code_point < 0x800) {
    out += static_cast<char>(0xC0U | code_point >> 6U);
    tail(code_point);
  } else if (code_point < 0x10000) {
    out += static_cast<char>(0xE0U | code_point >> 12U);
    tail(code_point >> 6U);
    tail(code_point);
  } else {
    out += static_cast<char>(0xF0U | code_point >> 18U);
    tail(code_point >> 12U);
    tail(code_point >> 6U);
    tail(code_point);
  }
}

}  // namespace charter::expr
