#include "engine/chart/yaml.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <array>
#include <istream>
#include <optional>
#include <streambuf>
#include <string_view>
#include <tuple>

#include "engine/chart/yaml_slips.h"
#include "engine/chart/yaml_text.h"
#include "engine/data/utf8.h"

namespace charter {
namespace {

constexpr std::size_t kMaxNodes = 50'000;
constexpr std::size_t kMaxScalar = 64 << 10;
constexpr std::size_t kMaxAhead = 128 << 10;
constexpr std::size_t kMaxDuplicates = 100;

struct Refused {
  Diagnostic diagnostic;
};

[[noreturn]] void Refuse(Code code, Position position, Text message, Text hint = {}) {
  throw Refused{{code, Severity::kError, position, std::move(message), std::move(hint)}};
}

Diagnostic NoFurtherValue(Position position) {
  return {Code::yaml_limit, Severity::kError, position,
          Text{"由此往后 128 KiB 内没有新的值", "from here on, 128 KiB hold no further value"},
          Text{"此处的括号或引号是否未闭合？", "is a bracket or a quote left open here?"}};
}

// The text, ending early where too much of it was read since the last value. yaml-cpp keeps every token of
// a bracketed list that may turn out to be a key: without an end, 1 MiB of brackets takes 250 MiB.
class PacedText : public std::streambuf {
 public:
  explicit PacedText(std::string_view text) : text_(text) {}

  void Settle() { settled_ = next_; }
  [[nodiscard]] bool RanAhead() const { return ran_ahead_; }

 protected:
  int_type underflow() override {
    ran_ahead_ = ran_ahead_ || next_ - settled_ > kMaxAhead;
    if (ran_ahead_ || next_ == text_.size()) return traits_type::eof();
    const std::size_t size = text_.copy(piece_.data(), piece_.size(), next_);
    next_ += size;
    setg(piece_.data(), piece_.data(), piece_.data() + size);
    return traits_type::to_int_type(piece_[0]);
  }

 private:
  std::string_view text_;
  std::size_t next_ = 0;
  std::size_t settled_ = 0;
  bool ran_ahead_ = false;
  std::array<char, 2048> piece_{};
};

// Builds the tree while yaml-cpp parses, so that a limit ends the parse before the memory is spent.
class TreeBuilder : public YAML::EventHandler {
 public:
  TreeBuilder(std::string_view source, PacedText& text, std::vector<Diagnostic>& diagnostics)
      : text_(text), columns_(source), diagnostics_(diagnostics) {}

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (++documents_ > 1) {
      Refuse(Code::yaml_documents, At(mark),
             Text{"文件结束后又有第二份文档", "the file goes on after its end with a second document"},
             Text{"一个文件就是一个映射；请检查缩进，或删除 `---`",
                  "a file is one map; check the indentation, or delete the `---`"});
    }
  }
  void OnDocumentEnd() override {}
  void OnAnchor(const YAML::Mark& mark, const std::string&) override { CheckAnchor(At(mark), 1); }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    Refuse(Code::yaml_alias, At(mark), Text{"不允许使用别名（*）", "an alias (*) is not allowed"},
           Text{"请在使用处写出该值", "write the value out where it is used"});
  }
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    YamlNode node;
    node.position = At(mark);
    CheckAnchor(node.position, anchor);
    Add(std::move(node));
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    YamlNode node;
    node.position = At(mark);
    CheckAnchor(node.position, anchor);
    CheckTag(node.position, tag);
    if (value.size() > kMaxScalar) {
      Refuse(Code::yaml_limit, node.position, Text{"一段文本超过 64 KiB", "a text is longer than 64 KiB"});
    }
    node.quoted = tag == "!";
    if (node.quoted && HasControlCharacter(value)) {
      Refuse(Code::yaml_encoding, node.position, Text{"文本中有控制字符", "a text holds a control character"},
             Text{"请删除其转义", "delete its escape"});
    }
    const bool null = !node.quoted && (value.empty() || value == "~" || value == "null");
    node.kind = null ? YamlNode::Kind::kNull : YamlNode::Kind::kScalar;
    node.text = value;
    Add(std::move(node));
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    Open(YamlNode::Kind::kSequence, mark, tag, anchor);
  }
  void OnSequenceEnd() override { Close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    Open(YamlNode::Kind::kMap, mark, tag, anchor);
  }
  void OnMapEnd() override {
    ReportDuplicates(stack_.back().node);
    Close();
  }

  YamlNode Take() { return std::move(root_); }
  Position At(const YAML::Mark& mark) {
    if (mark.line < 0) return {};
    const auto offset = static_cast<std::size_t>(mark.pos);
    return {mark.line + 1, columns_.At(offset - static_cast<std::size_t>(mark.column), offset)};
  }
  // Where the last value began.
  [[nodiscard]] Position Last() const { return last_; }

 private:
  struct Frame {
    YamlNode node;
    std::optional<YamlNode> key;
  };

  static void CheckAnchor(Position position, YAML::anchor_t anchor) {
    if (anchor != 0) {
      Refuse(Code::yaml_alias, position, Text{"不允许使用锚点（&）", "an anchor (&) is not allowed"},
             Text{"请在使用处写出该值", "write the value out where it is used"});
    }
  }
  static void CheckTag(Position position, const std::string& tag) {
    if (!tag.empty() && tag != "?" && tag != "!") {
      Refuse(
          Code::yaml_tag, position,
          Text{"不允许使用标签 `" + Shortened(tag) + "`", "the tag `" + Shortened(tag) + "` is not allowed"},
          Text{"以 `!` 开头的文本或表达式要加引号",
               "a text or an expression that starts with `!` needs quotes"});
    }
  }

  void Open(YamlNode::Kind kind, const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) {
    Frame frame;
    frame.node.kind = kind;
    frame.node.position = At(mark);
    CheckAnchor(frame.node.position, anchor);
    CheckTag(frame.node.position, tag);
    if (stack_.size() >= kMaxYamlDepth) {
      Refuse(Code::yaml_limit, frame.node.position,
             Text{"文件嵌套超过 64 层", "the file is nested deeper than 64 levels"});
    }
    if (!stack_.empty() && stack_.back().node.kind == YamlNode::Kind::kMap && !stack_.back().key) {
      RefuseKey(frame.node.position);
    }
    Settle(frame.node.position);
    stack_.push_back(std::move(frame));
  }

  // yaml-cpp takes a bracket that is never closed for the start of a key, too.
  [[noreturn]] void RefuseKey(Position position) const {
    if (text_.RanAhead()) throw Refused{NoFurtherValue(position)};
    Refuse(
        Code::wrong_shape, position,
        Text{"键应为文本，此处却是列表或映射", "a list or a map stands where a key should be a plain text"},
        Text{"此处的括号是否未闭合？", "is a bracket left open here?"});
  }

  void Close() {
    YamlNode node = std::move(stack_.back().node);
    stack_.pop_back();
    Add(std::move(node));
  }

  void Settle(Position position) {
    last_ = position;
    text_.Settle();
  }

  void Add(YamlNode node) {
    if (++nodes_ > kMaxNodes)
      Refuse(Code::yaml_limit, node.position,
             Text{"文件超过 50,000 个值", "the file has more than 50,000 nodes"});
    Settle(node.position);
    if (stack_.empty()) {
      root_ = std::move(node);
      return;
    }
    Frame& top = stack_.back();
    if (top.node.kind == YamlNode::Kind::kSequence) {
      top.node.items.push_back(std::move(node));
    } else if (!top.key) {
      if (!node.quoted && node.text == "<<") {
        Refuse(Code::yaml_alias, node.position,
               Text{"不允许使用合并键（<<）", "a merge key (<<) is not allowed"},
               Text{"请逐一写出成员", "write the members out"});
      }
      top.key = std::move(node);
    } else {
      top.node.members.emplace_back(std::move(*top.key), std::move(node));
      top.key.reset();
    }
  }

  void ReportDuplicates(const YamlNode& map) {
    std::vector<const YamlNode*> keys;
    keys.reserve(map.members.size());
    for (const auto& member : map.members) keys.push_back(&member.first);
    std::sort(keys.begin(), keys.end(), [](const YamlNode* a, const YamlNode* b) {
      return std::tie(a->text, a->position) < std::tie(b->text, b->position);
    });
    for (std::size_t i = 1; i < keys.size() && diagnostics_.size() < kMaxDuplicates; ++i) {
      if (keys[i]->text != keys[i - 1]->text) continue;
      diagnostics_.push_back({Code::duplicate_key, Severity::kError, keys[i]->position,
                              Text{"此映射中键 `" + Shortened(keys[i]->text) + "` 出现两次",
                                   "the key `" + Shortened(keys[i]->text) + "` stands twice in this map"},
                              Text{"请保留其一", "keep one of them"}});
    }
  }

  PacedText& text_;
  Columns columns_;
  std::vector<Diagnostic>& diagnostics_;
  std::vector<Frame> stack_;
  YamlNode root_;
  Position last_;
  std::size_t nodes_ = 0;
  int documents_ = 0;
};

}  // namespace

std::string Shortened(std::string_view text, std::size_t characters) {
  const std::string_view kept = FirstCharacters(text, characters);
  return std::string(kept) + (kept.size() < text.size() ? "…" : "");
}

const YamlNode* YamlNode::Find(std::string_view key) const {
  for (const auto& [name, value] : members) {
    if (name.text == key) return &value;
  }
  return nullptr;
}

YamlNode ParseYaml(const std::string& source, std::vector<Diagnostic>& diagnostics) {
  if (auto wrong = CheckYamlText(source)) {
    diagnostics.push_back(*std::move(wrong));
    return {};
  }
  constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
  std::string_view rest = source;
  if (rest.starts_with(kByteOrderMark)) rest.remove_prefix(kByteOrderMark.size());
  PacedText text(rest);
  TreeBuilder builder(rest, text, diagnostics);
  try {
    std::istream stream(&text);
    YAML::Parser parser(stream);
    bool any = false;
    while (parser.HandleNextDocument(builder)) any = true;
    if (text.RanAhead()) throw Refused{NoFurtherValue(builder.Last())};
    if (!any) Refuse(Code::yaml_syntax, {}, Text{"文件为空", "the file is empty"});
    return builder.Take();
  } catch (const Refused& refused) {
    diagnostics.push_back(refused.diagnostic);
  } catch (const YAML::Exception& exception) {
    diagnostics.push_back(text.RanAhead() ? NoFurtherValue(builder.Last())
                                          : YamlSlip(exception.msg, builder.At(exception.mark), source));
  }
  return {};
}

}  // namespace charter
