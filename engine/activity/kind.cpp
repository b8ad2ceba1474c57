#include "engine/activity/kind.h"

#include <algorithm>

namespace charter {
namespace {

using Shape = ActivityKey::Shape;

ActivityKey Key(std::string name, Shape shape) { return {std::move(name), shape, false, {}, {}, {}, {}}; }
ActivityKey Needs(std::string name, Shape shape) { return {std::move(name), shape, true, {}, {}, {}, {}}; }
ActivityKey Word(std::string name, std::vector<std::string> words) {
  return {std::move(name), Shape::kWord, false, std::move(words), {}, {}, {}};
}
ActivityKey Group(std::string name, std::vector<ActivityKey> members, bool required = false) {
  return {std::move(name), Shape::kGroup, required, {}, std::move(members), {}, {}};
}
ActivityKey Groups(std::string name, std::vector<ActivityKey> members) {
  return {std::move(name), Shape::kGroups, false, {}, std::move(members), {}, {}};
}
ActivityKey Expression(std::string name, TypeKind type,
                       std::vector<std::pair<std::string, Type>> names = {}) {
  return {std::move(name), Shape::kExpression, false, {}, {}, Type(type), std::move(names)};
}

Field Outcome(std::string name, FieldType type, Text title) {
  Field field;
  field.name = std::move(name);
  field.schema.type = type;
  field.title = std::move(title);
  return field;
}

Schema Object(std::vector<Field> members) {
  Schema schema;
  schema.type = FieldType::kObject;
  schema.properties = std::move(members);
  return schema;
}

Field OutcomeList(std::string name, std::vector<Field> members, Text title) {
  Field field = Outcome(std::move(name), FieldType::kArray, std::move(title));
  field.schema.items = std::make_shared<const Schema>(Object(std::move(members)));
  return field;
}

Type PersonType() {
  const Type text(TypeKind::kString);
  return Type::Record({{"id", text}, {"name", text}, {"org", text}, {"roles", Type::List(text)}});
}

ActivityKind Review() {
  const std::vector<ActivityKey> trim{Key("drop_high", Shape::kCount), Key("drop_low", Shape::kCount)};
  const std::vector<ActivityKey> reviewers{Needs("role", Shape::kRoles), Key("min", Shape::kCount),
                                           Key("max", Shape::kCount),
                                           Word("assign", {"manual", "random", "balanced"})};
  return {
      "review",
      {"评审", "Review"},
      {Key("sheet", Shape::kSheet),
       Group("reviewers", reviewers),
       Key("by", Shape::kRoles),
       Key("blind", Shape::kBool),
       Expression("conflict", TypeKind::kBool, {{"reviewer", PersonType()}}),
       {"aggregate", Shape::kGroup, false, {"mean", "median", "sum"}, {Group("trimmed_mean", trim)}, {}, {}},
       Key("places", Shape::kCount),
       Groups("panels", {Needs("id", Shape::kText), Needs("sheet", Shape::kSheet),
                         Group("reviewers", reviewers, true), Needs("weight", Shape::kAmount)})},
      {{"assign", {"指派评委", "Assign a reviewer"}},
       {"recuse", {"回避", "Recuse"}},
       {"score", {"打分", "Score"}},
       {"amend", {"更正打分", "Amend a score"}}},
      Object({Outcome("score", FieldType::kDecimal, {"总分", "Score"}),
              Outcome("count", FieldType::kInteger, {"有效评分数", "Valid scores"}),
              Outcome("criteria", FieldType::kObject, {"分项得分", "Score per criterion"}),
              Outcome("spread", FieldType::kDecimal, {"最高与最低之差", "Highest less lowest"})}),
      false};
}

ActivityKind Ballot() {
  return {"ballot",
          {"表决", "Ballot"},
          {Expression("roster", TypeKind::kInt), Needs("quorum", Shape::kShare), Needs("pass", Shape::kShare),
           Key("by", Shape::kRoles), Key("voters", Shape::kRoles), Key("secret", Shape::kBool)},
          {{"attend", {"登记出席", "Record attendance"}},
           {"vote", {"投票", "Vote"}},
           {"tally", {"登记计票", "Record the tally"}},
           {"close", {"结束表决", "Close the ballot"}}},
          Object({Outcome("present", FieldType::kInteger, {"出席", "Present"}),
                  Outcome("for", FieldType::kInteger, {"赞成", "For"}),
                  Outcome("against", FieldType::kInteger, {"反对", "Against"}),
                  Outcome("abstain", FieldType::kInteger, {"弃权", "Abstain"}),
                  Outcome("quorate", FieldType::kBoolean, {"到会人数符合规定", "Quorate"}),
                  Outcome("passed", FieldType::kBoolean, {"通过", "Passed"})}),
          false};
}

ActivityKind Notice() {
  return {"notice",
          {"公示", "Public notice"},
          {Needs("for", Shape::kPeriod), Needs("decide", Shape::kRoles), Key("object", Shape::kRoles)},
          {{"object", {"提出异议", "Object"}}, {"decide", {"处理异议", "Decide an objection"}}},
          Object({Outcome("objections", FieldType::kInteger, {"异议", "Objections"}),
                  Outcome("upheld", FieldType::kInteger, {"异议成立", "Upheld"})}),
          false};
}

ActivityKind Signoff() {
  return {"signoff",
          {"会签", "Sign-off"},
          {Needs("by", Shape::kRoles), Key("need", Shape::kText)},
          {{"sign", {"签署", "Sign"}}, {"refuse", {"拒绝", "Refuse"}}},
          Object({Outcome("signed", FieldType::kInteger, {"已签署", "Signed"}),
                  Outcome("refused", FieldType::kInteger, {"已拒绝", "Refused"})}),
          false};
}

ActivityKind ChildItems() {
  return {"children",
          {"下级事项", "Children"},
          {Needs("workflow", Shape::kWorkflow), Needs("by", Shape::kRoles)},
          {},
          Object({Outcome("total", FieldType::kInteger, {"总数", "Total"}),
                  Outcome("ended", FieldType::kInteger, {"已办结", "Ended"}),
                  Outcome("states", FieldType::kObject, {"各状态数", "Per state"})}),
          true};
}

ActivityKind Allocation() {
  const std::vector<ActivityKey> ties{Expression("by", TypeKind::kDyn, {{"candidate", Type()}}),
                                      Word("order", {"ascending", "descending"})};
  return {"allocation",
          {"评奖分配", "Allocation"},
          {Needs("pool", Shape::kAmount), Key("by", Shape::kRoles), Groups("order", ties),
           Groups("tiers", {Needs("id", Shape::kText), Needs("count", Shape::kCount),
                            Needs("amount", Shape::kAmount)}),
           Group("proportional", {Key("minimum", Shape::kAmount), Key("maximum", Shape::kAmount),
                                  Key("round_to", Shape::kAmount)}),
           Word("on_vacancy", {"fill_bottom", "shift_up", "leave_vacant"})},
          {{"run", {"计算分配", "Run"}}, {"adjust", {"调整", "Adjust"}}, {"confirm", {"确认", "Confirm"}}},
          Object({OutcomeList("ranked",
                              {Outcome("id", FieldType::kString, {"事项", "Item"}),
                               Outcome("tier", FieldType::kString, {"等次", "Tier"}),
                               Outcome("amount", FieldType::kMoney, {"金额", "Amount"})},
                              {"名单", "Ranked list"}),
                  Outcome("total", FieldType::kMoney, {"合计", "Total"}),
                  Outcome("left", FieldType::kMoney, {"结余", "Left over"})}),
          false};
}

ActivityKind Call() {
  return {
      "call",
      {"调用外部系统", "Call"},
      {Needs("service", Shape::kText), Expression("request", TypeKind::kDyn), Key("timeout", Shape::kPeriod),
       Group("retry", {Key("times", Shape::kCount), Key("backoff", Shape::kPeriod)})},
      {},
      Object({Outcome("response", FieldType::kAny, {"回复", "Response"}),
              Outcome("failed", FieldType::kBoolean, {"失败", "Failed"})}),
      false};
}

}  // namespace

const std::vector<ActivityKind>& ActivityKinds() {
  static const std::vector<ActivityKind> kinds{Review(),     Ballot(),     Notice(), Signoff(),
                                               ChildItems(), Allocation(), Call()};
  return kinds;
}

const ActivityKind* FindActivityKind(std::string_view name) {
  const auto& kinds = ActivityKinds();
  const auto found =
      std::find_if(kinds.begin(), kinds.end(), [&](const ActivityKind& kind) { return kind.name == name; });
  return found == kinds.end() ? nullptr : &*found;
}

}  // namespace charter
