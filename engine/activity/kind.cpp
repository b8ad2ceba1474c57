#include "engine/activity/kind.h"

#include <algorithm>

#include "engine/activity/award.h"
#include "engine/activity/ballot.h"
#include "engine/activity/make_field.h"
#include "engine/activity/notice.h"
#include "engine/activity/review.h"
#include "engine/activity/review_plan.h"
#include "engine/activity/signoff.h"

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

Type PersonType() {
  const Type text(TypeKind::kString);
  return Type::Record({{"id", text}, {"name", text}, {"org", text}, {"roles", Type::List(text)}});
}

// In both languages: what people see of a product is.
Field MakeReasons() {
  Field field = MakeField("reason", FieldType::kObject, {"说明", "Reason"});
  field.schema.properties = {MakeField("zh", FieldType::kString), MakeField("en", FieldType::kString)};
  return field;
}

ActivityKind Review() {
  const std::vector<ActivityKey> trim{Key("drop_high", Shape::kCount), Key("drop_low", Shape::kCount),
                                      Key("from", Shape::kCount)};
  const std::vector<ActivityKey> reviewers{
      Needs("role", Shape::kRoles), Key("min", Shape::kCount), Key("max", Shape::kCount),
      Word("assign", {"manual", "random", "balanced"}), Key("count", Shape::kCount)};
  const ActivityKey aggregate{
      "aggregate", Shape::kGroup, false, {"mean", "median", "sum"}, {Group("trimmed_mean", trim)}, {}, {}};
  return {
      "review",
      {"评审", "Review"},
      {Key("sheet", Shape::kSheet), Group("reviewers", reviewers), Key("by", Shape::kRoles),
       Key("blind", Shape::kBool), Expression("conflict", TypeKind::kBool, {{"reviewer", PersonType()}}),
       aggregate, Key("places", Shape::kCount),
       Groups("panels", {Needs("id", Shape::kText), Needs("sheet", Shape::kSheet),
                         Group("reviewers", reviewers, true), Needs("weight", Shape::kAmount), aggregate})},
      {"assign", "unassign", "recuse", "score", "amend", "close"},
      ReviewOutcomeSchema(),
      MakeReview,
      true,
      nullptr,
      ReviewMistakes};
}

Text MissingOfBallot(const Value& settings) {
  if (settings.Find("roster") != nullptr || settings.Find("voters") != nullptr) return {};
  return {"需要 `roster`（应到人数）或 `voters`（表决人角色）",
          "needs a `roster`, how many may vote, or `voters`, the roles that do"};
}

ActivityKind Ballot() {
  return {"ballot",
          {"表决", "Ballot"},
          {Needs("quorum", Shape::kShare), Needs("pass", Shape::kShare), Expression("roster", TypeKind::kInt),
           Key("voters", Shape::kRoles), Needs("by", Shape::kRoles), Key("secret", Shape::kBool),
           Key("tellers", Shape::kCount)},
          {"open", "attend", "vote", "tally", "close"},
          MakeObject({MakeField("roster", FieldType::kInteger, {"应到", "Roster"}),
                      MakeField("present", FieldType::kInteger, {"出席", "Present"}),
                      MakeField("for", FieldType::kInteger, {"赞成", "For"}),
                      MakeField("against", FieldType::kInteger, {"反对", "Against"}),
                      MakeField("abstain", FieldType::kInteger, {"弃权", "Abstain"}),
                      MakeField("invalid", FieldType::kInteger, {"废票", "Invalid"}),
                      MakeField("quorate", FieldType::kBoolean, {"到会人数符合规定", "Quorate"}),
                      MakeField("passed", FieldType::kBoolean, {"通过", "Passed"})}),
          MakeBallot,
          true,
          MissingOfBallot};
}

ActivityKind Notice() {
  return {"notice",
          {"公示", "Public notice"},
          {Needs("for", Shape::kPeriod), Needs("decide", Shape::kRoles), Key("object", Shape::kRoles)},
          {"object", "retract", "decide"},
          MakeObject({MakeField("objections", FieldType::kInteger, {"异议", "Objections"}),
                      MakeField("upheld", FieldType::kInteger, {"异议成立", "Upheld"})}),
          MakeNotice,
          true};
}

ActivityKind Signoff() {
  return {"signoff",
          {"会签", "Sign-off"},
          {Needs("by", Shape::kRoles), Key("need", Shape::kText), Key("named_by", Shape::kRoles),
           Key("add", Shape::kRoles), Key("delegate", Shape::kRoles)},
          {"assign", "sign", "refuse", "add", "delegate", "withdraw"},
          MakeObject({MakeField("passed", FieldType::kBoolean, {"通过", "Passed"}),
                      MakeField("signed", FieldType::kInteger, {"已签署", "Signed"}),
                      MakeField("refused", FieldType::kInteger, {"已拒绝", "Refused"}),
                      MakeList("signatures", SignatureFields(), {"签署意见", "Signatures"})}),
          MakeSignoff,
          true};
}

ActivityKind ChildItems() {
  return {"children",
          {"下级事项", "Children"},
          {Needs("workflow", Shape::kWorkflow), Needs("by", Shape::kRoles)},
          {},
          MakeObject({MakeField("total", FieldType::kInteger, {"总数", "Total"}),
                      MakeField("ended", FieldType::kInteger, {"已办结", "Ended"}),
                      MakeField("states", FieldType::kObject, {"各状态数", "Per state"})}),
          nullptr,
          true};
}

// A child as `children` lists it.
Type ChildType() {
  const Type text(TypeKind::kString);
  return Type::Record({{"id", text},
                       {"workflow", text},
                       {"number", text},
                       {"states", Type::List(text)},
                       {"ended", Type(TypeKind::kBool)},
                       {"output", Type::Map(text, Type())},
                       {"data", Type::Map(text, Type())}});
}

ActivityKind Allocation() {
  const auto over_candidate = [](std::string name, TypeKind type) {
    return Expression(std::move(name), type, {{"candidate", ChildType()}});
  };
  ActivityKey by = over_candidate("by", TypeKind::kDyn);
  by.required = true;
  ActivityKey tiers = Groups("tiers", {Key("category", Shape::kText), Needs("id", Shape::kText),
                                       Needs("count", Shape::kCount), Needs("amount", Shape::kAmount)});
  tiers.type = Type(TypeKind::kList);
  return {"allocation",
          {"评奖分配", "Allocation"},
          {Key("of", Shape::kChildren), over_candidate("where", TypeKind::kBool),
           over_candidate("struck", TypeKind::kString), over_candidate("category", TypeKind::kString),
           Groups("order", {by, Word("order", {"descending", "ascending"})}), Needs("pool", Shape::kNumber),
           tiers,
           Group("proportional", {over_candidate("weight", TypeKind::kDyn), Key("minimum", Shape::kAmount),
                                  Key("maximum", Shape::kAmount), Key("round_to", Shape::kAmount)}),
           Word("on_vacancy", {"fill_bottom", "shift_up", "leave_vacant"}), Key("waiting", Shape::kCount),
           Needs("by", Shape::kRoles)},
          {"run", "rank", "adjust", "strike", "restore", "confirm"},
          MakeObject({MakeList("ranked",
                               {MakeField("id", FieldType::kString, {"事项", "Item"}),
                                MakeField("number", FieldType::kString, {"编号", "Number"}),
                                MakeField("category", FieldType::kString, {"类别", "Category"}),
                                MakeField("rank", FieldType::kInteger, {"名次", "Rank"}),
                                MakeField("status", FieldType::kString, {"结果", "Status"}),
                                MakeField("tier", FieldType::kString, {"等次", "Tier"}),
                                MakeField("amount", FieldType::kMoney, {"金额", "Amount"}), MakeReasons()},
                               {"名单", "Ranked list"}),
                      MakeField("pool", FieldType::kMoney, {"总额", "Pool"}),
                      MakeField("total", FieldType::kMoney, {"合计", "Total"}),
                      MakeField("left", FieldType::kMoney, {"结余", "Left over"})}),
          MakeAward,
          true,
          MissingOfAward};
}

ActivityKind Call() {
  return {
      "call",
      {"调用外部系统", "Call"},
      {Needs("service", Shape::kText), Expression("request", TypeKind::kDyn), Key("timeout", Shape::kPeriod),
       Group("retry", {Key("times", Shape::kCount), Key("backoff", Shape::kPeriod)})},
      {},
      MakeObject({MakeField("response", FieldType::kAny, {"回复", "Response"}),
                  MakeField("failed", FieldType::kBoolean, {"失败", "Failed"})}),
      nullptr,
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
