#include <algorithm>

#include "engine/chart/builder.h"

namespace charter {
namespace {

Type TypeOf(ParameterType type) {
  switch (type) {
    case ParameterType::kInteger:
      return Type(TypeKind::kInt);
    case ParameterType::kMoney:
      return Type(TypeKind::kDecimal);
    case ParameterType::kBoolean:
      return Type(TypeKind::kBool);
    case ParameterType::kPeriod:
    case ParameterType::kShare:
    case ParameterType::kString:
      break;
  }
  return Type(TypeKind::kString);
}

std::string Listed(const std::vector<std::string>& words) {
  std::string out;
  for (const auto& word : words) out += (out.empty() ? "" : ", ") + word;
  return out;
}

}  // namespace

void ChartBuilder::ReadParameters(const YamlNode& root) {
  const auto* map = root.Find("parameters");
  const auto* preset = root.Find("preset");
  if (map == nullptr) {
    if (preset != nullptr)
      reader_.Error(Code::missing_key, preset->position,
                    {"`preset` 需要 `parameters`：没有可绑定的参数",
                     "`preset` needs `parameters`: there is nothing that it could bind"});
    return;
  }
  if (preset == nullptr) {
    reader_.Error(Code::missing_key, map->position,
                  {"`parameters` 需要 `preset`：由哪一份地区参数赋值",
                   "`parameters` needs a `preset` that gives their values"},
                  Text{"例如", "for example"} + " preset: data.jurisdiction");
  }
  if (!reader_.IsMap(*map, Reader::Place::Key("parameters"))) return;
  for (const auto& [key, node] : map->members) {
    Parameter parameter;
    parameter.id = reader_.ReadIdentifier(key, {"参数", "a parameter"}, true);
    parameter.position = key.position;
    const Reader::Place place{"参数", "parameter", parameter.id};
    if (reader_.IsMap(node, place)) {
      reader_.CheckKeys(node, place, {"type", "title", "description", "optional"});
      if (const auto* title = node.Find("title")) parameter.title = reader_.ReadTitle(*title);
      if (const auto* optional = node.Find("optional"))
        parameter.optional = reader_.ReadBool(*optional, Reader::Place::Key("optional"));
      const auto* type = node.Find("type");
      const auto known = type != nullptr ? FindParameterType(type->text) : std::nullopt;
      if (known) {
        parameter.type = *known;
      } else if (type == nullptr) {
        reader_.Error(Code::missing_key, node.position,
                      place.ToText() + Text{"需要 `type`", " needs a `type`"},
                      Text{"可选：", "one of "} + Listed(ParameterTypeNames()));
      } else {
        Text hint = Reader::Suggest(type->text, ParameterTypeNames());
        if (hint.empty()) hint = Text{"可选：", "one of "} + Listed(ParameterTypeNames());
        reader_.Error(Code::unknown_parameter_type, type->position,
                      Text{"没有参数类型 `", "unknown parameter type `"} + type->text + "`", hint);
      }
    }
    chart_.parameters.push_back(std::move(parameter));
  }
}

// `preset: data.jurisdiction`, or {id, accept, override}.
void ChartBuilder::ReadPresetRule(const YamlNode& node) {
  const YamlNode* id = &node;
  PresetRule& rule = chart_.preset;
  if (node.kind == YamlNode::Kind::kMap) {
    const Reader::Place place = Reader::Place::Key("preset");
    reader_.CheckKeys(node, place, {"id", "accept", "override"});
    id = node.Find("id");
    if (const auto* accept = node.Find("accept")) {
      const std::string word = reader_.ReadText(*accept, Reader::Place::Key("accept"));
      rule.accept_memory = word == "memory";
      if (word != "memory" && word != "verified") {
        reader_.Error(Code::wrong_shape, accept->position,
                      Text{"`accept` 应为 verified 或 memory，而不是 `",
                           "`accept` should be verified or memory, not `"} +
                          word + "`",
                      Reader::Suggest(word, {"verified", "memory"}));
      }
    }
    if (const auto* by = node.Find("override");
        by != nullptr && reader_.IsMap(*by, Reader::Place::Key("override"))) {
      reader_.CheckKeys(*by, Reader::Place::Key("override"), {"by"});
      if (const auto* roles = by->Find("by")) rule.override_by = ReadRoleList(*roles);
    }
  }
  if (id == nullptr) {
    reader_.Error(Code::missing_key, node.position, {"`preset` 需要 `id`", "`preset` needs an `id`"},
                  Text{"例如", "for example"} + " id: data.jurisdiction");
    return;
  }
  rule.id = ReadExpression(*id, names_, TypeKind::kString);
}

void ChartBuilder::DeclareParameters() {
  std::vector<std::pair<std::string, Type>> members;
  for (const auto& parameter : chart_.parameters) members.emplace_back(parameter.id, TypeOf(parameter.type));
  chart_.slots.params = names_.AddRecord("params", members);
}

bool ChartBuilder::NamesParameter(const YamlNode& node, ParameterType type) {
  if (node.kind != YamlNode::Kind::kScalar || !node.text.starts_with(kParameterPrefix)) return false;
  const int parameter = FindParameter(node, type);
  if (parameter != kNone && chart_.parameters[static_cast<std::size_t>(parameter)].optional) {
    reader_.Error(Code::parameter_type, node.position,
                  {"参数 `" + node.text + "` 可能没有值，此处必须有",
                   "`" + node.text + "` is optional, and here there must be a value"});
  }
  return true;
}

int ChartBuilder::FindParameter(const YamlNode& node, ParameterType type) {
  const std::string id = node.text.substr(kParameterPrefix.size());
  const auto& all = chart_.parameters;
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const Parameter& parameter) { return parameter.id == id; });
  if (found == all.end()) {
    std::vector<std::string> known;
    for (const auto& parameter : all) known.push_back(parameter.id);
    reader_.Error(Code::unknown_parameter, node.position,
                  Text{"没有参数 `", "unknown parameter `"} + id + "`", Reader::Suggest(id, known));
    return kNone;
  }
  if (found->type != type) {
    const std::string have(NameOf(found->type));
    const std::string want(NameOf(type));
    reader_.Error(Code::parameter_type, node.position,
                  {"参数 `" + id + "` 的类型是 " + have + "，此处应为 " + want,
                   "parameter `" + id + "` is of type " + have + ", and here it should be " + want});
  }
  return static_cast<int>(found - all.begin());
}

std::optional<PeriodTerm> ChartBuilder::ReadPeriodTerm(const YamlNode& node, const Reader::Place& place) {
  if (node.kind == YamlNode::Kind::kScalar && node.text.starts_with(kParameterPrefix)) {
    const int parameter = FindParameter(node, ParameterType::kPeriod);
    return parameter == kNone ? std::nullopt : std::optional(PeriodTerm{{}, parameter});
  }
  const auto period = reader_.ReadPeriod(node, place);
  return period ? std::optional(PeriodTerm{*period, kNone}) : std::nullopt;
}

}  // namespace charter
