#include "engine/chart/action_words.h"

#include "engine/chart/drawing_text.h"

namespace charter {
namespace {

Text Same(const std::string& text) { return {text, text}; }
Text Written(const Program& program) { return Same(OnOneLine(program.source())); }

Text DataOf(const Payload& payload) {
  std::string data = OnOneLine(payload.value.source());
  for (const auto& [name, program] : payload.members)
    data += (data.empty() ? "" : ", ") + name + ": " + OnOneLine(program.source());
  return data.empty() ? Text() : Same(" {" + data + "}");
}

Text Receiver(const Action& action) {
  switch (action.to) {
    case Action::To::kSelf:
      return {"本事项", "this item"};
    case Action::To::kParent:
      return {"上级事项", "the parent item"};
    case Action::To::kChildren:
      return {"下级事项", "the items below"};
    case Action::To::kItem:
      break;
  }
  return Text{"事项 ", "item "} + Written(action.receiver);
}

}  // namespace

Text ActionWords::Deed(const Action& action) const {
  switch (action.kind) {
    case Action::Kind::kAssign: {
      Text out;
      for (const auto& [field, program] : action.assignments) {
        out = out + (out.empty() ? Text() : Text{"，", ", "}) +
              Same(chart_.data[static_cast<std::size_t>(field)].name + " = ") + Written(program);
      }
      return out;
    }
    case Action::Kind::kRaise:
      return Text{"触发 ", "raise "} + Same(action.event) + DataOf(action.payload);
    case Action::Kind::kSend: {
      const Text to = Receiver(action);
      Text out = Text{"向" + to.zh + "发送 " + action.event, "send " + action.event + " to " + to.en} +
                 DataOf(action.payload);
      if (action.delay)
        out = out + Text{"，延迟 " + zh_.LengthOf(*action.delay), " after " + en_.LengthOf(*action.delay)};
      return action.id.empty() ? out : out + Same(" (" + action.id + ")");
    }
    case Action::Kind::kCancel:
      return Text{"取消发送 ", "cancel "} + Same(action.id);
    case Action::Kind::kNotify:
      return Text{"通知 ", "notify "} +
             (action.person.empty() ? Text{zh_.Roles(action.roles), en_.Roles(action.roles)}
                                    : Written(action.person)) +
             Text{"：", ": "} + action.message;
    case Action::Kind::kLog:
      return Text{"记录 ", "log "} + Written(action.text);
    case Action::Kind::kCreate:
      return Text{"建立下级事项 ", "create "} + Same(action.workflow) +
             (action.org.empty() ? Text() : Text{"，组织 ", " for "} + Written(action.org)) +
             DataOf(action.payload);
    case Action::Kind::kCopy:
      return Text{"抄送 ", "copy to "} + Written(action.person);
    case Action::Kind::kLedger:
      return TitleOf(action.entry) + Text{"：预算 ", ": budget "} + Written(action.budget) +
             Text{"，金额 ", ", amount "} + Written(action.amount) +
             (action.account.empty() ? Text() : Text{"，事项 ", ", of "} + Written(action.account)) +
             (action.text.empty() ? Text() : Text{"，说明 ", ", note "} + Written(action.text));
  }
  return {};
}

Text ActionWords::Say(const Action& action) const {
  Text out;
  if (!action.when.empty()) out = out + Text{"如 ", "if "} + Written(action.when) + Text{"：", ": "};
  if (!action.each.empty())
    out = out + Text{"对每个 ", "for each of "} + Written(action.each) + Text{"：", ": "};
  return out + Deed(action);
}

Text ActionWords::Say(const std::vector<Action>& actions) const {
  Text out;
  for (const Action& action : actions) out = out + (out.empty() ? Text() : Text{"；", "; "}) + Say(action);
  return out;
}

}  // namespace charter
