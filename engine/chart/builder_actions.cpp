#include <algorithm>
#include <array>

#include "engine/chart/builder.h"
#include "engine/chart/fields.h"
#include "engine/data/utf8.h"

namespace charter {
namespace {

// Characters before `offset`, for a column.
int Columns(std::string_view source, std::size_t offset) {
  return static_cast<int>(CountCharacters(source.substr(0, offset)));
}

}  // namespace

Program ChartBuilder::ReadExpression(const YamlNode& node, const Environment& names, TypeKind expected,
                                     std::shared_ptr<const expr::Ast>* tree) {
  if (node.kind != YamlNode::Kind::kScalar) {
    reader_.Error(Code::wrong_shape, node.position, Text{"表达式应为文本", "an expression should be a text"});
    return {};
  }
  Compilation compiled = Compile(node.text, names, Type(expected));
  for (const auto& problem : compiled.problems) {
    Position at = node.position;
    // A block scalar's text starts elsewhere than its mark; a plain one's starts there.
    if (node.text.find('\n') == std::string::npos) {
      at.column += Columns(node.text, problem.offset) + (node.quoted ? 1 : 0);
    }
    reader_.Error(CodeOf(problem), at, problem.message + Text{"：`", " in `"} + node.text + "`",
                  problem.hint);
  }
  if (tree != nullptr) *tree = std::move(compiled.tree);
  reader_.SpendOnPatterns(compiled.program.pattern_size(), node.position);
  return std::move(compiled.program);
}

std::vector<Action> ChartBuilder::ReadActions(const YamlNode& node, const Environment& names) {
  std::vector<Action> actions;
  for (const auto* item : Reader::OneOrMany(node)) {
    if (reader_.IsMap(*item, {"动作", "an action"})) actions.push_back(ReadAction(*item, names));
  }
  return actions;
}

Action ChartBuilder::ReadAction(const YamlNode& node, const Environment& names) {
  static constexpr std::array kVerbs{"assign", "raise",  "send", "cancel", "notify",
                                     "log",    "create", "copy", "ledger"};
  Action action;
  action.position = node.position;
  reader_.CheckKeys(
      node, {"动作", "an action"},
      {"assign", "raise", "send", "cancel", "notify", "log", "create", "copy", "ledger", "when"});
  if (const auto* when = node.Find("when")) action.when = ReadExpression(*when, names, TypeKind::kBool);
  int verbs = 0;
  for (const auto& [key, value] : node.members) {
    const auto verb = std::find(kVerbs.begin(), kVerbs.end(), key.text);
    if (verb == kVerbs.end()) continue;
    if (++verbs > 1) {
      reader_.Error(Code::wrong_shape, key.position,
                    Text{"一个动作只做一件事，`" + key.text + "` 是第二件",
                         "an action does one thing; `" + key.text + "` is a second"},
                    Text{"另起一个短横，写成单独的动作", "write it as an action of its own, after a dash"});
      break;
    }
    action.kind = static_cast<Action::Kind>(verb - kVerbs.begin());
    switch (action.kind) {
      case Action::Kind::kAssign:
        ReadAssign(action, value, names);
        break;
      case Action::Kind::kRaise:
        ReadRaise(action, value, names);
        break;
      case Action::Kind::kSend:
        ReadSend(action, value, names);
        break;
      case Action::Kind::kCancel:
        action.id = reader_.ReadIdentifier(value, Reader::Place::Key("cancel"));
        break;
      case Action::Kind::kNotify:
        ReadNotify(action, value, names);
        break;
      case Action::Kind::kLog:
        action.text = ReadExpression(value, names, TypeKind::kDyn);
        break;
      case Action::Kind::kCreate:
        ReadCreate(action, value, names);
        break;
      case Action::Kind::kCopy:
        ReadCopy(action, value, names);
        break;
      case Action::Kind::kLedger:
        ReadLedger(action, value, names);
        break;
    }
  }
  if (verbs == 0) {
    reader_.Error(
        Code::missing_key, node.position,
        Text{"动作须为 assign、raise、send、cancel、notify、log、create、copy、ledger 之一",
             "an action needs one of assign, raise, send, cancel, notify, log, create, copy, ledger"});
  }
  return action;
}

void ChartBuilder::ReadAssign(Action& action, const YamlNode& map, const Environment& names) {
  if (!reader_.IsMap(map, Reader::Place::Key("assign"))) return;
  for (const auto& [key, value] : map.members) {
    const auto field = std::find_if(chart_.data.begin(), chart_.data.end(),
                                    [&](const Field& f) { return f.name == key.text; });
    if (field == chart_.data.end()) {
      std::vector<std::string> known;
      for (const auto& f : chart_.data) known.push_back(f.name);
      reader_.Error(
          Code::unknown_field, key.position,
          Text{"`assign` 中没有字段 `" + key.text + "`", "unknown field `" + key.text + "` in `assign`"},
          Reader::Suggest(key.text, known));
      continue;
    }
    Program program = ReadExpression(value, names, TypeKind::kDyn);
    if (!program.empty() && !IsAssignable(field->schema, program.type())) {
      const std::string want(NameOf(field->schema.type));
      reader_.Error(Code::expression_type, value.position,
                    Text{"字段 `" + field->name + "` 的类型为 " + want + "，而 `" + value.text + "` 是 ",
                         "field `" + field->name + "` holds " + want + ", but `" + value.text + "` is "} +
                        program.type().ToString(),
                    program.type().kind() == TypeKind::kDouble
                        ? Text{"精确数写作 decimal('0.5')", "write decimal('0.5') for an exact number"}
                        : Text{});
    }
    action.assignments.emplace_back(static_cast<int>(field - chart_.data.begin()), std::move(program));
  }
}

// Life events come from outside; sent to oneself they would pass by unheard.
void ChartBuilder::RefuseLifeEvent(const std::string& event, Position position) {
  if (event != "item" && !event.starts_with("item.")) return;
  reader_.Error(
      Code::bad_event, position,
      Text{"事项不能向自己发送 `" + event + "`", "an item cannot send `" + event + "` to itself"},
      Text{"用通往终态的转移，或自己的事件名", "use a transition to a final state, or a name of your own"});
}

Payload ChartBuilder::ReadPayload(const YamlNode& node, const Environment& names) {
  Payload payload;
  if (node.kind == YamlNode::Kind::kScalar) {
    payload.value = ReadExpression(node, names, TypeKind::kDyn);
    return payload;
  }
  if (!reader_.IsMap(node, {"`data`", "`data`"})) return payload;
  for (const auto& [key, value] : node.members) {
    payload.members.emplace_back(reader_.ReadIdentifier(key, {"名称", "a name"}),
                                 ReadExpression(value, names, TypeKind::kDyn));
  }
  return payload;
}

void ChartBuilder::ReadRaise(Action& action, const YamlNode& node, const Environment& names) {
  if (node.kind == YamlNode::Kind::kScalar) {
    action.event = ReadEventName(node, false);
    RefuseLifeEvent(action.event, node.position);
    return;
  }
  if (!reader_.IsMap(node, Reader::Place::Key("raise"))) return;
  reader_.CheckKeys(node, Reader::Place::Key("raise"), {"event", "data"});
  if (const auto* event = node.Find("event")) {
    action.event = ReadEventName(*event, false);
    RefuseLifeEvent(action.event, event->position);
  } else {
    reader_.Error(Code::missing_key, node.position, Text{"`raise` 需要 `event`", "`raise` needs an `event`"});
  }
  if (const auto* data = node.Find("data")) action.payload = ReadPayload(*data, names);
}

// `each: list` makes of one action one for each element, which the other expressions call `each`.
Environment ChartBuilder::ReadEach(Action& action, const YamlNode& node, const Environment& names) {
  Environment own = Environment::Within(names);
  const auto* each = node.Find("each");
  if (each == nullptr) return own;
  action.each = ReadExpression(*each, names, TypeKind::kDyn);
  const Type& list = action.each.type();
  if (!action.each.empty() && list.kind() != TypeKind::kList && list.kind() != TypeKind::kDyn) {
    reader_.Error(Code::expression_type, each->position,
                  Text{"`each` 应为列表，而 `", "`each` should be a list, but `"} + each->text +
                      Text{"` 是 ", "` is "} + list.ToString());
  }
  action.slot = own.AddVariable("each", list.kind() == TypeKind::kList ? list.element() : Type());
  return own;
}

void ChartBuilder::ReadCreate(Action& action, const YamlNode& node, const Environment& names) {
  const Reader::Place place = Reader::Place::Key("create");
  if (!reader_.IsMap(node, place)) return;
  reader_.CheckKeys(node, place, {"workflow", "each", "data", "org"});
  const Environment own = ReadEach(action, node, names);
  if (const auto* workflow = node.Find("workflow")) {
    action.workflow = reader_.ReadIdentifier(*workflow, Reader::Place::Key("workflow"), true);
  } else {
    reader_.Error(Code::missing_key, node.position,
                  Text{"`create` 需要 `workflow`", "`create` needs a `workflow`"});
  }
  if (const auto* data = node.Find("data")) action.payload = ReadPayload(*data, own);
  if (const auto* org = node.Find("org")) action.org = ReadExpression(*org, own, TypeKind::kString);
}

void ChartBuilder::ReadSend(Action& action, const YamlNode& node, const Environment& outer) {
  if (!reader_.IsMap(node, Reader::Place::Key("send"))) return;
  reader_.CheckKeys(node, Reader::Place::Key("send"), {"event", "each", "data", "to", "after", "id"});
  const Environment names = ReadEach(action, node, outer);
  if (const auto* event = node.Find("event")) {
    action.event = ReadEventName(*event, false);
  } else {
    reader_.Error(Code::missing_key, node.position, Text{"`send` 需要 `event`", "`send` needs an `event`"});
  }
  if (const auto* data = node.Find("data")) action.payload = ReadPayload(*data, names);
  if (const auto* id = node.Find("id")) action.id = reader_.ReadIdentifier(*id, Reader::Place::Key("id"));
  if (const auto* after = node.Find("after"))
    action.delay = ReadPeriodTerm(*after, Reader::Place::Key("after"));
  if (action.delay && action.delay->parameter < 0 && action.delay->written == Period{}) action.delay.reset();
  if (const auto* to = node.Find("to")) {
    const std::string text = reader_.ReadText(*to, Reader::Place::Key("to"));
    if (text == "parent") {
      action.to = Action::To::kParent;
    } else if (text == "children") {
      action.to = Action::To::kChildren;
    } else if (text != "self") {
      action.to = Action::To::kItem;
      action.receiver = ReadExpression(*to, names, TypeKind::kString);
    }
  }
  if (action.to == Action::To::kSelf) RefuseLifeEvent(action.event, node.position);
  for (const std::string_view own : {"item.create", "item.fault", "item.timer"}) {
    if (action.event == own)
      reader_.Error(
          Code::bad_event, node.position,
          Text{"`" + action.event + "` 是系统自身的事件", "`" + action.event + "` is Charter's own event"});
  }
}

void ChartBuilder::ReadNotify(Action& action, const YamlNode& node, const Environment& names) {
  if (!reader_.IsMap(node, Reader::Place::Key("notify"))) return;
  reader_.CheckKeys(node, Reader::Place::Key("notify"), {"to", "message"});
  if (const auto* message = node.Find("message")) action.message = reader_.ReadTitle(*message);
  if (action.message.empty()) {
    reader_.Error(Code::missing_key, node.position,
                  Text{"`notify` 需要 `message`", "`notify` needs a `message`"});
  }
  const auto* to = node.Find("to");
  if (to == nullptr) {
    reader_.Error(Code::missing_key, node.position, Text{"`notify` 需要 `to`", "`notify` needs `to`"});
    return;
  }
  // One word that is a role names the role; anything else is an expression for a person.
  const bool role =
      to->kind == YamlNode::Kind::kSequence || to->text.find_first_of(".('\" ") == std::string::npos;
  if (role) {
    action.roles = ReadRoleList(*to);
  } else {
    action.person = ReadExpression(*to, names, TypeKind::kString);
  }
}

void ChartBuilder::ReadCopy(Action& action, const YamlNode& node, const Environment& names) {
  if (!reader_.IsMap(node, Reader::Place::Key("copy"))) return;
  reader_.CheckKeys(node, Reader::Place::Key("copy"), {"to", "message"});
  action.message = {"有事项抄送给您", "An item is copied to you"};
  if (const auto* message = node.Find("message")) action.message = reader_.ReadTitle(*message);
  const auto* to = node.Find("to");
  if (to == nullptr) {
    reader_.Error(Code::missing_key, node.position, Text{"`copy` 需要 `to`", "`copy` needs `to`"});
    return;
  }
  action.person = ReadExpression(*to, names, TypeKind::kDyn);
  const TypeKind kind = action.person.type().kind();
  if (!action.person.empty() && kind != TypeKind::kString && kind != TypeKind::kList &&
      kind != TypeKind::kDyn) {
    reader_.Error(Code::expression_type, to->position,
                  Text{"`to` 应为人员标识或其列表，而 `" + to->text + "` 是 ",
                       "`to` is a person's id or a list of them, but `" + to->text + "` is "} +
                      action.person.type().ToString());
  }
}

void ChartBuilder::ReadLedger(Action& action, const YamlNode& node, const Environment& names) {
  const auto place = Reader::Place::Key("ledger");
  if (!reader_.IsMap(node, place)) return;
  reader_.CheckKeys(
      node, place,
      {"budget", "of", "note", "reserve", "release", "pay", "use", "claim", "repay", "write_off"});
  if (const auto* budget = node.Find("budget")) {
    action.budget = ReadExpression(*budget, names, TypeKind::kString);
  } else {
    reader_.Error(Code::missing_key, node.position,
                  Text{"`ledger` 需要 `budget`", "`ledger` needs a `budget`"});
  }
  if (const auto* of = node.Find("of")) action.account = ReadExpression(*of, names, TypeKind::kString);
  if (const auto* note = node.Find("note")) action.text = ReadExpression(*note, names, TypeKind::kString);
  int entries = 0;
  for (std::size_t kind = 0; kind < kItemLedgerKinds; ++kind) {
    const auto* amount = node.Find(NameOf(static_cast<LedgerKind>(kind)));
    if (amount == nullptr) continue;
    ++entries;
    action.entry = static_cast<LedgerKind>(kind);
    action.amount = ReadExpression(*amount, names, TypeKind::kDyn);
    Schema money;
    money.type = FieldType::kMoney;
    if (!action.amount.empty() && !IsAssignable(money, action.amount.type())) {
      reader_.Error(Code::expression_type, amount->position,
                    Text{"金额应为精确数，而 `" + amount->text + "` 是 ",
                         "an amount is an exact number, but `" + amount->text + "` is "} +
                        action.amount.type().ToString());
    }
  }
  if (entries == 1) return;
  reader_.Error(entries == 0 ? Code::missing_key : Code::wrong_shape, node.position,
                Text{"`ledger` 须且只须有 reserve、release、pay、use、claim、repay、write_off 之一",
                     "`ledger` needs exactly one of reserve, release, pay, use, claim, repay, write_off"});
}

}  // namespace charter
