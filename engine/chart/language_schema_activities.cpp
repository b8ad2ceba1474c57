#include "engine/chart/language_schema_activities.h"

#include <map>

#include "engine/activity/kind.h"
#include "engine/data/json.h"

namespace charter {
namespace {

std::string Quoted(std::string_view text) { return WriteJson(Value::String(text)); }

std::string Ref(const std::string& name) { return R"({"$ref": "#/$defs/)" + name + "\"}"; }

std::string SchemaOf(const ActivityKey& key);

std::string ObjectOf(const std::vector<ActivityKey>& keys, std::string properties = {},
                     std::string required = {}) {
  for (const auto& key : keys) {
    properties += (properties.empty() ? "\n    " : ",\n    ") + Quoted(key.name) + ": " + SchemaOf(key);
    if (key.required) required += (required.empty() ? "" : ", ") + Quoted(key.name);
  }
  return R"({"type": "object", "additionalProperties": false)" +
         (required.empty() ? "" : ", \"required\": [" + required + "]") + ", \"properties\": {" + properties +
         "}}";
}

std::string EnumOf(const std::vector<std::string>& words) {
  std::string out;
  for (const auto& word : words) out += (out.empty() ? "" : ", ") + Quoted(word);
  return "{\"enum\": [" + out + "]}";
}

// What is the same key means the same in every activity.
const Text& MeaningOf(const std::string& key) {
  static const std::map<std::string, Text> meanings{
      {"sheet", {"评分表", "The scoring sheet"}},
      {"reviewers", {"评委", "The reviewers"}},
      {"role", {"角色", "The role or roles"}},
      {"min", {"至少", "At least"}},
      {"max", {"至多", "At most"}},
      {"assign", {"指派方式", "How they are assigned"}},
      {"by", {"由谁办理，或排序依据", "Who does it; in an order, what to sort by"}},
      {"blind", {"完成前互不可见", "Nobody sees others' scores until it is complete"}},
      {"conflict", {"须回避的情形（表达式）", "Who must recuse: an expression"}},
      {"aggregate", {"汇总方式", "How scores become one"}},
      {"trimmed_mean", {"去掉最高、最低分后的平均", "The mean without the extremes"}},
      {"drop_high", {"去掉几个最高分", "How many of the highest to drop"}},
      {"drop_low", {"去掉几个最低分", "How many of the lowest to drop"}},
      {"places", {"小数位数", "Decimal places"}},
      {"panels", {"评审组", "The panels"}},
      {"id", {"标识", "Its id"}},
      {"weight", {"权重", "Its weight"}},
      {"roster", {"应到人数（表达式）", "How many there are in all: an expression"}},
      {"quorum", {"到会要求", "How many must be present"}},
      {"pass", {"通过要求", "How many must be in favour"}},
      {"voters", {"表决人", "Who votes"}},
      {"secret", {"无记名", "A secret ballot"}},
      {"tellers", {"计票人、监票人至少几人", "How many tellers a count needs"}},
      {"named_by", {"由谁指定会签人", "Who names the people who sign"}},
      {"add", {"可被加签的角色", "Who may be added as a signer"}},
      {"delegate", {"可接受转签的角色", "To whom a signature may be handed over"}},
      {"for", {"公示期限", "How long it is public"}},
      {"decide", {"由谁处理异议", "Who decides objections"}},
      {"object", {"谁可以提出异议", "Who may object"}},
      {"need", {"all 全部、any 任一、sequence 依次，或 2 of 3", "All, any, in sequence, or 2 of 3"}},
      {"workflow", {"下级事项的流程", "The workflow of the items under it"}},
      {"pool", {"总额", "What there is to share out"}},
      {"order",
       {"排序依据，依次比较；一项之内为升降序",
        "What ranks the candidates, the weightiest first; of one rule, its direction"}},
      {"tiers", {"等次", "The tiers"}},
      {"of", {"哪些下级事项（children 活动的标识）", "Which children: the id of a `children` activity"}},
      {"where", {"参与条件（表达式）", "Who takes part: an expression"}},
      {"struck",
       {"取消资格的原因，空文本为未取消（表达式）", "Why it is struck off; '' for not: an expression"}},
      {"category", {"类别", "The category"}},
      {"waiting", {"每类候补名额", "How many of each category wait"}},
      {"count", {"名额，或抽取人数", "Places; of reviewers, how many are drawn"}},
      {"from", {"几个评分起去掉", "From how many scores on"}},
      {"amount", {"金额", "The amount each"}},
      {"proportional", {"按比例分配", "In proportion"}},
      {"minimum", {"最低金额", "At least"}},
      {"maximum", {"最高金额", "At most"}},
      {"round_to", {"取整单位", "Rounded to"}},
      {"on_vacancy", {"空缺处理", "When a place falls vacant"}},
      {"service", {"外部系统", "The other system"}},
      {"request", {"请求内容（表达式）", "What is sent: an expression"}},
      {"timeout", {"等待时限", "How long to wait"}},
      {"retry", {"重试", "Trying again"}},
      {"times", {"次数", "How often"}},
      {"backoff", {"间隔", "How long in between"}}};
  static const Text none;
  const auto found = meanings.find(key);
  return found == meanings.end() ? none : found->second;
}

std::string ShapeOf(const ActivityKey& key);

std::string SchemaOf(const ActivityKey& key) {
  const Text& meaning = MeaningOf(key.name);
  if (meaning.empty()) return ShapeOf(key);
  return "{\"description\": " + Quoted(meaning.zh + " / " + meaning.en) + ", " + ShapeOf(key).substr(1);
}

std::string ShapeOf(const ActivityKey& key) {
  using Shape = ActivityKey::Shape;
  switch (key.shape) {
    case Shape::kText:
      return Ref("scalar");
    case Shape::kBool:
      return R"({"type": "boolean"})";
    case Shape::kCount:
      return R"({"type": "integer", "minimum": 0})";
    case Shape::kAmount:
      return Ref("bound");
    case Shape::kPeriod:
      return Ref("term");
    case Shape::kShare:
      return R"({"type": "string", "examples": ["at least 2/3", "more than 1/2 of all"]})";
    case Shape::kRoles:
      return Ref("roles");
    case Shape::kWord:
      return EnumOf(key.words);
    case Shape::kSheet:
      return Ref("id");
    case Shape::kWorkflow:
      return Ref("lower_id");
    case Shape::kChildren:
      return Ref("id");
    case Shape::kNumber:
    case Shape::kExpression:
      return Ref("expression");
    case Shape::kGroup: {
      const std::string object = ObjectOf(key.members);
      return key.words.empty() ? object : "{\"anyOf\": [" + EnumOf(key.words) + ", " + object + "]}";
    }
    case Shape::kGroups: {
      const std::string object = ObjectOf(key.members);
      const std::string expression = key.type.kind() == TypeKind::kList ? ", " + Ref("expression") : "";
      return "{\"anyOf\": [" + object + expression + R"(, {"type": "array", "items": )" + object + "}]}";
    }
  }
  return "{}";
}

}  // namespace

std::string ActivityDefinitions() {
  std::string kinds;
  std::string out;
  for (const auto& kind : ActivityKinds()) {
    kinds += (kinds.empty() ? "" : ", ") + Ref("activity_" + kind.name);
    const std::string common =
        "\n    \"id\": {\"description\": \"标识，结果是 results.<id> / Its id; the outcome is "
        "results.<id>\", "
        "\"$ref\": \"#/$defs/id\"},\n    \"type\": {\"description\": " +
        Quoted(kind.title.zh + " / " + kind.title.en) + ", \"const\": " + Quoted(kind.name) +
        "},\n    \"title\": {\"description\": \"名称 / Its title\", \"$ref\": \"#/$defs/text\"},\n    "
        "\"description\": {\"description\": \"说明 / For readers of the file\"},\n    \"done\": "
        "{\"description\": "
        "\"完成后 / When it is done\", \"$ref\": \"#/$defs/automatics\"}";
    out += "\n  \"activity_" + kind.name + "\": " + ObjectOf(kind.keys, common, R"("id", "type")") + ",";
  }
  return out + "\n  \"activity\": {\"oneOf\": [" + kinds + "]},";
}

}  // namespace charter
