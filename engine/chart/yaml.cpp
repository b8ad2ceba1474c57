#include "engine/chart/yaml.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <set>
#include <sstream>
#include <string_view>

#include "engine/data/json.h"

namespace charter {
namespace {

constexpr std::size_t kMaxBytes = 1 << 20;
constexpr std::size_t kMaxDepth = 64;
constexpr std::size_t kMaxNodes = 50'000;
constexpr std::size_t kMaxScalar = 64 << 10;

Position At(const YAML::Mark& mark) {
  if (mark.line < 0) return {};
  return {mark.line + 1, mark.column + 1};
}

struct Refused {
  Diagnostic diagnostic;
};

[[noreturn]] void Refuse(Code code, Position position, std::string message, std::string hint = {}) {
  throw Refused{{code, Severity::kError, position, std::move(message), std::move(hint)}};
}

// Builds the tree while yaml-cpp parses, so that a limit ends the parse before the memory is spent.
class TreeBuilder : public YAML::EventHandler {
 public:
  explicit TreeBuilder(std::vector<Diagnostic>& diagnostics) : diagnostics_(diagnostics) {}

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnAnchor(const YAML::Mark& mark, const std::string&) override {
    Refuse(Code::yaml_alias, At(mark), "an anchor (&) is not allowed",
           "write the value out where it is used");
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    Refuse(Code::yaml_alias, At(mark), "an alias (*) is not allowed", "write the value out where it is used");
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
      Refuse(Code::yaml_limit, node.position, "a text is longer than 64 KiB");
    }
    node.quoted = tag == "!";
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
  void OnMapEnd() override { Close(); }

  YamlNode Take() { return std::move(root_); }

 private:
  struct Frame {
    YamlNode node;
    std::optional<YamlNode> key;
    std::set<std::string> keys;
  };

  static void CheckAnchor(Position position, YAML::anchor_t anchor) {
    if (anchor != 0) {
      Refuse(Code::yaml_alias, position, "an anchor (&) is not allowed",
             "write the value out where it is used");
    }
  }
  static void CheckTag(Position position, const std::string& tag) {
    if (!tag.empty() && tag != "?" && tag != "!") {
      Refuse(Code::yaml_tag, position, "the tag `" + tag + "` is not allowed");
    }
  }

  void Open(YamlNode::Kind kind, const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) {
    Frame frame;
    frame.node.kind = kind;
    frame.node.position = At(mark);
    CheckAnchor(frame.node.position, anchor);
    CheckTag(frame.node.position, tag);
    if (stack_.size() >= kMaxDepth) {
      Refuse(Code::yaml_limit, frame.node.position, "the file is nested deeper than 64 levels");
    }
    if (!stack_.empty() && stack_.back().node.kind == YamlNode::Kind::kMap && !stack_.back().key) {
      Refuse(Code::wrong_shape, frame.node.position, "a key must be a plain text");
    }
    stack_.push_back(std::move(frame));
  }

  void Close() {
    YamlNode node = std::move(stack_.back().node);
    stack_.pop_back();
    Add(std::move(node));
  }

  void Add(YamlNode node) {
    if (++nodes_ > kMaxNodes) Refuse(Code::yaml_limit, node.position, "the file has more than 50,000 nodes");
    if (stack_.empty()) {
      root_ = std::move(node);
      return;
    }
    Frame& top = stack_.back();
    if (top.node.kind == YamlNode::Kind::kSequence) {
      top.node.items.push_back(std::move(node));
    } else if (!top.key) {
      AddKey(top, std::move(node));
    } else {
      top.node.members.emplace_back(std::move(*top.key), std::move(node));
      top.key.reset();
    }
  }

  void AddKey(Frame& top, YamlNode key) {
    if (!key.quoted && key.text == "<<") {
      Refuse(Code::yaml_alias, key.position, "a merge key (<<) is not allowed", "write the members out");
    }
    if (!top.keys.insert(key.text).second) {
      diagnostics_.push_back({Code::duplicate_key, Severity::kError, key.position,
                              "the key `" + key.text + "` stands twice in this map", "keep one of them"});
    }
    top.key = std::move(key);
  }

  std::vector<Diagnostic>& diagnostics_;
  std::vector<Frame> stack_;
  YamlNode root_;
  std::size_t nodes_ = 0;
};

// The place of the first byte that breaks UTF-8.
Position PlaceOfBadByte(const std::string& source) {
  Position position{1, 1};
  std::string_view rest = source;
  for (std::size_t start = 0; start <= source.size();) {
    const std::size_t end = std::min(source.find('\n', start), source.size());
    if (!IsUtf8(rest.substr(start, end - start))) return position;
    ++position.line;
    start = end + 1;
  }
  return position;
}

}  // namespace

const YamlNode* YamlNode::Find(std::string_view key) const {
  for (const auto& [name, value] : members) {
    if (name.text == key) return &value;
  }
  return nullptr;
}

YamlNode ParseYaml(const std::string& source, std::vector<Diagnostic>& diagnostics) {
  const auto error = [&](Code code, Position position, std::string message) {
    diagnostics.push_back({code, Severity::kError, position, std::move(message), {}});
    return YamlNode{};
  };
  if (source.size() > kMaxBytes) return error(Code::yaml_limit, {}, "the file is larger than 1 MiB");
  if (!IsUtf8(source)) {
    return error(Code::yaml_encoding, PlaceOfBadByte(source),
                 "this line is not UTF-8; save the file as UTF-8");
  }
  if (const auto zero = source.find('\0'); zero != std::string::npos) {
    return error(Code::yaml_encoding, {}, "the file has a zero byte; save it as UTF-8 text");
  }
  try {
    std::istringstream stream(source);
    YAML::Parser parser(stream);
    TreeBuilder builder(diagnostics);
    if (!parser.HandleNextDocument(builder)) return error(Code::yaml_syntax, {}, "the file is empty");
    std::vector<Diagnostic> ignored;
    TreeBuilder second(ignored);
    if (parser.HandleNextDocument(second)) {
      return error(Code::yaml_documents, {}, "the file holds a second document (---)");
    }
    return builder.Take();
  } catch (const Refused& refused) {
    diagnostics.push_back(refused.diagnostic);
  } catch (const YAML::Exception& exception) {
    return error(Code::yaml_syntax, At(exception.mark), exception.msg);
  }
  return {};
}

}  // namespace charter
