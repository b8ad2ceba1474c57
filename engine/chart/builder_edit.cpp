#include <algorithm>

#include "engine/chart/builder.h"

namespace charter {

// `edit`: {by, fields}, or a list of such.
void ChartBuilder::ReadEdit(StateIndex index, const YamlNode& node) {
  for (const YamlNode* rule : Reader::OneOrMany(node)) {
    if (!reader_.IsMap(*rule, Reader::Place::Key("edit"))) continue;
    chart_.states[static_cast<std::size_t>(index)].edit.push_back(ReadEditRule(*rule));
  }
}

EditRule ChartBuilder::ReadEditRule(const YamlNode& node) {
  reader_.CheckKeys(node, Reader::Place::Key("edit"), {"by", "fields"});
  EditRule rule;
  if (const auto* by = node.Find("by")) {
    rule.by = ReadRoleList(*by);
  } else {
    reader_.Error(Code::missing_key, node.position,
                  Text{"`edit` 需要 `by`：谁可以修改", "`edit` needs `by`: who may change them"});
  }
  const auto* fields = node.Find("fields");
  std::vector<std::string> known;
  for (std::size_t i = 0; i < chart_.data.size(); ++i) {
    if (chart_.data[i].read_only) continue;
    known.push_back(chart_.data[i].name);
    if (fields == nullptr) rule.fields.push_back(static_cast<int>(i));
  }
  if (fields == nullptr) return rule;
  for (const YamlNode* each : Reader::OneOrMany(*fields)) {
    const std::string name = reader_.ReadText(*each, Reader::Place::Key("fields"));
    const auto field =
        std::find_if(chart_.data.begin(), chart_.data.end(), [&](const Field& f) { return f.name == name; });
    if (field == chart_.data.end()) {
      reader_.Error(Code::unknown_field, each->position,
                    Text{"`edit` 中没有字段 `" + name + "`", "unknown field `" + name + "` in `edit`"},
                    Reader::Suggest(name, known));
    } else if (field->read_only) {
      reader_.Error(Code::bad_keyword, each->position,
                    Text{"字段 `" + name + "` 为 `readOnly`，只由流程填写",
                         "field `" + name + "` is `readOnly`: the workflow alone sets it"});
    } else {
      rule.fields.push_back(static_cast<int>(field - chart_.data.begin()));
    }
  }
  std::sort(rule.fields.begin(), rule.fields.end());
  return rule;
}

}  // namespace charter
