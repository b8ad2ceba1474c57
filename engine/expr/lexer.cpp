#include "engine/expr/lexer.h"

#include <algorithm>
#include <array>

#include "engine/data/utf8.h"

namespace charter::expr {
namespace {

constexpr std::array<std::string_view, 4> kKeywords = {"true", "false", "null", "in"};
constexpr std::array<std::string_view, 17> kReservedWords = {
    "as",  "break", "const",   "continue",  "else",   "for", "function", "if",   "import",
    "let", "loop",  "package", "namespace", "return", "var", "void",     "while"};
constexpr std::array<std::string_view, 6> kLongSymbols = {"&&", "||", "==", "!=", "<=", ">="};
constexpr std::string_view kSymbols = "+-*/%<>!?:.,()[]{}";

// What is meant by a mark that a Chinese input method or a word processor writes.
std::string_view AsciiFor(std::string_view mark) {
  struct Mark {
    std::string_view written;
    std::string_view meant;
  };
  constexpr std::array kMarks{
      Mark{"，", ","},  Mark{"：", ":"}, Mark{"（", "("}, Mark{"）", ")"}, Mark{"“", "'"},
      Mark{"”", "'"},   Mark{"‘", "'"},  Mark{"’", "'"},  Mark{"＜", "<"}, Mark{"＞", ">"},
      Mark{"＝", "=="}, Mark{"≤", "<="}, Mark{"≥", ">="}, Mark{"≠", "!="}, Mark{"！", "!"},
      Mark{"？", "?"},  Mark{"。", "."}, Mark{"×", "*"},  Mark{"＋", "+"}, Mark{"－", "-"},
      Mark{"【", "["},  Mark{"】", "]"}, Mark{"｛", "{"}, Mark{"｝", "}"}, Mark{"　", " "}};
  const auto* found = std::ranges::find(kMarks, mark, &Mark::written);
  return found == kMarks.end() ? std::string_view() : found->meant;
}

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsHex(char c) { return IsDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }
bool IsNameStart(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool IsNamePart(char c) { return IsNameStart(c) || IsDigit(c); }
bool IsEscapedNamePart(char c) { return IsNamePart(c) || c == '.' || c == '-' || c == '/' || c == ' '; }

class Lexer {
 public:
  Lexer(std::string_view source, Problems& problems) : source_(source), problems_(problems) {}

  std::vector<Token> Run() {
    for (;;) {
      SkipSpace();
      if (at_ == source_.size()) break;
      if (!Next()) break;
    }
    Add(TokenKind::kEnd, at_);
    return std::move(tokens_);
  }

 private:
  [[nodiscard]] char Peek(std::size_t ahead = 0) const {
    return at_ + ahead < source_.size() ? source_[at_ + ahead] : '\0';
  }

  void Add(TokenKind kind, std::size_t start) {
    tokens_.push_back({kind, {start, at_}, source_.substr(start, at_ - start)});
  }

  bool Fail(std::size_t start, std::size_t end, Text message, Text hint = {}) {
    problems_.Add({start, std::min(end, source_.size())}, "syntax", std::move(message), std::move(hint));
    return false;
  }

  void SkipSpace() {
    while (at_ < source_.size()) {
      const char c = source_[at_];
      if (c == '/' && Peek(1) == '/') {
        at_ = std::min(source_.find('\n', at_), source_.size());
      } else if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f') {
        ++at_;
      } else {
        return;
      }
    }
  }

  bool Next() {
    const std::size_t start = at_;
    const char c = Peek();
    if (const std::size_t prefix = StringPrefix(); Peek(prefix) == '"' || Peek(prefix) == '\'') {
      return String(prefix);
    }
    if (IsNameStart(c)) return Name();
    if (IsDigit(c) || (c == '.' && IsDigit(Peek(1)))) return Number();
    if (c == '`') return EscapedName();
    for (const std::string_view symbol : kLongSymbols) {
      if (source_.substr(at_).starts_with(symbol)) {
        at_ += 2;
        Add(TokenKind::kSymbol, start);
        return true;
      }
    }
    if (kSymbols.find(c) != std::string_view::npos) {
      ++at_;
      Add(TokenKind::kSymbol, start);
      return true;
    }
    if (c == '=' && Peek(1) == '>')
      return Fail(start, start + 2, {"没有 `=>` 这个运算符", "`=>` is not an operator"},
                  {"请用 `>=`", "use `>=`"});
    if (c == '=' && Peek(1) == '<')
      return Fail(start, start + 2, {"没有 `=<` 这个运算符", "`=<` is not an operator"},
                  {"请用 `<=`", "use `<=`"});
    if (c == '=')
      return Fail(start, start + 1, {"单个 `=` 不是运算符", "`=` alone is not an operator"},
                  {"比较请用 `==`", "use `==` to compare"});
    if (c == '&')
      return Fail(start, start + 1, {"单个 `&` 不是运算符", "`&` alone is not an operator"},
                  {"“并且”请用 `&&`", "use `&&` for and"});
    if (c == '|')
      return Fail(start, start + 1, {"单个 `|` 不是运算符", "`|` alone is not an operator"},
                  {"“或者”请用 `||`", "use `||` for or"});
    const std::size_t end = start + FirstCharacters(source_.substr(start), 1).size();
    if (const auto meant = AsciiFor(source_.substr(start, end - start)); !meant.empty())
      return Fail(start, end, {"中文或排版用的标点", "a Chinese or typographic mark"},
                  Text{"请写 `", "write `"} + meant + "`");
    return Fail(start, end, {"表达式中不能用这个字符", "a character that expressions do not know"},
                {"名称和运算符用半角英文字符；文本要加引号",
                 "names and operators are plain ASCII; text goes in quotes"});
  }

  bool Name() {
    const std::size_t start = at_;
    while (IsNamePart(Peek())) ++at_;
    const std::string_view text = source_.substr(start, at_ - start);
    TokenKind kind = TokenKind::kName;
    if (std::ranges::find(kKeywords, text) != kKeywords.end()) kind = TokenKind::kKeyword;
    if (std::ranges::find(kReservedWords, text) != kReservedWords.end()) kind = TokenKind::kReserved;
    Add(kind, start);
    return true;
  }

  bool EscapedName() {
    const std::size_t start = at_;
    const std::size_t close = source_.find('`', at_ + 1);
    if (close == std::string_view::npos)
      return Fail(start, source_.size(), {"反引号未闭合", "a backtick is not closed"});
    at_ = close + 1;
    const std::string_view name = source_.substr(start + 1, close - start - 1);
    if (name.empty() || !std::ranges::all_of(name, IsEscapedNamePart)) {
      return Fail(start, at_,
                  {"反引号内的名称只能有字母、数字、`_`、`.`、`-`、`/` 和空格",
                   "a name in backticks is of letters, digits, `_`, `.`, `-`, `/` and spaces"},
                  {"其他名称请写 data['...']", "write data['...'] for any other"});
    }
    tokens_.push_back({TokenKind::kEscapedName, {start, at_}, name});
    return true;
  }

  bool Number() {
    const std::size_t start = at_;
    TokenKind kind = TokenKind::kInt;
    if (Peek() == '0' && (Peek(1) == 'x' || Peek(1) == 'X') && IsHex(Peek(2))) {
      at_ += 2;
      while (IsHex(Peek())) ++at_;
    } else {
      while (IsDigit(Peek())) ++at_;
      if (Peek() == '.' && IsDigit(Peek(1))) {
        kind = TokenKind::kDouble;
        ++at_;
        while (IsDigit(Peek())) ++at_;
      }
      const std::size_t sign = Peek(1) == '+' || Peek(1) == '-' ? 1 : 0;
      if ((Peek() == 'e' || Peek() == 'E') && IsDigit(Peek(1 + sign))) {
        kind = TokenKind::kDouble;
        at_ += 1 + sign;
        while (IsDigit(Peek())) ++at_;
      }
    }
    const std::size_t end = at_;
    if (kind == TokenKind::kInt && (Peek() == 'u' || Peek() == 'U')) {
      kind = TokenKind::kUint;
      ++at_;
    }
    if (IsNamePart(Peek())) {
      while (IsNamePart(Peek())) ++at_;
      return Fail(start, at_, {"数字与名称连在一起", "a number runs into a name"});
    }
    tokens_.push_back({kind, {start, at_}, source_.substr(start, end - start)});
    return true;
  }

  // The length of r, b, rb or br in either case, where a quote follows; else 0.
  [[nodiscard]] std::size_t StringPrefix() const {
    const auto is = [this](std::size_t i, char lower) { return (Peek(i) | 0x20) == lower; };
    std::size_t length = 0;
    if ((is(0, 'r') && is(1, 'b')) || (is(0, 'b') && is(1, 'r'))) {
      length = 2;
    } else if (is(0, 'r') || is(0, 'b')) {
      length = 1;
    }
    return Peek(length) == '"' || Peek(length) == '\'' ? length : 0;
  }

  bool String(std::size_t prefix) {
    const std::size_t start = at_;
    const std::string_view letters = source_.substr(start, prefix);
    const bool raw = letters.find_first_of("rR") != std::string_view::npos;
    const bool bytes = letters.find_first_of("bB") != std::string_view::npos;
    at_ += prefix;
    const char quote = Peek();
    const bool triple = Peek(1) == quote && Peek(2) == quote;
    const std::string closing(triple ? 3 : 1, quote);
    at_ += closing.size();
    for (;;) {
      // An escape at the very end may have led past it.
      at_ = std::min(at_, source_.size());
      if (at_ == source_.size()) return Fail(start, at_, {"引号未闭合", "a quote is not closed"});
      if (source_.substr(at_).starts_with(closing)) break;
      if (!triple && (Peek() == '\n' || Peek() == '\r')) {
        return Fail(start, at_, {"引号在本行内未闭合", "a quote is not closed on its line"});
      }
      at_ += !raw && Peek() == '\\' ? 2 : 1;
    }
    at_ += closing.size();
    Add(bytes ? TokenKind::kBytes : TokenKind::kString, start);
    return true;
  }

  std::string_view source_;
  Problems& problems_;
  std::size_t at_ = 0;
  std::vector<Token> tokens_;
};

}  // namespace

std::vector<Token> Tokenize(std::string_view source, Problems& problems) {
  return Lexer(source, problems).Run();
}

}  // namespace charter::expr
