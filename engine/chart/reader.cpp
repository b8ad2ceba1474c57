#include "engine/chart/reader.h"

#include <algorithm>
#include <charconv>

#include "engine/data/json.h"

namespace charter {
namespace {

constexpr std::size_t kMaxDiagnostics = 200;

bool IsIdentifier(std::string_view text, bool lower) {
  const auto letter = [&](char c) { return (c >= 'a' && c <= 'z') || (!lower && c >= 'A' && c <= 'Z'); };
  if (text.empty() || text.size() > 64 || !letter(text.front())) return false;
  return std::all_of(text.begin(), text.end(),
                     [&](char c) { return letter(c) || (c >= '0' && c <= '9') || c == '_'; });
}

std::string Found(const YamlNode& node) {
  switch (node.kind) {
    case YamlNode::Kind::kNull:
      return "nothing";
    case YamlNode::Kind::kScalar:
      return "`" + node.text.substr(0, 60) + "`";
    case YamlNode::Kind::kSequence:
      return "a list";
    case YamlNode::Kind::kMap:
      return "a map";
  }
  return {};
}

}  // namespace

void Reader::Error(Code code, Position position, std::string message, std::string hint) {
  if (diagnostics_.size() >= kMaxDiagnostics) return;
  diagnostics_.push_back({code, Severity::kError, position, std::move(message), std::move(hint)});
}

void Reader::Warn(Code code, Position position, std::string message, std::string hint) {
  if (diagnostics_.size() >= kMaxDiagnostics) return;
  diagnostics_.push_back({code, Severity::kWarning, position, std::move(message), std::move(hint)});
}

std::string Reader::Suggest(std::string_view word, const std::vector<std::string>& candidates) {
  const auto nearest = Nearest(word, candidates);
  return nearest ? "did you mean `" + *nearest + "`?" : std::string();
}

bool Reader::IsMap(const YamlNode& node, std::string_view place) {
  if (node.kind == YamlNode::Kind::kMap) return true;
  Error(Code::wrong_shape, node.position, std::string(place) + " should be a map, not " + Found(node));
  return false;
}

void Reader::CheckKeys(const YamlNode& map, std::string_view place,
                       const std::vector<std::string_view>& keys) {
  for (const auto& [key, value] : map.members) {
    if (std::find(keys.begin(), keys.end(), key.text) != keys.end()) continue;
    std::string hint = Suggest(key.text, std::vector<std::string>(keys.begin(), keys.end()));
    if (hint.empty()) {
      hint = "known here:";
      for (const auto known : keys) hint += " " + std::string(known);
    }
    Error(Code::unknown_key, key.position, "unknown key `" + key.text + "` in " + std::string(place), hint);
  }
}

std::string Reader::ReadText(const YamlNode& node, std::string_view place) {
  if (node.kind == YamlNode::Kind::kScalar) return node.text;
  Error(Code::wrong_shape, node.position, std::string(place) + " should be a text, not " + Found(node));
  return {};
}

Text Reader::ReadTitle(const YamlNode& node) {
  if (node.kind == YamlNode::Kind::kScalar) return {node.text, node.text};
  if (!IsMap(node, "a title")) return {};
  CheckKeys(node, "a title", {"zh", "en"});
  Text text;
  if (const auto* zh = node.Find("zh")) text.zh = ReadText(*zh, "`zh`");
  if (const auto* en = node.Find("en")) text.en = ReadText(*en, "`en`");
  return text;
}

std::string Reader::ReadIdentifier(const YamlNode& node, std::string_view place, bool lower) {
  if (node.kind == YamlNode::Kind::kScalar && IsIdentifier(node.text, lower)) return node.text;
  Error(Code::bad_identifier, node.position,
        std::string(place) + " should be letters, digits and _ (a letter first, at most 64), not " +
            Found(node),
        lower ? "lower-case letters only" : "");
  return node.text;
}

bool Reader::ReadBool(const YamlNode& node, std::string_view place) {
  if (node.kind == YamlNode::Kind::kScalar && !node.quoted && (node.text == "true" || node.text == "false")) {
    return node.text == "true";
  }
  Error(Code::wrong_shape, node.position,
        std::string(place) + " should be true or false, not " + Found(node));
  return false;
}

std::optional<std::int64_t> Reader::ReadInteger(const YamlNode& node, std::string_view place) {
  std::int64_t value = 0;
  const char* end = node.text.data() + node.text.size();
  if (node.kind == YamlNode::Kind::kScalar && !node.quoted) {
    const auto [stop, error] = std::from_chars(node.text.data(), end, value);
    if (error == std::errc() && stop == end) return value;
  }
  Error(Code::wrong_shape, node.position,
        std::string(place) + " should be a whole number, not " + Found(node));
  return std::nullopt;
}

std::optional<Decimal> Reader::ReadDecimal(const YamlNode& node, std::string_view place) {
  if (node.kind == YamlNode::Kind::kScalar) {
    if (auto value = Decimal::Parse(node.text)) return value;
  }
  Error(Code::wrong_shape, node.position, std::string(place) + " should be a number, not " + Found(node));
  return std::nullopt;
}

std::optional<Period> Reader::ReadPeriod(const YamlNode& node, std::string_view place) {
  if (node.kind == YamlNode::Kind::kScalar) {
    if (auto period = Period::Parse(node.text)) return period;
  }
  Error(Code::bad_period, node.position,
        std::string(place) + " should be a length of time, not " + Found(node),
        "write `20 days`, `5 workdays`, `3 months`, `2 hours`, or ISO 8601 such as `PT2H`");
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
