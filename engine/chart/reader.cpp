#include "engine/chart/reader.h"

#include <algorithm>
#include <charconv>

#include "engine/data/json.h"

namespace charter {
namespace {

constexpr std::size_t kMaxErrors = 200;
constexpr std::size_t kMaxWarnings = 200;

// A message quotes texts of the file, and they may be long.
Text ShortMessage(const Text& message) {
  constexpr std::size_t kMaxMessage = 500;
  return {Shortened(message.zh, kMaxMessage), Shortened(message.en, kMaxMessage)};
}

bool IsIdentifier(std::string_view text, bool lower) {
  const auto letter = [&](char c) { return (c >= 'a' && c <= 'z') || (!lower && c >= 'A' && c <= 'Z'); };
  if (text.empty() || text.size() > 64 || !letter(text.front())) return false;
  return std::all_of(text.begin(), text.end(),
                     [&](char c) { return letter(c) || (c >= '0' && c <= '9') || c == '_'; });
}

// What stands there, for the end of a sentence.
Text Found(const YamlNode& node) {
  switch (node.kind) {
    case YamlNode::Kind::kNull:
      return {"空", "nothing"};
    case YamlNode::Kind::kScalar:
      return Text{} + "`" + Shortened(node.text) + "`";
    case YamlNode::Kind::kSequence:
      return {"列表", "a list"};
    case YamlNode::Kind::kMap:
      return {"键值表", "a map"};
  }
  return {};
}

// "`by` should be a text, not a list".
Text ShouldBe(const Reader::Place& place, const Text& wanted, const YamlNode& node) {
  const Text where = place.ToText();
  return where + Text{"应为", " should be "} + wanted + Text{"，而不是", ", not "} + Found(node);
}

}  // namespace

Text Reader::Place::ToText() const {
  Text text{std::string(zh), std::string(en)};
  if (name.empty()) return text;
  if (!zh.empty()) text = text + Text{" ", " "};
  return text + "`" + name + "`";
}

void Reader::Error(Code code, Position position, const Text& message, Text hint) {
  if (++errors_ > kMaxErrors) throw Enough{};
  diagnostics_.push_back({code, Severity::kError, position, ShortMessage(message), std::move(hint)});
}

void Reader::Warn(Code code, Position position, const Text& message, Text hint) {
  if (++warnings_ > kMaxWarnings) return;
  diagnostics_.push_back({code, Severity::kWarning, position, ShortMessage(message), std::move(hint)});
}

void Reader::SpendOnPatterns(int instructions, Position position) {
  // About 20 MiB and a tenth of a second; a usual pattern takes less than a hundred.
  constexpr int kMaxPatternSize = 200'000;
  pattern_size_ += instructions;
  if (pattern_size_ <= kMaxPatternSize) return;
  Error(Code::bad_pattern, position,
        Text{"本文件的正则表达式合计过大", "the regular expressions of this file are too large together"},
        Text{"`{1,1000}` 之类的长重复代价最高", "long repetitions such as {1,1000} cost the most"});
  throw Enough{};
}

Text Reader::Suggest(std::string_view word, const std::vector<std::string>& candidates) {
  const auto nearest = Nearest(word, candidates);
  return nearest ? Text{"是否为 `" + *nearest + "`？", "did you mean `" + *nearest + "`?"} : Text{};
}

bool Reader::IsMap(const YamlNode& node, const Place& place) {
  if (node.kind == YamlNode::Kind::kMap) return true;
  Error(Code::wrong_shape, node.position, ShouldBe(place, {"键值表", "a map"}, node));
  return false;
}

void Reader::CheckKeys(const YamlNode& map, const Place& place, const std::vector<std::string_view>& keys) {
  for (const auto& [key, value] : map.members) {
    if (std::find(keys.begin(), keys.end(), key.text) != keys.end()) {
      // Of every place alike, and kept by none: it is for readers of the file.
      if (key.text == "description") ReadTitle(value, {"说明", "a description"});
      continue;
    }
    Text hint = Suggest(key.text, std::vector<std::string>(keys.begin(), keys.end()));
    if (hint.empty()) {
      hint = {"此处可用：", "known here:"};
      for (const auto known : keys) hint = hint + " " + known;
    }
    const Text where = place.ToText();
    Error(Code::unknown_key, key.position,
          Text{where.zh + " 中没有键 `" + Shortened(key.text) + "`",
               "unknown key `" + Shortened(key.text) + "` in " + where.en},
          hint);
  }
}

std::string Reader::ReadText(const YamlNode& node, const Place& place) {
  if (node.kind == YamlNode::Kind::kScalar) return node.text;
  Error(Code::wrong_shape, node.position, ShouldBe(place, {"文本", "a text"}, node));
  return {};
}

Text Reader::ReadTitle(const YamlNode& node, const Place& place) {
  if (node.kind == YamlNode::Kind::kScalar) return {node.text, node.text};
  if (!IsMap(node, place)) return {};
  CheckKeys(node, place, {"zh", "en"});
  Text text;
  if (const auto* zh = node.Find("zh")) text.zh = ReadText(*zh, Place::Key("zh"));
  if (const auto* en = node.Find("en")) text.en = ReadText(*en, Place::Key("en"));
  return text;
}

std::string Reader::ReadIdentifier(const YamlNode& node, const Place& place, bool lower) {
  if (node.kind == YamlNode::Kind::kScalar && IsIdentifier(node.text, lower)) return node.text;
  Error(Code::bad_identifier, node.position,
        ShouldBe(place,
                 {"字母、数字和 _（以字母开头，最多 64 个）",
                  "letters, digits and _ (a letter first, at most 64)"},
                 node),
        lower ? Text{"只能用小写字母", "lower-case letters only"} : Text{});
  return node.text;
}

bool Reader::ReadBool(const YamlNode& node, const Place& place) {
  if (node.kind == YamlNode::Kind::kScalar && !node.quoted && (node.text == "true" || node.text == "false")) {
    return node.text == "true";
  }
  Error(Code::wrong_shape, node.position, ShouldBe(place, {" true 或 false", "true or false"}, node));
  return false;
}

std::optional<std::int64_t> Reader::ReadInteger(const YamlNode& node, const Place& place) {
  std::int64_t value = 0;
  const char* end = node.text.data() + node.text.size();
  if (node.kind == YamlNode::Kind::kScalar && !node.quoted) {
    const auto [stop, error] = std::from_chars(node.text.data(), end, value);
    if (error == std::errc() && stop == end) return value;
  }
  Error(Code::wrong_shape, node.position, ShouldBe(place, {"整数", "a whole number"}, node));
  return std::nullopt;
}

std::optional<Decimal> Reader::ReadDecimal(const YamlNode& node, const Place& place) {
  if (node.kind == YamlNode::Kind::kScalar) {
    if (auto value = Decimal::Parse(node.text)) return value;
  }
  Error(Code::wrong_shape, node.position, ShouldBe(place, {"数", "a number"}, node));
  return std::nullopt;
}

std::optional<Period> Reader::ReadPeriod(const YamlNode& node, const Place& place) {
  if (node.kind == YamlNode::Kind::kScalar) {
    if (auto period = Period::Parse(node.text)) {
      if (!has_calendar_ && period->unit == Period::Unit::kWorkdays) {
        Warn(Code::no_calendar, node.position,
             Text{"`" + node.text + "` 按工作日计算，但没有节假日日历",
                  "`" + node.text +
                      "` counts working days, and there is no calendar of holidays to count them on"},
             Text{"把 calendars/cn.json 放在流程文件旁，或用 --workflows DIR 指明其文件夹",
                  "put calendars/cn.json beside the workflows, or name their folder with --workflows DIR"});
      }
      return period;
    }
  }
  Error(Code::bad_period, node.position, ShouldBe(place, {"期限", "a length of time"}, node),
        Text{"写作 `20 days`、`5 workdays`、`3 months`、`2 hours`，或 ISO 8601 的 `PT2H`",
             "write `20 days`, `5 workdays`, `3 months`, `2 hours`, or ISO 8601 such as `PT2H`"});
  return std::nullopt;
}

Value Reader::ReadValue(const YamlNode& node) {
  switch (node.kind) {
    case YamlNode::Kind::kNull:
      return Value::Null();
    case YamlNode::Kind::kScalar: {
      if (node.quoted) return Value::String(node.text);
      const bool literal =
          node.text == "true" || node.text == "false" ||
          (!node.text.empty() && (node.text[0] == '-' || (node.text[0] >= '0' && node.text[0] <= '9')));
      if (literal) {
        if (auto value = ParseJson(node.text)) return *value;
      }
      return Value::String(node.text);
    }
    case YamlNode::Kind::kSequence: {
      std::vector<Value> items;
      for (const auto& item : node.items) items.push_back(ReadValue(item));
      return Value::List(std::move(items));
    }
    case YamlNode::Kind::kMap: {
      std::vector<Value::Entry> entries;
      for (const auto& [key, value] : node.members)
        entries.emplace_back(Value::String(key.text), ReadValue(value));
      return Value::Map(std::move(entries));
    }
  }
  return Value::Null();
}

std::vector<const YamlNode*> Reader::OneOrMany(const YamlNode& node) {
  std::vector<const YamlNode*> nodes;
  if (node.kind == YamlNode::Kind::kSequence) {
    for (const auto& item : node.items) nodes.push_back(&item);
  } else {
    nodes.push_back(&node);
  }
  return nodes;
}

}  // namespace charter
