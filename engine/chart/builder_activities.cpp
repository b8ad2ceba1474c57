#include <algorithm>

#include "engine/activity/need.h"
#include "engine/activity/share.h"
#include "engine/chart/builder.h"
#include "engine/chart/fields.h"
#include "engine/data/actor.h"

namespace charter {
namespace {

using Shape = ActivityKey::Shape;

std::vector<std::string> KindNames() {
  std::vector<std::string> names;
  for (const auto& kind : ActivityKinds()) names.push_back(kind.name);
  return names;
}

std::string Listed(const std::vector<std::string>& words) {
  std::string out;
  for (const auto& word : words) out += (out.empty() ? "" : ", ") + word;
  return out;
}

std::optional<std::int64_t> CountIn(const Value& map, std::string_view key) {
  if (!map.is(Kind::kMap)) return std::nullopt;
  const Value* value = map.Find(key);
  return value != nullptr && value->is(Kind::kInt) ? std::optional(value->AsInt()) : std::nullopt;
}

}  // namespace

void ChartBuilder::ReadSheets(const YamlNode& map) {
  if (!reader_.IsMap(map, Reader::Place::Key("sheets"))) return;
  for (const auto& [key, node] : map.members) {
    chart_.sheets.push_back(ReadSheet(reader_.ReadIdentifier(key, {"评分表标识", "a sheet's id"}), node));
  }
}

Sheet ChartBuilder::ReadSheet(const std::string& id, const YamlNode& node) {
  const Reader::Place place{"评分表", "sheet", id};
  Sheet sheet;
  sheet.id = id;
  if (!reader_.IsMap(node, place)) return sheet;
  reader_.CheckKeys(node, place, {"title", "description", "criteria"});
  if (const auto* title = node.Find("title")) sheet.title = reader_.ReadTitle(*title);
  const auto* criteria = node.Find("criteria");
  if (criteria == nullptr || criteria->kind != YamlNode::Kind::kSequence || criteria->items.empty()) {
    reader_.Error(criteria == nullptr ? Code::missing_key : Code::wrong_shape,
                  criteria == nullptr ? node.position : criteria->position,
                  place.ToText() + Text{"需要 `criteria` 列表", " needs a list of `criteria`"},
                  Text{"例如", "for example"} + ": criteria: [{id: need, max: 30, title: {zh: 必要性}}]");
    return sheet;
  }
  for (const auto& item : criteria->items) {
    Criterion criterion = ReadCriterion(item);
    const bool known = std::any_of(sheet.criteria.begin(), sheet.criteria.end(),
                                   [&](const Criterion& other) { return other.id == criterion.id; });
    if (known) {
      reader_.Error(
          Code::duplicate_id, item.position,
          Text{"评分项 `" + criterion.id + "` 重复：", "a second criterion `" + criterion.id + "` on "} +
              place.ToText());
    }
    sheet.criteria.push_back(std::move(criterion));
  }
  return sheet;
}

Criterion ChartBuilder::ReadCriterion(const YamlNode& node) {
  Criterion criterion;
  if (!reader_.IsMap(node, {"评分项", "a criterion"})) return criterion;
  reader_.CheckKeys(node, {"评分项", "a criterion"}, {"id", "min", "max", "title", "description"});
  for (const char* key : {"id", "max"}) {
    if (node.Find(key) == nullptr)
      reader_.Error(Code::missing_key, node.position,
                    Text{"评分项需要 `", "a criterion needs `"} + key + "`");
  }
  if (const auto* id = node.Find("id"))
    criterion.id = reader_.ReadIdentifier(*id, {"评分项标识", "a criterion's id"});
  if (const auto* title = node.Find("title")) criterion.title = reader_.ReadTitle(*title);
  if (const auto* text = node.Find("description")) criterion.description = reader_.ReadTitle(*text);
  if (const auto* min = node.Find("min"))
    criterion.min = reader_.ReadDecimal(*min, Reader::Place::Key("min")).value_or(Decimal());
  if (const auto* max = node.Find("max")) {
    criterion.max = reader_.ReadDecimal(*max, Reader::Place::Key("max")).value_or(Decimal(1, 0));
    if (criterion.max <= criterion.min) {
      reader_.Error(
          Code::impossible_numbers, max->position,
          Text{"评分项 `" + criterion.id + "` 没有分值：`max` 不大于 `min`",
               "criterion `" + criterion.id + "` gives no points: its `max` is not above its `min`"});
    }
  }
  return criterion;
}

// Read ahead, since an expression may name the outcome of an activity that stands further down.
void ChartBuilder::CollectActivities() {
  for (StateIndex state = 1; state < static_cast<StateIndex>(chart_.states.size()); ++state) {
    const auto* invoke = nodes_[static_cast<std::size_t>(state)]->Find("invoke");
    if (invoke == nullptr) continue;
    for (const auto* node : Reader::OneOrMany(*invoke)) {
      const auto* id = node->Find("id");
      const auto* type = node->Find("type");
      if (id == nullptr || type == nullptr) continue;
      Activity activity;
      activity.id = id->text;
      activity.kind = FindActivityKind(type->text);
      activity.state = state;
      activity.position = node->position;
      const bool known = std::any_of(chart_.activities.begin(), chart_.activities.end(),
                                     [&](const Activity& other) { return other.id == activity.id; });
      if (activity.kind == nullptr || known) continue;
      chart_.states[static_cast<std::size_t>(state)].invoke.push_back(
          static_cast<ActivityIndex>(chart_.activities.size()));
      chart_.activities.push_back(std::move(activity));
      activity_nodes_.push_back(node);
    }
  }
}

void ChartBuilder::ReadInvoke(StateIndex index, const YamlNode& node) {
  for (const auto* item : Reader::OneOrMany(node)) {
    if (!reader_.IsMap(*item, {"活动", "an activity"})) continue;
    const auto* type = item->Find("type");
    if (type == nullptr) {
      reader_.Error(Code::missing_key, item->position, Text{"活动需要 `type`", "an activity needs a `type`"},
                    Text{"可选：", "one of "} + Listed(KindNames()));
      continue;
    }
    const std::string name = reader_.ReadText(*type, Reader::Place::Key("type"));
    if (FindActivityKind(name) == nullptr) {
      Text hint = Reader::Suggest(name, KindNames());
      if (hint.empty()) hint = Text{"可选：", "one of "} + Listed(KindNames());
      reader_.Error(Code::unknown_activity, type->position,
                    Text{"没有活动类型 `", "unknown activity type `"} + name + "`", hint);
      continue;
    }
    const auto* id = item->Find("id");
    if (id == nullptr) {
      reader_.Error(Code::missing_key, item->position, Text{"活动需要 `id`", "an activity needs an `id`"},
                    Text{"其结果为 `results.<id>`", "its outcome is `results.<id>`"});
      continue;
    }
    const auto place = std::find(activity_nodes_.begin(), activity_nodes_.end(), item);
    if (place == activity_nodes_.end()) {
      reader_.Error(Code::duplicate_id, id->position,
                    Text{"活动标识重复：`", "a second activity `"} + id->text + "`");
      continue;
    }
    ReadActivity(chart_.activities[static_cast<std::size_t>(place - activity_nodes_.begin())], *item);
    if (const auto* done = item->Find("done")) {
      for (const auto* transition : Reader::OneOrMany(*done))
        ReadTransition(index, Transition::Trigger::kDone, "done.invoke." + id->text, *transition);
    }
  }
}

void ChartBuilder::ReadActivity(Activity& activity, const YamlNode& node) {
  reader_.ReadIdentifier(*node.Find("id"), {"活动标识", "an activity's id"});
  if (const auto* title = node.Find("title")) activity.title = reader_.ReadTitle(*title);
  const std::size_t mistakes = reader_.errors();
  activity.settings = ReadSettings(activity, activity.kind->keys, node, {"活动", "activity", activity.id},
                                   {"id", "type", "title", "description", "done"}, "");
  if (const auto* by = node.Find("by")) activity.by = ReadRoleList(*by);
  if (const Value* workflow = activity.settings.Find("workflow")) activity.workflow = workflow->AsString();
  CheckNumbers(activity);
  if (activity.kind->missing != nullptr && reader_.errors() == mistakes) {
    if (const Text missing = activity.kind->missing(activity.settings); !missing.empty())
      reader_.Error(Code::missing_key, node.position,
                    Text{"活动 `", "activity `"} + activity.id + Text{"`：", "`: "} + missing);
  }
  if (activity.kind->check != nullptr && reader_.errors() == mistakes) {
    for (const auto& mistake : activity.kind->check(
             {activity.id, FillIn(activity.settings, chart_.parameters, nullptr), &chart_.sheets})) {
      reader_.Error(mistake.code, activity.position,
                    Text{"活动 `", "activity `"} + activity.id + Text{"`：", "`: "} + mistake.message);
    }
  }
  if (activity.kind->make != nullptr && reader_.errors() == mistakes) {
    activity.rules = activity.kind->make(
        {activity.id, FillIn(activity.settings, chart_.parameters, nullptr), &chart_.sheets});
    for (const auto& form : activity.rules->forms())
      chart_.events.emplace(activity.id + "." + form.verb, form.title);
  }
  if (!activity.kind->runs) {
    reader_.Error(Code::not_supported, node.Find("type")->position,
                  Text{"此版本尚不执行类型为 `" + activity.kind->name + "` 的活动",
                       "activities of type `" + activity.kind->name + "` are not run by this version yet"},
                  Text{"模拟时，其结果作为 `done.invoke." + activity.id + "` 的输入",
                       "a simulation takes its outcome as the input of `done.invoke." + activity.id + "`"});
  }
}

Value ChartBuilder::ReadSettings(Activity& activity, const std::vector<ActivityKey>& keys,
                                 const YamlNode& map, const Reader::Place& place,
                                 std::vector<std::string_view> known, const std::string& path) {
  std::vector<Value::Entry> entries;
  for (const auto& key : keys) {
    known.push_back(key.name);
    const auto* node = map.Find(key.name);
    if (node != nullptr) {
      Value value = ReadSetting(activity, key, *node, path + key.name);
      if (!value.is(Kind::kAbsent)) entries.emplace_back(Value::String(key.name), std::move(value));
    } else if (key.required) {
      reader_.Error(Code::missing_key, map.position,
                    place.ToText() + Text{"需要 `", " needs `"} + key.name + "`");
    }
  }
  reader_.CheckKeys(map, place, known);
  return Value::Map(std::move(entries));
}

Value ChartBuilder::ReadSetting(Activity& activity, const ActivityKey& key, const YamlNode& node,
                                const std::string& path) {
  const Reader::Place place = Reader::Place::Key(key.name);
  const auto wrong = [&](const Text& what, Text hint = {}) {
    reader_.Error(Code::wrong_shape, node.position, place.ToText() + what, std::move(hint));
  };
  switch (key.shape) {
    case Shape::kText: {
      std::string text = reader_.ReadText(node, place);
      if (key.name == "need" && !text.empty() && !Need::Parse(text)) {
        wrong(Text{"不能是 `", " should not be `"} + text + "`",
              {"可写 all、any、sequence，或几人中的几人：2 of 3",
               "write all, any, sequence, or how many of how many: 2 of 3"});
      }
      return Value::String(text);
    }
    case Shape::kBool:
      return Value::Bool(reader_.ReadBool(node, place));
    case Shape::kCount: {
      const auto count = reader_.ReadInteger(node, place);
      if (count && *count < 0) wrong({"不能为负", " cannot be negative"});
      return count ? Value::Int(*count) : Value();
    }
    case Shape::kAmount: {
      const auto amount = reader_.ReadDecimal(node, place);
      if (amount && *amount < Decimal(0, 0)) wrong({"不能为负", " cannot be negative"});
      return amount ? Value::Of(*amount) : Value();
    }
    case Shape::kPeriod:
      if (NamesParameter(node, ParameterType::kPeriod)) {
        activity.parametric = true;
        return Value::String(node.text);
      }
      return reader_.ReadPeriod(node, place) ? Value::String(node.text) : Value();
    case Shape::kShare: {
      if (NamesParameter(node, ParameterType::kShare)) {
        activity.parametric = true;
        return Value::String(node.text);
      }
      const std::string text = reader_.ReadText(node, place);
      const auto share = Share::Parse(text);
      if (!share) {
        wrong(Text{"应为占比，而不是 `", " should be a part of the whole, not `"} + text + "`",
              Text{"例如", "for example"} + " `at least 2/3`, `more than 1/2 of all`");
      } else if (share->Impossible()) {
        reader_.Error(Code::impossible_numbers, node.position,
                      place.ToText() +
                          Text{"永远无法满足：超过全部 `", " can never be met: more than the whole, `"} +
                          text + "`");
      }
      return Value::String(text);
    }
    case Shape::kRoles: {
      std::vector<Value> roles;
      for (const auto role : ReadRoleList(node)) {
        const std::string& id = chart_.roles[static_cast<std::size_t>(role)].id;
        if (id == kAdvisor) {
          reader_.Error(
              Code::unknown_role, node.position,
              Text{"指导员（advisor）不参加表决、评分、会签等活动",
                   "an `advisor` decides nothing: no vote, score or signature is his"},
              Text{"改用另一角色；指导员可以发表意见", "name another role; an advisor can comment"});
        }
        roles.push_back(Value::String(id));
      }
      return Value::List(std::move(roles));
    }
    case Shape::kWord: {
      const std::string text = reader_.ReadText(node, place);
      if (!text.empty() && std::find(key.words.begin(), key.words.end(), text) == key.words.end()) {
        wrong(Text{"应为 ", " should be one of "} + Listed(key.words) + Text{" 之一，而不是 `", ", not `"} +
                  text + "`",
              Reader::Suggest(text, key.words));
      }
      return Value::String(text);
    }
    case Shape::kSheet: {
      const std::string text = reader_.ReadText(node, place);
      std::vector<std::string> known;
      for (const auto& sheet : chart_.sheets) known.push_back(sheet.id);
      if (!text.empty() && std::find(known.begin(), known.end(), text) == known.end()) {
        reader_.Error(Code::unknown_sheet, node.position,
                      Text{"没有评分表 `", "unknown sheet `"} + text + "`", Reader::Suggest(text, known));
      }
      return Value::String(text);
    }
    case Shape::kNumber:
      if (const auto number = Decimal::Parse(node.text); number && node.kind == YamlNode::Kind::kScalar) {
        if (*number < Decimal(0, 0)) wrong({"不能为负", " cannot be negative"});
        return Value::Of(*number);
      }
      return ReadOwnExpression(activity, key, node, path);
    case Shape::kChildren:
      return ReadChildrenOf(node, place);
    case Shape::kWorkflow:
      return Value::String(reader_.ReadIdentifier(node, place, true));
    case Shape::kExpression:
      return ReadOwnExpression(activity, key, node, path);
    case Shape::kGroup:
      if (!key.words.empty() && node.kind == YamlNode::Kind::kScalar) {
        ActivityKey word = key;
        word.shape = Shape::kWord;
        return ReadSetting(activity, word, node, path);
      }
      if (!reader_.IsMap(node, place)) return {};
      return ReadSettings(activity, key.members, node, place, {}, path + ".");
    case Shape::kGroups: {
      if (key.type.kind() == TypeKind::kList && node.kind == YamlNode::Kind::kScalar)
        return ReadOwnExpression(activity, key, node, path);
      std::vector<Value> groups;
      for (const auto* item : Reader::OneOrMany(node)) {
        const std::string each = path + "." + std::to_string(groups.size()) + ".";
        if (reader_.IsMap(*item, place))
          groups.push_back(ReadSettings(activity, key.members, *item, place, {}, each));
      }
      return Value::List(std::move(groups));
    }
  }
  return {};
}

Value ChartBuilder::ReadOwnExpression(Activity& activity, const ActivityKey& key, const YamlNode& node,
                                      const std::string& path) {
  Environment own = names_;
  std::vector<std::string> members;
  for (const auto& [name, type] : key.names) {
    if (type.kind() != TypeKind::kRecord) {
      own.AddVariable(name, type);
      continue;
    }
    own.AddRecord(name, type.members());
    for (const auto& member : type.members()) members.push_back(member.first);
  }
  activity.expressions.push_back({path, ReadExpression(node, own, key.type.kind()), std::move(members)});
  return Value::String(node.text);
}

// The workflow of the items that a `children` activity of this file takes, wherever it stands.
Value ChartBuilder::ReadChildrenOf(const YamlNode& node, const Reader::Place& place) {
  const std::string id = reader_.ReadText(node, place);
  std::vector<std::string> known;
  for (std::size_t i = 0; i < chart_.activities.size(); ++i) {
    const auto* workflow = activity_nodes_[i]->Find("workflow");
    if (workflow == nullptr || chart_.activities[i].kind->name != "children") continue;
    if (chart_.activities[i].id == id) return Value::String(workflow->text);
    known.push_back(chart_.activities[i].id);
  }
  reader_.Error(Code::unknown_children, node.position,
                Text{"没有 `children` 活动 `", "unknown `children` activity `"} + id + "`",
                Reader::Suggest(id, known));
  return {};
}

// Numbers that are right one by one and cannot be right together.
void ChartBuilder::CheckNumbers(const Activity& activity) {
  const auto complain = [&](const Text& what) {
    reader_.Error(Code::impossible_numbers, activity.position,
                  Text{"活动 `", "activity `"} + activity.id + Text{"`：", "`: "} + what);
  };
  const Value* need = activity.settings.Find("need");
  const auto asked = need != nullptr ? Need::Parse(need->AsString()) : std::nullopt;
  const auto roles = RolesOf(activity.settings, "by").size();
  if (asked && asked->kind == Need::Kind::kSome && roles > 1 &&
      RolesOf(activity.settings, "named_by").empty() && static_cast<std::size_t>(asked->of) != roles) {
    complain(
        {"`need` 为 " + std::to_string(asked->of) + " 人中的若干人，而 `by` 有 " + std::to_string(roles) +
             " 个角色",
         "`need` is of " + std::to_string(asked->of) + ", but `by` has " + std::to_string(roles) + " roles"});
  }
  const Value* tiers = activity.settings.Find("tiers");
  const Value* pool = activity.settings.Find("pool");
  if (tiers == nullptr || pool == nullptr || !tiers->is(Kind::kList) || !pool->is(Kind::kDecimal)) return;
  Decimal total(0, 0);
  for (const auto& tier : tiers->AsList()) {
    const auto count = CountIn(tier, "count");
    const Value* amount = tier.Find("amount");
    if (!count || amount == nullptr || !amount->is(Kind::kDecimal)) return;
    const auto part = Decimal::Multiply(amount->AsDecimal(), Decimal(*count, 0));
    const auto sum = part ? Decimal::Add(total, *part) : std::nullopt;
    if (!sum) return;
    total = *sum;
  }
  if (total > pool->AsDecimal()) {
    const std::string holds = pool->AsDecimal().ToString();
    complain({"各等次合计 " + total.ToString() + "，而资金总额为 " + holds,
              "the tiers add up to " + total.ToString() + ", but the pool holds " + holds});
  }
}

}  // namespace charter
