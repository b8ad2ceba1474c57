#include "engine/chart/preset.h"

#include <algorithm>
#include <set>

#include "engine/chart/reader.h"

namespace charter {
namespace {

constexpr int kMostExtensions = 16;

class PresetReader {
 public:
  PresetReader(Reader& reader, Preset& preset) : reader_(reader), preset_(preset) {}

  void Read(const YamlNode& root) {
    const Reader::Place place{"地区参数文件", "a preset file"};
    if (!reader_.IsMap(root, place)) return;
    reader_.CheckKeys(root, place, {"preset", "title", "description", "law", "extends", "values"});
    for (const char* key : {"preset", "law", "values"}) {
      if (root.Find(key) == nullptr)
        reader_.Error(Code::missing_key, root.position,
                      Text{"地区参数文件需要 `", "a preset file needs `"} + key + "`");
    }
    if (const auto* id = root.Find("preset"))
      preset_.id = reader_.ReadIdentifier(*id, Reader::Place::Key("preset"), true);
    if (const auto* title = root.Find("title")) preset_.title = reader_.ReadTitle(*title);
    if (const auto* law = root.Find("law")) law_ = reader_.ReadTitle(*law);
    if (const auto* extends = root.Find("extends")) {
      preset_.extends = reader_.ReadIdentifier(*extends, Reader::Place::Key("extends"), true);
      preset_.extends_at = extends->position;
    }
    const auto* values = root.Find("values");
    if (values == nullptr || !reader_.IsMap(*values, Reader::Place::Key("values"))) return;
    for (const auto& [key, node] : values->members) {
      const std::string id = reader_.ReadIdentifier(key, {"参数", "a parameter"}, true);
      preset_.values[id] = ReadOne(id, node);
    }
  }

 private:
  ParameterValue ReadOne(const std::string& id, const YamlNode& node) {
    const Reader::Place place{"参数", "parameter", id};
    ParameterValue value;
    value.id = id;
    value.preset = preset_.id;
    if (!reader_.IsMap(node, place)) return value;
    std::vector<std::string_view> keys{"law", "article", "status", "note"};
    for (const auto& name : ParameterTypeNames()) keys.push_back(name);
    reader_.CheckKeys(node, place, keys);
    ReadStatus(node, place, value);
    value.article = Citation(node);
    const YamlNode* given = nullptr;
    for (const auto& name : ParameterTypeNames()) {
      const auto* found = node.Find(name);
      if (found == nullptr) continue;
      if (given != nullptr)
        reader_.Error(Code::bad_preset_value, found->position,
                      place.ToText() + Text{"有两个值", " has two values"});
      given = found;
      value.type = *FindParameterType(name);
    }
    const bool unknown = value.status == ParameterValue::Status::kUnknown;
    if (given == nullptr && !unknown) {
      reader_.Error(Code::bad_preset_value, node.position, place.ToText() + Text{"没有值", " has no value"},
                    {"写 `period: 20 days` 一类的值；不知道的写 `status: unknown`",
                     "write a value such as `period: 20 days`, or `status: unknown` where nobody knows"});
    } else if (given != nullptr && unknown) {
      reader_.Error(Code::bad_preset_value, given->position,
                    place.ToText() + Text{"未知，不能有值", " is unknown, so it has no value"});
    } else if (given != nullptr) {
      ReadGiven(*given, place, value);
    }
    return value;
  }

  void ReadGiven(const YamlNode& node, const Reader::Place& place, ParameterValue& value) {
    Value plain = reader_.ReadValue(node);
    const bool textual = value.type == ParameterType::kPeriod || value.type == ParameterType::kShare ||
                         value.type == ParameterType::kString;
    if (textual && node.kind == YamlNode::Kind::kScalar) plain = Value::String(node.text);
    if (auto typed = ConformParameter(value.type, plain)) {
      value.value = std::move(*typed);
      return;
    }
    reader_.Error(Code::bad_preset_value, node.position,
                  place.ToText() + Text{"的值不是 ", " is no "} + NameOf(value.type) + Text{"：`", ": `"} +
                      Shortened(node.text) + "`",
                  value.type == ParameterType::kPeriod ? Text{"写作 `20 days`、`5 workdays`、`3 months`",
                                                              "write `20 days`, `5 workdays`, `3 months`"}
                  : value.type == ParameterType::kShare ? Text{"写作 `at least 2/3`、`more than 1/2 of all`",
                                                               "write `at least 2/3`, `more than 1/2 of all`"}
                                                        : Text{});
  }

  void ReadStatus(const YamlNode& node, const Reader::Place& place, ParameterValue& value) {
    const auto* status = node.Find("status");
    if (status == nullptr) {
      reader_.Error(Code::missing_key, node.position,
                    place.ToText() + Text{"需要 `status`", " needs a `status`"},
                    {"verified（已核对原文）、memory（凭记忆）或 unknown（未知）",
                     "verified (read in its source), memory (known, not read) or unknown"});
      return;
    }
    const auto known = FindParameterStatus(status->text);
    if (known && *known != ParameterValue::Status::kGiven) {
      value.status = *known;
      return;
    }
    reader_.Error(Code::bad_preset_value, status->position,
                  Text{"`status` 应为 verified、memory 或 unknown，而不是 `",
                       "`status` should be verified, memory or unknown, not `"} +
                      status->text + "`",
                  Reader::Suggest(status->text, {"verified", "memory", "unknown"}));
  }

  // The law of the file, or of the value; then its article: a number, or {number, status} where the number
  // itself is from memory.
  Text Citation(const YamlNode& node) {
    const auto* own = node.Find("law");
    Text text = own != nullptr ? reader_.ReadTitle(*own) : law_;
    const auto* article = node.Find("article");
    if (article == nullptr) return text + Text{"（条号未核实）", " (article not verified)"};
    const auto* number = article;
    bool memory = false;
    if (article->kind == YamlNode::Kind::kMap) {
      reader_.CheckKeys(*article, Reader::Place::Key("article"), {"number", "status"});
      number = article->Find("number");
      const auto* status = article->Find("status");
      memory = status != nullptr && status->text == "memory";
      if (number == nullptr) {
        reader_.Error(Code::missing_key, article->position,
                      {"`article` 需要 `number`", "`article` needs a `number`"});
        return text;
      }
      if (!memory)
        reader_.Error(Code::bad_preset_value, article->position,
                      {"`article` 的 `status` 只能是 memory", "the `status` of an `article` is memory"},
                      {"已核实的条号直接写 `article: 38`", "write `article: 38` where the number was read"});
    }
    const std::string which = reader_.ReadText(*number, Reader::Place::Key("article"));
    text = text + Text{"第 " + which + " 条", ", Article " + which};
    return memory ? text + Text{"（条号凭记忆）", " (its number from memory)"} : text;
  }

  Reader& reader_;
  Preset& preset_;
  Text law_;
};

}  // namespace

LoadedPreset LoadPreset(const std::string& source) {
  LoadedPreset loaded;
  const YamlNode root = ParseYaml(source, loaded.diagnostics);
  if (!loaded.diagnostics.empty()) return loaded;
  Preset preset;
  try {
    Reader reader(loaded.diagnostics);
    PresetReader(reader, preset).Read(root);
  } catch (const Reader::Enough&) {
    return loaded;
  }
  if (loaded.diagnostics.empty()) loaded.preset = std::move(preset);
  return loaded;
}

bool IsPreset(const std::string& source) {
  std::vector<Diagnostic> ignored;
  const YamlNode root = ParseYaml(source, ignored);
  return root.Find("preset") != nullptr && root.Find("workflow") == nullptr && root.Find("states") == nullptr;
}

void Presets::Add(Preset preset) {
  std::string id = preset.id;
  by_id_.insert_or_assign(std::move(id), std::move(preset));
}

const Preset* Presets::Find(std::string_view id) const {
  const auto found = by_id_.find(id);
  return found == by_id_.end() ? nullptr : &found->second;
}

const ParameterValue* Presets::ValueOf(const Preset& preset, std::string_view parameter) const {
  const Preset* at = &preset;
  for (int i = 0; at != nullptr && i < kMostExtensions; ++i) {
    const auto found = at->values.find(parameter);
    if (found != at->values.end()) return &found->second;
    at = at->extends.empty() ? nullptr : Find(at->extends);
  }
  return nullptr;
}

std::vector<std::string> Presets::Ids() const {
  std::vector<std::string> ids;
  for (const auto& [id, preset] : by_id_) ids.push_back(id);
  return ids;
}

std::vector<Diagnostic> Presets::Check(const Preset& preset) const {
  std::vector<Diagnostic> problems;
  const auto tell = [&](const Text& message, const Text& hint) {
    problems.push_back({Code::unknown_preset, Severity::kError, preset.extends_at, message, hint});
  };
  std::set<std::string> seen{preset.id};
  for (const Preset* at = &preset; !at->extends.empty();) {
    const Preset* next = Find(at->extends);
    if (next == nullptr) {
      tell(Text{"没有地区参数 `", "unknown preset `"} + at->extends + "`",
           Reader::Suggest(at->extends, Ids()));
      break;
    }
    if (!seen.insert(next->id).second) {
      tell(Text{"地区参数 `" + preset.id + "` 绕回自身",
                "preset `" + preset.id + "` extends itself in the end"},
           {});
      break;
    }
    at = next;
  }
  return problems;
}

std::vector<Diagnostic> Presets::CheckFor(const std::vector<Parameter>& parameters) const {
  std::vector<Diagnostic> problems;
  if (by_id_.empty()) return problems;
  std::set<std::string> names;
  for (const auto& [id, preset] : by_id_) {
    for (const auto& [name, value] : preset.values) names.insert(name);
  }
  for (const auto& parameter : parameters) {
    if (!names.contains(parameter.id)) {
      problems.push_back({Code::unknown_parameter, Severity::kWarning, parameter.position,
                          Text{"没有哪份地区参数给出 `", "no preset names `"} + parameter.id + "`",
                          Reader::Suggest(parameter.id, {names.begin(), names.end()})});
    }
    for (const auto& [id, preset] : by_id_) {
      const auto value = preset.values.find(parameter.id);
      if (value == preset.values.end() || value->second.status == ParameterValue::Status::kUnknown ||
          value->second.type == parameter.type)
        continue;
      const std::string have(NameOf(value->second.type));
      const std::string want(NameOf(parameter.type));
      problems.push_back(
          {Code::parameter_type,
           Severity::kError,
           parameter.position,
           {"参数 `" + parameter.id + "` 的类型是 " + want + "，而地区参数 `" + id + "` 给出 " + have,
            "parameter `" + parameter.id + "` is of type " + want + ", and preset `" + id + "` gives a " +
                have},
           {}});
    }
  }
  return problems;
}

const Presets& Presets::None() {
  static const Presets kEmpty;
  return kEmpty;
}

}  // namespace charter
