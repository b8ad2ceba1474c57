#include "engine/chart/scxml_import_expression.h"

#include <algorithm>
#include <array>

#include "engine/data/utf8.h"

namespace charter {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsWord(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || IsDigit(c) || c == '_' || c == '$';
}
bool IsBlank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

class Translator {
 public:
  Translator(std::string_view source, const ScxmlNames& states, const ScxmlNames& fields)
      : rest_(source), states_(states), fields_(fields) {}

  tl::expected<CelText, Text> Translate() {
    for (SkipBlanks(); !rest_.empty() && problem_.empty(); SkipBlanks()) Next();
    if (problem_.empty() && out_.text.empty()) problem_ = {"空表达式", "nothing"};
    if (!problem_.empty()) return tl::unexpected(problem_);
    return std::move(out_);
  }

 private:
  void SkipBlanks() {
    while (!rest_.empty() && IsBlank(rest_.front())) rest_.remove_prefix(1);
  }

  void Refuse(std::string_view quoted) { problem_ = Text{} + "`" + quoted + "`"; }
  void Refuse(Text what) { problem_ = std::move(what); }

  // Words and values stand apart, everything else as close as it is usual.
  void Put(const std::string& token, bool spaced) {
    if (spaced && !out_.text.empty() && out_.text.back() != '(' && out_.text.back() != '[' &&
        out_.text.back() != '!' && out_.text.back() != '.')
      out_.text += ' ';
    out_.text += token;
  }

  std::string_view TakeWord() {
    const auto end = std::find_if_not(rest_.begin(), rest_.end(), IsWord);
    const auto word = rest_.substr(0, static_cast<std::size_t>(end - rest_.begin()));
    rest_.remove_prefix(word.size());
    return word;
  }

  // ".name" right here; "" if there is none.
  std::string_view TakeMember() {
    if (rest_.size() < 2 || rest_.front() != '.' || !IsWord(rest_[1]) || IsDigit(rest_[1])) return {};
    rest_.remove_prefix(1);
    return TakeWord();
  }

  void Next() {
    const char c = rest_.front();
    if (IsDigit(c)) return Number();
    if (c == '\'' || c == '"') return String();
    if (IsWord(c)) return Word();
    Operator();
  }

  void Number() {
    std::size_t length = 0;
    while (length < rest_.size() && (IsWord(rest_[length]) || rest_[length] == '.')) ++length;
    const std::string text(rest_.substr(0, length));
    const bool plain = text.find_first_not_of("0123456789.") == std::string::npos && text.back() != '.' &&
                       std::count(text.begin(), text.end(), '.') <= 1;
    if (!plain || (text.size() > 1 && text[0] == '0' && IsDigit(text[1]))) return Refuse(text);
    rest_.remove_prefix(length);
    Put(text, true);
  }

  // The escapes that both know stay as they are.
  void String() {
    const char quote = rest_.front();
    std::size_t length = 1;
    while (length < rest_.size() && rest_[length] != quote) {
      if (static_cast<unsigned char>(rest_[length]) < ' ')
        return Refuse(Text{"含控制字符的文本", "a text with a control character"});
      if (rest_[length] == '\\') {
        ++length;
        if (length >= rest_.size() ||
            std::string_view("ntrbf\\'\"ux").find(rest_[length]) == std::string_view::npos)
          return Refuse(Text{"文本中的转义", "an escape in a text"});
      }
      ++length;
    }
    if (length >= rest_.size()) return Refuse(Text{"引号未闭合的文本", "a text without an end"});
    Put(std::string(rest_.substr(0, length + 1)), true);
    rest_.remove_prefix(length + 1);
  }

  void Word() {
    if (!out_.text.empty() && out_.text.back() == '.') return Refuse(".");
    const std::string word(TakeWord());
    if (word == "true" || word == "false" || word == "null") {
      Put(word, true);
    } else if (word == "In") {
      InState();
    } else if (word == "_event") {
      Event();
    } else if (word == "_name") {
      Put("item.workflow", true);
    } else if (word == "_sessionid") {
      Put("item.id", true);
    } else if (fields_.Knows(word)) {
      out_.fields.insert(fields_.Of(word));
      Put("data." + fields_.Of(word), true);
      Members();
    } else {
      Refuse(word);
    }
  }

  void Members() {
    for (auto member = TakeMember(); !member.empty(); member = TakeMember()) {
      // Of a list or a text; an object that has such a member is read with it.
      if (member == "length" || member.find('$') != std::string_view::npos) return Refuse(member);
      out_.text += "." + std::string(member);
    }
    SkipBlanks();
    if (rest_.starts_with('(')) Refuse(Text{"函数调用", "a call"});
  }

  void Event() {
    const auto member = TakeMember();
    if (member != "name" && member != "data") return Refuse("_event." + std::string(member));
    Put("event." + std::string(member), true);
    if (member == "data") Members();
  }

  void InState() {
    SkipBlanks();
    if (!rest_.starts_with('(')) return Refuse("In");
    const auto close = rest_.find(')');
    if (close == std::string_view::npos) return Refuse("In");
    const auto state = PlainLiteral(rest_.substr(1, close - 1));
    if (!state || !states_.Knows(*state)) return Refuse("In" + std::string(rest_.substr(0, close + 1)));
    rest_.remove_prefix(close + 1);
    Put("in_state('" + states_.Of(*state) + "')", true);
  }

  void Operator() {
    struct Pair {
      std::string_view from;
      std::string_view to;
    };
    // The longest first.
    static constexpr std::array kOperators{
        Pair{"===", "=="}, Pair{"!==", "!="}, Pair{"==", "=="}, Pair{"!=", "!="}, Pair{"<=", "<="},
        Pair{">=", ">="},  Pair{"&&", "&&"},  Pair{"||", "||"}, Pair{"<", "<"},   Pair{">", ">"},
        Pair{"+", "+"},    Pair{"-", "-"},    Pair{"*", "*"},   Pair{"%", "%"},   Pair{"?", "?"},
        Pair{":", ":"},    Pair{"!", "!"},    Pair{"(", "("},   Pair{")", ")"},   Pair{"[", "["},
        Pair{"]", "]"},    Pair{",", ","}};
    for (const std::string_view refused : {"++", "--", "<<", ">>", "**", "=>", "//", "/*", "+=", "-="}) {
      if (rest_.starts_with(refused)) return Refuse(refused);
    }
    const auto* const found = std::find_if(kOperators.begin(), kOperators.end(),
                                           [&](const Pair& each) { return rest_.starts_with(each.from); });
    if (found == kOperators.end()) return Refuse(FirstCharacters(rest_, 1));
    rest_.remove_prefix(found->from.size());
    const bool close = found->to == ")" || found->to == "]" || found->to == "," || found->to == "[";
    Put(std::string(found->to), !close);
  }

  std::string_view rest_;
  const ScxmlNames& states_;
  const ScxmlNames& fields_;
  CelText out_;
  Text problem_;
};

}  // namespace

tl::expected<CelText, Text> ToCel(std::string_view source, const ScxmlNames& states,
                                  const ScxmlNames& fields) {
  return Translator(source, states, fields).Translate();
}

std::optional<std::string> PlainLiteral(std::string_view source) {
  while (!source.empty() && IsBlank(source.front())) source.remove_prefix(1);
  while (!source.empty() && IsBlank(source.back())) source.remove_suffix(1);
  const bool quoted = source.size() >= 2 && source.front() == source.back() &&
                      (source.front() == '\'' || source.front() == '"');
  if (quoted) {
    const auto inner = source.substr(1, source.size() - 2);
    if (inner.find(source.front()) == std::string_view::npos && inner.find('\\') == std::string_view::npos)
      return std::string(inner);
  }
  return std::nullopt;
}

}  // namespace charter
