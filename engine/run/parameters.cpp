#include "engine/run/parameters.h"

#include <algorithm>

#include "engine/data/failure.h"
#include "engine/expr/fault.h"
#include "engine/run/activation.h"
#include "engine/run/objection.h"
#include "engine/run/step.h"

namespace charter {
namespace {

using Status = ParameterValue::Status;

std::string Listed(const std::vector<std::string>& ids) {
  std::string out;
  for (const auto& id : ids) out += (out.empty() ? "" : ", ") + id;
  return out;
}

// "应约期限（reply）"
std::string Named(const Parameter& parameter, Language language) {
  const std::string& title = parameter.title.In(language);
  if (title.empty()) return parameter.id;
  return language == Language::kZh ? title + "（" + parameter.id + "）" : title + " (" + parameter.id + ")";
}

class Binder {
 public:
  Binder(const Chart& chart, const Presets& presets, const Preset& preset, const Event& create)
      : chart_(chart), presets_(presets), preset_(preset), create_(create) {}

  Outcome<std::shared_ptr<const BoundParameters>> Bind(const Value& overrides) {
    auto bound = std::make_shared<BoundParameters>();
    bound->preset = preset_.id;
    for (const auto& parameter : chart_.parameters) {
      if (const auto* value = presets_.ValueOf(preset_, parameter.id)) {
        bound->values.push_back(*value);
      } else {
        ParameterValue& unset = bound->values.emplace_back();
        unset.id = parameter.id;
        unset.type = parameter.type;
      }
    }
    if (auto done = Override(*bound, overrides); !done) return tl::unexpected(std::move(done.error()));
    if (auto refused = Judge(*bound)) return tl::unexpected(std::move(*refused));
    return bound;
  }

 private:
  [[nodiscard]] bool Counts(const ParameterValue& value) const {
    if (value.value.is(Kind::kAbsent)) return false;
    return value.status != Status::kMemory || chart_.preset.accept_memory;
  }

  [[nodiscard]] bool MayOverride() const {
    if (create_.source != Event::Source::kPerson || !create_.actor) return true;
    return std::any_of(chart_.preset.override_by.begin(), chart_.preset.override_by.end(),
                       [&](RoleIndex role) {
                         const auto& roles = create_.actor->roles;
                         return std::binary_search(roles.begin(), roles.end(),
                                                   chart_.roles[static_cast<std::size_t>(role)].id);
                       });
  }

  Outcome<void> Override(BoundParameters& bound, const Value& overrides) const {
    if (!overrides.is(Kind::kMap) || overrides.AsMap().empty()) return {};
    const auto refused = [](const Text& message, const Text& hint = {}) {
      return tl::unexpected(Refusal{Code::override_refused, message, hint, {}, {}});
    };
    if (!MayOverride()) {
      return refused({"您的角色不能自行给定参数", "your roles do not let you give parameters"},
                     {"请上级工会建立此事项", "let the federation that may begin the item"});
    }
    for (const auto& [key, given] : overrides.AsMap()) {
      const std::string id(key.AsString());
      const auto& all = chart_.parameters;
      const auto parameter = std::find_if(all.begin(), all.end(), [&](const auto& p) { return p.id == id; });
      if (parameter == all.end())
        return refused({"流程没有参数 `" + id + "`", "the workflow has no parameter `" + id + "`"});
      ParameterValue& value = bound.values[static_cast<std::size_t>(parameter - all.begin())];
      if (Counts(value)) {
        return refused(
            {"参数“" + Named(*parameter, Language::kZh) + "”已由" + value.article.zh + "规定，不能另行给定",
             "parameter " + Named(*parameter, Language::kEn) + " is set by " + value.article.en +
                 " and cannot be given"});
      }
      const Value* plain = given.is(Kind::kMap) ? given.Find("value") : nullptr;
      const Value* article = given.is(Kind::kMap) ? given.Find("article") : nullptr;
      if (plain == nullptr || article == nullptr || !article->is(Kind::kString) ||
          article->AsString().empty()) {
        return refused({"自行给定的参数 `" + id + "` 需要 `value` 和依据 `article`",
                        "parameter `" + id + "` is given with a `value` and the `article` it rests on"});
      }
      // That the law sets none is something to be told with a citation, too.
      const bool none = plain->is(Kind::kNull) && parameter->optional;
      const auto typed = none ? std::optional(Value()) : ConformParameter(parameter->type, *plain);
      if (!typed) return tl::unexpected(Mismatch(*parameter, {"自行给定的值", "the value given"}));
      const std::string citation(article->AsString());
      value = {id, parameter->type, *typed, {citation, citation}, Status::kGiven, {}, {}};
      if (create_.actor) value.by = create_.actor->id.value;
    }
    return {};
  }

  [[nodiscard]] Refusal Mismatch(const Parameter& parameter, const Text& whose) const {
    const std::string type(NameOf(parameter.type));
    return {Code::parameter_mismatch,
            whose + Text{"不符合参数“" + Named(parameter, Language::kZh) + "”的类型 " + type,
                         " does not fit parameter " + Named(parameter, Language::kEn) +
                             ", which is of type " + type},
            {},
            {},
            {parameter.id}};
  }

  // Nothing where every parameter that the workflow needs has a value it accepts.
  [[nodiscard]] std::optional<Refusal> Judge(const BoundParameters& bound) const {
    std::vector<std::string> unknown;
    std::vector<std::string> unverified;
    Text names[2];
    for (std::size_t i = 0; i < bound.values.size(); ++i) {
      const Parameter& parameter = chart_.parameters[i];
      const ParameterValue& value = bound.values[i];
      const bool absent = value.value.is(Kind::kAbsent);
      if (absent && parameter.optional && value.status != Status::kUnknown) continue;
      if (!absent && value.type != parameter.type)
        return Mismatch(parameter, Text{"地区参数 `", "preset `"} + value.preset + Text{"` 的值", "`"});
      if (Counts(value)) continue;
      auto& list = absent ? unknown : unverified;
      Text& text = names[absent ? 0 : 1];
      text = text + (list.empty() ? Text{} : Text{"、", ", "}) +
             Text{Named(parameter, Language::kZh), Named(parameter, Language::kEn)};
      list.push_back(parameter.id);
    }
    const Text place{"“" + preset_.title.In(Language::kZh) + "”（" + preset_.id + "）",
                     preset_.title.In(Language::kEn) + " (" + preset_.id + ")"};
    const Text hint = chart_.preset.override_by.empty()
                          ? Text{"请在 presets 文件中补上核实过的值和条文",
                                 "add the value, read in its source, and its article to the preset file"}
                          : Text{
                                "请在 presets 文件中补上核实过的值和条文，或由有权的工会在建立事项时用 "
                                "overrides 给定并注明依据",
                                "add the value, read in its source, and its article to the preset file; or a "
                                "federation that may "
                                "gives it in `overrides`, with a citation, when it begins the item"};
    if (!unknown.empty()) {
      return Refusal{Code::parameter_unknown,
                     Text{"此流程需要的参数在", "for "} + place +
                         Text{"中未知：" + names[0].zh, " these parameters are not known: " + names[0].en},
                     hint,
                     {},
                     unknown};
    }
    if (!unverified.empty()) {
      return Refusal{
          Code::parameter_unverified,
          Text{"此流程只接受核实过的参数，而在", "the workflow takes verified parameters only; for "} +
              place + Text{"中以下参数仅凭记忆：" + names[1].zh, " these are from memory: " + names[1].en},
          hint,
          {},
          unverified};
    }
    return std::nullopt;
  }

  const Chart& chart_;
  const Presets& presets_;
  const Preset& preset_;
  const Event& create_;
};

Outcome<std::string> PresetFor(const Chart& chart, const ItemInfo& item, const Event& create,
                               const WorkCalendar& calendar) {
  Snapshot snapshot;
  snapshot.at = create.at;
  std::vector<FieldError> errors;
  snapshot.data = ConformCreation(chart, create.data, errors);
  if (!errors.empty()) return tl::unexpected(InvalidData(std::move(errors)));
  const ItemActivation activation(chart, item, snapshot, create, calendar);
  const auto id = chart.preset.id.Run(activation);
  if (id && id->is(Kind::kString)) return std::string(id->AsString());
  const Text why =
      id ? Text{"不是文本", "it is no text"} : expr::InWords(id.error().code, id.error().message);
  return tl::unexpected(
      Refusal{Code::preset_not_found,
              Text{"无法确定适用的地区参数：" + chart.preset.id.source() + "（" + why.zh + "）",
                   "`" + chart.preset.id.source() + "` does not say which preset applies: " + why.en},
              {"检查事项字段是否已填写", "check that the fields it reads are filled in"},
              {},
              {}});
}

[[noreturn]] void Broken() {
  throw Failure(Code::store_failed, "stored parameters of an item cannot be read");
}

std::string TextAt(const Value& map, std::string_view key) {
  const Value* value = map.Find(key);
  if (value == nullptr) return {};
  if (!value->is(Kind::kString)) Broken();
  return std::string(value->AsString());
}

ParameterValue ReadOne(const Value& map) {
  if (!map.is(Kind::kMap)) Broken();
  ParameterValue one;
  one.id = TextAt(map, "id");
  one.preset = TextAt(map, "preset");
  one.by = TextAt(map, "by");
  if (const Value* article = map.Find("article")) {
    if (!article->is(Kind::kMap)) Broken();
    one.article = {TextAt(*article, "zh"), TextAt(*article, "en")};
  }
  const auto status = FindParameterStatus(TextAt(map, "status"));
  const auto type = FindParameterType(TextAt(map, "type"));
  if (!status || !type) Broken();
  one.status = *status;
  one.type = *type;
  if (const Value* value = map.Find("value")) {
    auto typed = ConformParameter(one.type, *value);
    if (!typed) Broken();
    one.value = std::move(*typed);
  }
  return one;
}

}  // namespace

Outcome<std::shared_ptr<const BoundParameters>> BindParameters(const Chart& chart, const ItemInfo& item,
                                                               const Event& create,
                                                               const WorkCalendar& calendar,
                                                               const Presets& presets,
                                                               const Value& overrides) {
  if (chart.parameters.empty()) {
    if (!overrides.is(Kind::kMap) || overrides.AsMap().empty()) return nullptr;
    return tl::unexpected(
        Refusal{Code::override_refused, {"此流程没有参数", "the workflow has no parameters"}, {}, {}, {}});
  }
  const auto id = PresetFor(chart, item, create, calendar);
  if (!id) return tl::unexpected(id.error());
  const Preset* preset = presets.Find(*id);
  if (preset != nullptr) return Binder(chart, presets, *preset, create).Bind(overrides);
  const auto near = Nearest(*id, presets.Ids());
  return tl::unexpected(
      Refusal{Code::preset_not_found,
              {"没有地区参数 `" + *id + "`", "there is no preset `" + *id + "`"},
              near ? Text{"您是否要用 `" + *near + "`？", "did you mean `" + *near + "`?"}
                   : Text{"现有：" + Listed(presets.Ids()), "there are: " + Listed(presets.Ids())},
              {},
              {*id}});
}

Value ToValue(const BoundParameters& bound) {
  std::vector<Value> values;
  for (const auto& one : bound.values) {
    std::vector<Value::Entry> entries;
    const auto put = [&](std::string_view key, Value value) {
      entries.emplace_back(Value::String(key), std::move(value));
    };
    put("id", Value::String(one.id));
    put("type", Value::String(NameOf(one.type)));
    if (!one.value.is(Kind::kAbsent)) put("value", one.value);
    if (!one.article.empty()) {
      put("article",
          Value::Map({{"zh", Value::String(one.article.zh)}, {"en", Value::String(one.article.en)}}));
    }
    put("status", Value::String(NameOf(one.status)));
    if (!one.preset.empty()) put("preset", Value::String(one.preset));
    if (!one.by.empty()) put("by", Value::String(one.by));
    values.push_back(Value::Map(std::move(entries)));
  }
  return Value::Map({{"preset", Value::String(bound.preset)}, {"values", Value::List(std::move(values))}});
}

std::shared_ptr<const BoundParameters> ParametersFromValue(const Value& value) {
  const Value* values = value.is(Kind::kMap) ? value.Find("values") : nullptr;
  if (values == nullptr || !values->is(Kind::kList)) Broken();
  auto bound = std::make_shared<BoundParameters>();
  bound->preset = TextAt(value, "preset");
  for (const auto& one : values->AsList()) bound->values.push_back(ReadOne(one));
  return bound;
}

}  // namespace charter
