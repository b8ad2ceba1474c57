// Executable content.
#include <algorithm>
#include <optional>

#include "engine/chart/scxml_import_expression.h"
#include "engine/chart/scxml_import_writer.h"

namespace charter {
namespace {

std::string CelQuoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') out += '\\';
    out += static_cast<unsigned char>(c) < ' ' ? ' ' : c;
  }
  return out + "'";
}

// "1.5s", "200ms" as ISO 8601; "" for none or zero; nothing for what is no length of time.
std::optional<std::string> PeriodOf(std::string_view text) {
  const bool milli = text.ends_with("ms");
  if (!text.ends_with('s')) return std::nullopt;
  text.remove_suffix(milli ? 2 : 1);
  const auto dot = std::min(text.find('.'), text.size());
  std::string whole(text.substr(0, dot));
  std::string part(text.substr(std::min(dot + 1, text.size())));
  const auto digits = [](const std::string& s) {
    return s.find_first_not_of("0123456789") == std::string::npos;
  };
  if (whole.size() + part.size() == 0 || whole.size() > 9 || part.size() > 6 || !digits(whole) ||
      !digits(part))
    return std::nullopt;
  if (milli) {
    whole.insert(0, 3, '0');
    part.insert(0, whole.substr(whole.size() - 3));
    whole.resize(whole.size() - 3);
  }
  while (whole.size() > 1 && whole.front() == '0') whole.erase(0, 1);
  while (!part.empty() && part.back() == '0') part.pop_back();
  if (whole.empty()) whole = "0";
  if (whole == "0" && part.empty()) return "";
  return "PT" + whole + (part.empty() ? "" : "." + part) + "S";
}

// `a` and `b`, either of which may be "" for no condition.
std::string Both(const std::string& a, const std::string& b) {
  if (a.empty() || b.empty()) return a + b;
  return a + " && " + b;
}

}  // namespace

void ScxmlWriter::WriteActions(const std::string& key, const std::vector<pugi::xml_node>& blocks,
                               int indent) {
  std::vector<ActionLine> lines;
  for (const auto block : blocks) AddActions(block, {}, lines);
  if (lines.empty()) return;
  Line(indent, key + ":");
  for (const auto& line : lines) {
    std::vector<ScxmlUnit> units{line.unit};
    // First its field gives up its type, then it is left out itself.
    if (!line.assigns.empty()) units.push_back("field " + line.assigns);
    Line(indent + 2, "- " + line.text, units);
  }
}

void ScxmlWriter::AddActions(pugi::xml_node block, const Condition& when, std::vector<ActionLine>& lines) {
  for (const auto node : block.children()) {
    if (node.type() == pugi::node_element) AddAction(node, when, lines);
  }
}

void ScxmlWriter::AddAction(pugi::xml_node node, const Condition& when, std::vector<ActionLine>& lines) {
  const Text what = Element(node);
  if (IsRefused(node, UnitOf(node), what)) return;
  if (Is(node, "if")) return AddIf(node, when, lines);
  ActionLine line;
  line.unit = UnitOf(node);
  line.reads = when.reads;
  std::string action;
  if (Is(node, "raise")) {
    action = "raise: " + YamlWord(EventOf(node.attribute("event").value()));
  } else if (Is(node, "assign")) {
    action = Assign(node, line.assigns);
  } else if (Is(node, "log")) {
    const bool label = node.attribute("expr").empty();
    const std::string text =
        label ? YamlQuoted(CelQuoted(node.attribute("label").value())) : Expression(node, "expr", what);
    if (!text.empty()) action = "log: " + text;
    if (!text.empty() && !label && node.attribute("label"))
      LeaveOut(node, {" <log> 的标签", "the label of <log>"},
               {"只保留其表达式", "only its expression is kept"});
  } else if (Is(node, "send")) {
    action = Send(node);
  } else if (Is(node, "cancel")) {
    const auto literal = PlainLiteral(node.attribute("sendidexpr").value());
    const std::string id = literal ? *literal : std::string(node.attribute("sendid").value());
    if (id.empty()) {
      LeaveOut(node, what, {"所取消的对象是计算得出的", "what it cancels is computed"});
    } else {
      action = "cancel: " + YamlWord(AsIdentifier(id, "x"));
    }
  } else {
    LeaveOut(node, what, NothingLikeIt());
  }
  if (action.empty()) return;
  line.text = "{" + (when.text.empty() ? "" : "when: " + YamlQuoted(when.text) + ", ") + action + "}";
  lines.push_back(std::move(line));
}

std::string ScxmlWriter::Expression(pugi::xml_node node, const char* attribute, const Text& what) {
  const auto cel = ToCel(node.attribute(attribute).value(), states_, fields_);
  if (cel) return YamlQuoted(cel->text);
  LeaveOut(node, what, cel.error() + Text{"无法转换", " is not carried over"});
  return {};
}

std::string ScxmlWriter::Assign(pugi::xml_node node, std::string& field) {
  const std::string location = node.attribute("location").value();
  if (!fields_.Knows(location)) {
    LeaveOut(node, Element(node),
             Text{} + "`" + location + Text{"` 不是文件中的数据", "` is no data of the file"});
    return {};
  }
  field = fields_.Of(location);
  const std::string value = Expression(node, "expr", Element(node));
  return value.empty() ? value : "assign: {" + YamlWord(field) + ": " + value + "}";
}

bool ScxmlWriter::ReadPayload(pugi::xml_node node, std::string& data) {
  const auto add = [&](const std::string& name, std::string_view expression) {
    const auto cel = ToCel(expression, states_, fields_);
    if (!cel) {
      LeaveOut(node, Element(node), cel.error() + Text{"无法转换", " is not carried over"});
      return false;
    }
    data += (data.empty() ? "" : ", ") + YamlWord(AsIdentifier(name, "x")) + ": " + YamlQuoted(cel->text);
    return true;
  };
  const std::string names = node.attribute("namelist").value();
  for (std::size_t at = 0; at < names.size();) {
    const auto end = std::min(names.find_first_of(" \t\r\n", at), names.size());
    if (end > at && !add(names.substr(at, end - at), names.substr(at, end - at))) return false;
    at = end + 1;
  }
  for (const auto child : node.children()) {
    if (Is(child, "param")) {
      const char* value = child.attribute(child.attribute("expr") ? "expr" : "location").value();
      if (!add(child.attribute("name").value(), value)) return false;
    } else if (Is(child, "content") && child.attribute("expr") && data.empty()) {
      const auto cel = ToCel(child.attribute("expr").value(), states_, fields_);
      if (!cel) LeaveOut(node, Element(node), cel.error() + Text{"无法转换", " is not carried over"});
      if (cel) data = YamlQuoted(cel->text);
      return cel.has_value();
    } else if (child.type() == pugi::node_element) {
      LeaveOut(child, Text{" <send> 中的", "<send> with "} + Element(child),
               {"只能转换有名称的值", "only named values are carried over"});
      return false;
    }
  }
  if (!data.empty()) data = "{" + data + "}";
  return true;
}

std::string ScxmlWriter::Send(pugi::xml_node node) {
  const auto computed = [&](const char* plain, const char* expression) -> std::optional<std::string> {
    const auto attribute = node.attribute(expression);
    if (!attribute) return std::string(node.attribute(plain).value());
    const auto literal = PlainLiteral(attribute.value());
    if (literal) return *literal;
    LeaveOut(node, Element(node), Text{"其 `", "its "} + plain + Text{"` 是计算得出的", " is computed"});
    return std::nullopt;
  };
  const auto event = computed("event", "eventexpr");
  const auto target = computed("target", "targetexpr");
  const auto delay = computed("delay", "delayexpr");
  if (!event || !target || !delay) return {};
  // Only SCXML's own processor carries events of items.
  const std::string type = node.attribute("type").value();
  if (node.attribute("typeexpr") ||
      (!type.empty() && type != "scxml" && type.find("TR/scxml") == std::string::npos)) {
    LeaveOut(node, Element(node),
             Text{"其类型 `", "its type `"} + type + Text{"` 属于其他系统", "` is another system's"});
    return {};
  }
  if (event->empty() || (!target->empty() && *target != "#_internal" && *target != "#_parent")) {
    LeaveOut(
        node, Element(node),
        event->empty() ? Text{"没有写明事件", "it names no event"} : Text{"发往 `", "to `"} + *target + "`");
    return {};
  }
  const auto after = delay->empty() ? std::optional<std::string>("") : PeriodOf(*delay);
  if (!after) {
    LeaveOut(node, Element(node), Text{} + "`" + *delay + Text{"` 不是时长", "` is no length of time"});
    return {};
  }
  if (node.attribute("idlocation"))
    LeaveOut(node, {" <send> 的 `idlocation`", "`idlocation` of <send>"},
             {"标识不写入数据", "an id is not put into data"});
  std::string data;
  if (!ReadPayload(node, data)) return {};
  std::string members = "event: " + YamlWord(EventOf(*event));
  if (!data.empty()) members += ", data: " + data;
  if (*target == "#_internal") return "raise: {" + members + "}";
  if (*target == "#_parent") members += ", to: parent";
  if (!after->empty()) members += ", after: " + *after;
  if (const auto id = node.attribute("id")) members += ", id: " + YamlWord(AsIdentifier(id.value(), "x"));
  return "send: {" + members + "}";
}

// SCXML asks the conditions once, before anything is done; Charter asks that of each action before it. Both
// are the same unless an action changes what a later one asks.
void ScxmlWriter::AddIf(pugi::xml_node node, const Condition& when, std::vector<ActionLine>& lines) {
  std::vector<ActionLine> own;
  Condition before = when;  // that no branch so far was taken
  Condition branch;
  const auto open = [&](pugi::xml_node at) {
    const auto cel = ToCel(at.attribute("cond").value(), states_, fields_);
    if (!cel) {
      LeaveOut(node, Element(node), cel.error() + Text{"无法转换", " is not carried over"});
      return false;
    }
    branch = before;
    branch.text = Both(before.text, "(" + cel->text + ")");
    before.text = Both(before.text, "!(" + cel->text + ")");
    branch.reads.insert(cel->fields.begin(), cel->fields.end());
    before.reads = branch.reads;
    return true;
  };
  if (!open(node)) return;
  for (const auto child : node.children()) {
    if (child.type() != pugi::node_element) continue;
    if (Is(child, "elseif")) {
      if (!open(child)) return;
    } else if (Is(child, "else")) {
      branch = before;
    } else {
      AddAction(child, branch, own);
    }
  }
  for (std::size_t i = 0; i < own.size(); ++i) {
    for (std::size_t j = i + 1; j < own.size(); ++j) {
      if (own[i].assigns.empty() || !own[j].reads.contains(own[i].assigns)) continue;
      LeaveOut(node, Element(node),
               Text{"它改动 `", "it changes `"} + own[i].assigns +
                   Text{"`，而其自身的条件要读取它", "`, which its own conditions read"});
      return;
    }
  }
  std::move(own.begin(), own.end(), std::back_inserter(lines));
}

}  // namespace charter
