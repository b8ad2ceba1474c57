#include "engine/chart/scxml_import_writer.h"

#include <algorithm>
#include <optional>
#include <set>

#include "engine/chart/drawing_text.h"
#include "engine/chart/scxml_import_expression.h"
#include "engine/data/json.h"
#include "engine/data/utf8.h"

namespace charter {
namespace {

std::vector<std::string> WordsOf(std::string_view text) {
  static constexpr std::string_view kBlanks = " \t\r\n";
  std::vector<std::string> words;
  for (auto at = text.find_first_not_of(kBlanks); at != std::string_view::npos;) {
    const auto end = std::min(text.find_first_of(kBlanks, at), text.size());
    words.emplace_back(text.substr(at, end - at));
    at = text.find_first_not_of(kBlanks, end);
  }
  return words;
}

std::string Trimmed(std::string_view text) {
  static constexpr std::string_view kBlanks = " \t\r\n";
  const auto first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return std::string(text.substr(first, text.find_last_not_of(kBlanks) - first + 1));
}

struct First {
  std::string type;
  std::string value;  // as YAML
};

// The type of a field by its first value; nothing where that is no literal.
std::optional<First> FirstValue(const std::string& text) {
  if (const auto plain = PlainLiteral(text)) return First{"string", YamlQuoted(*plain)};
  const auto value = ParseJson(text);
  if (!value) return std::nullopt;
  switch (value->kind()) {
    case Kind::kBool:
      return First{"boolean", text};
    case Kind::kInt:
      return First{"integer", text};
    case Kind::kList:
      return First{"array", OnOneLine(text)};
    case Kind::kMap:
      return First{"object", OnOneLine(text)};
    case Kind::kNull:
      return First{"any", ""};
    default:
      return First{text.find_first_not_of("-.0123456789") == std::string::npos ? "number" : "any", text};
  }
}

}  // namespace

Text Element(pugi::xml_node node) {
  const std::string name = "<" + std::string(node.name()) + ">";
  return {" " + name, name};
}

Text NothingLikeIt() { return {"流程中没有与之对应的内容", "Charter has nothing like it here"}; }

std::string YamlQuoted(std::string_view text) {
  static constexpr std::string_view kHex = "0123456789abcdef";
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < ' ' || byte == 0x7F) {
      out += "\\x";
      out += kHex[byte / 16];
      out += kHex[byte % 16];
    } else {
      out += c;
    }
  }
  return out + "\"";
}

std::string YamlWord(const std::string& text) {
  static const std::set<std::string> kMeans{"true", "false", "null", "yes", "no", "on", "off", "y", "n"};
  std::string lower = text;
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  const bool plain =
      !text.empty() && ((lower[0] >= 'a' && lower[0] <= 'z')) &&
      lower.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_.-") == std::string::npos &&
      !kMeans.contains(lower);
  return plain ? text : YamlQuoted(text);
}

ScxmlWriter::ScxmlWriter(pugi::xml_node root, std::string_view text, const ScxmlRefusals& refusals)
    : root_(root), text_(text), refusals_(refusals) {
  const std::string_view name = root.name();
  prefix_ = name.substr(0, name.size() - 5);  // what is before "scxml"
  std::set<std::string> states;
  std::set<std::string> fields;
  CollectNames(root_, states, fields);
  states_.Add(states);
  fields_.Add(fields);
  NameTheNameless(root_);
}

bool ScxmlWriter::Is(pugi::xml_node node, std::string_view name) const {
  const std::string_view full = node.name();
  return full.size() == prefix_.size() + name.size() && full.starts_with(prefix_) && full.ends_with(name);
}

bool ScxmlWriter::IsState(pugi::xml_node node) const {
  return Is(node, "state") || Is(node, "parallel") || Is(node, "final") || Is(node, "history");
}

Position ScxmlWriter::PlaceOf(pugi::xml_node node) const {
  const auto offset = static_cast<std::size_t>(std::max<std::ptrdiff_t>(node.offset_debug() - 1, 0));
  const auto before = text_.substr(0, offset);
  const auto line_start = before.rfind('\n') + 1;  // npos + 1 is 0
  Position place;
  place.line = 1 + static_cast<int>(std::count(before.begin(), before.end(), '\n'));
  place.column = 1 + static_cast<int>(CountCharacters(before.substr(line_start)));
  return place;
}

ScxmlUnit ScxmlWriter::UnitOf(pugi::xml_node node, std::string_view part) {
  return std::to_string(node.offset_debug()) + " " + std::string(part);
}

void ScxmlWriter::Report(Code code, pugi::xml_node node, Text message) {
  const Severity severity = code == Code::left_out ? Severity::kWarning : Severity::kError;
  written_.diagnostics.push_back({code, severity, PlaceOf(node), std::move(message), {}});
}

void ScxmlWriter::LeaveOut(pugi::xml_node node, const Text& what, const Text& why) {
  Report(Code::left_out, node, Text{"未导入", ""} + what + Text{"：", " is left out: "} + why);
}

bool ScxmlWriter::IsRefused(pugi::xml_node node, const ScxmlUnit& unit, const Text& what) {
  const auto found = refusals_.units.find(unit);
  if (found == refusals_.units.end()) return false;
  LeaveOut(node, what, found->second);
  return true;
}

void ScxmlWriter::Line(int indent, const std::string& text, const std::vector<ScxmlUnit>& units) {
  written_.yaml += std::string(static_cast<std::size_t>(indent), ' ') + text + "\n";
  written_.units[++lines_] = units;
}

void ScxmlWriter::CollectNames(pugi::xml_node node, std::set<std::string>& states,
                               std::set<std::string>& fields) {
  for (const auto child : node.children()) {
    const std::string id = child.attribute("id").value();
    if (IsState(child) && !id.empty() && !states.insert(id).second)
      Report(Code::not_scxml, child, Text{"状态重复：`", "a second state `"} + id + "`");
    if (Is(child, "data") && !id.empty()) fields.insert(id);
    CollectNames(child, states, fields);
  }
}

void ScxmlWriter::NameTheNameless(pugi::xml_node node) {
  for (const auto child : node.children()) {
    if (IsState(child)) {
      const char* id = child.attribute("id").value();
      ids_[child.offset_debug()] = *id != '\0' ? states_.Of(id) : states_.Fresh("state");
      if (*id != '\0' && states_.Of(id) != id)
        Report(Code::left_out, child,
               Text{"标识 `", "the id `"} + id + Text{"` 改为 `", "` becomes `"} + states_.Of(id) + "`");
    }
    NameTheNameless(child);
  }
}

ScxmlWritten ScxmlWriter::Write() {
  std::string name = root_.attribute("name").value();
  std::transform(name.begin(), name.end(), name.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  Line(0, "workflow: " + YamlWord(AsIdentifier(name, "imported")));
  Line(0, "version: 1");
  if (std::string_view(root_.attribute("binding").value()) == "late")
    LeaveOut(root_, {"延迟赋值", "late binding"},
             {"所有数据从一开始就有初值", "all data has its first value from the beginning"});
  WriteData(root_);
  WriteInitial(root_, 0);
  Line(0, "states:");
  for (const auto child : root_.children()) {
    if (IsState(child)) {
      WriteState(child, 2);
    } else if (!Is(child, "datamodel") && !Is(child, "initial") && child.type() == pugi::node_element) {
      LeaveOut(child, Element(child), NothingLikeIt());
    }
  }
  return std::move(written_);
}

void ScxmlWriter::WriteData(pugi::xml_node node) {
  std::vector<pugi::xml_node> found;
  // In document order, wherever it stands: binding is early.
  const auto collect = [&](const auto& self, pugi::xml_node at) -> void {
    for (const auto child : at.children()) {
      if (Is(child, "data")) found.push_back(child);
      self(self, child);
    }
  };
  collect(collect, node);
  if (found.empty()) return;
  Line(0, "data:");
  std::set<std::string> seen;
  for (const auto data : found) {
    const std::string id = data.attribute("id").value();
    if (id.empty() || !seen.insert(id).second) {
      LeaveOut(data, {" <data>", "<data>"},
               id.empty() ? Text{"没有标识", "it has no id"} : Text{"标识重复", "a second one of this id"});
    } else {
      WriteField(data);
    }
  }
  if (seen.empty()) Line(2, "{}");
}

void ScxmlWriter::WriteField(pugi::xml_node data) {
  const std::string id = data.attribute("id").value();
  const std::string field = fields_.Of(id);
  if (field != id)
    Report(Code::left_out, data,
           Text{"名称 `", "the name `"} + id + Text{"` 改为 `", "` becomes `"} + field + "`");
  std::string text = Trimmed(data.attribute("expr").value());
  if (text.empty()) text = Trimmed(data.child_value());
  if (data.attribute("src"))
    LeaveOut(data, Text{"数据的 `src`：`", "`src` of data `"} + id + "`",
             {"流程文件不读取其他文件", "a workflow file reads no other"});
  const ScxmlUnit unit = UnitOf(data);
  auto first = text.empty() ? First{"any", ""} : FirstValue(text).value_or(First{"", ""});
  if (first.type.empty())
    LeaveOut(data, Text{"初值：`", "the first value of `"} + id + "`",
             {"只能转换字面值", "only a literal is carried over"});
  if (first.type.empty() || refusals_.untyped.contains(field)) first.type = "any";
  if (!first.value.empty() && IsRefused(data, unit, Text{"初值：`", "the first value of `"} + id + "`"))
    first.value.clear();
  Line(2,
       YamlWord(field) + ": {type: " + first.type + (first.value.empty() ? "" : ", default: " + first.value) +
           "}",
       {unit});
}

std::string ScxmlWriter::TargetsOf(const char* ids) const {
  std::vector<std::string> targets;
  for (const auto& word : WordsOf(ids)) {
    const std::string target = states_.Of(word);
    if (target.empty()) return {};
    targets.push_back(YamlWord(target));
  }
  if (targets.size() == 1) return targets.front();
  std::string out;
  for (const auto& target : targets) out += (out.empty() ? "[" : ", ") + target;
  return out.empty() ? out : out + "]";
}

// Names of states in done.state.* follow their states.
std::string ScxmlWriter::EventOf(std::string_view descriptors) const {
  static constexpr std::string_view kDone = "done.state.";
  std::string out;
  for (auto& word : WordsOf(descriptors)) {
    if (word.size() > 1 && word.ends_with('.')) word.pop_back();
    if (word.starts_with(kDone) && states_.Knows(word.substr(kDone.size())))
      word = std::string(kDone) + states_.Of(word.substr(kDone.size()));
    out += (out.empty() ? "" : " ") + word;
  }
  return out;
}

void ScxmlWriter::WriteInitial(pugi::xml_node node, int indent) {
  const ScxmlUnit unit = UnitOf(node, "initial");
  pugi::xml_node transition;
  for (const auto child : node.children()) {
    if (!Is(child, "initial")) continue;
    for (const auto inner : child.children()) {
      if (Is(inner, "transition")) transition = inner;
    }
  }
  std::string target = TargetsOf(node.attribute("initial").value());
  if (transition) target = TargetsOf(transition.attribute("target").value());
  const bool asked = transition || *node.attribute("initial").value() != '\0';
  if (asked && target.empty())
    LeaveOut(node, {" `initial`", "`initial`"}, {"所指不是状态", "it names no state"});
  if (!target.empty() && IsRefused(node, unit, {" `initial`", "`initial`"})) target.clear();
  if (target.empty()) {
    for (const auto child : node.children()) {
      if (IsState(child) && !Is(child, "history") && target.empty())
        target = YamlWord(ids_[child.offset_debug()]);
    }
  }
  if (target.empty()) return;
  if (!transition || !transition.first_child()) {
    Line(indent, "initial: " + target, {unit});
    return;
  }
  Line(indent, "initial:");
  Line(indent + 2, "target: " + target, {unit});
  WriteActions("actions", {transition}, indent + 2);
}

void ScxmlWriter::WriteState(pugi::xml_node node, int indent) {
  Line(indent, YamlWord(ids_[node.offset_debug()]) + ":");
  const auto start = written_.yaml.size();
  indent += 2;
  if (Is(node, "history")) {
    WriteHistory(node, indent);
    return;
  }
  std::vector<pugi::xml_node> entry;
  std::vector<pugi::xml_node> exit;
  bool nested = false;
  for (const auto child : node.children()) {
    if (Is(child, "onentry")) entry.push_back(child);
    if (Is(child, "onexit")) exit.push_back(child);
    nested = nested || IsState(child);
    const bool known = IsState(child) || Is(child, "onentry") || Is(child, "onexit") ||
                       Is(child, "transition") || Is(child, "initial") || Is(child, "datamodel") ||
                       Is(child, "donedata");
    if (!known && child.type() == pugi::node_element) LeaveOut(child, Element(child), NothingLikeIt());
  }
  if (Is(node, "final")) {
    Line(indent, "type: final");
    WriteOutput(node, indent);
  } else if (Is(node, "parallel") && nested) {
    Line(indent, "type: parallel");
  } else if (nested) {
    WriteInitial(node, indent);
  }
  WriteActions("entry", entry, indent);
  WriteActions("exit", exit, indent);
  if (!Is(node, "final")) WriteTransitions(node, indent);
  if (nested) {
    Line(indent, "states:");
    for (const auto child : node.children()) {
      if (IsState(child)) WriteState(child, indent + 2);
    }
  }
  if (written_.yaml.size() == start) Line(indent, "{}");
}

void ScxmlWriter::WriteHistory(pugi::xml_node node, int indent) {
  Line(indent, "type: history");
  if (std::string_view(node.attribute("type").value()) == "deep") Line(indent, "history: deep");
  pugi::xml_node transition;
  for (const auto child : node.children()) {
    if (Is(child, "transition")) transition = child;
  }
  std::string target = TargetsOf(transition.attribute("target").value());
  const ScxmlUnit unit = UnitOf(node, "default");
  if (!target.empty() &&
      IsRefused(node, unit,
                Text{"历史状态的默认去向：`", "the default of history `"} + ids_[node.offset_debug()] + "`"))
    target.clear();
  if (target.empty()) {
    for (const auto sibling : node.parent().children()) {
      if (IsState(sibling) && !Is(sibling, "history") && target.empty())
        target = YamlWord(ids_[sibling.offset_debug()]);
    }
  }
  if (!transition || !transition.first_child()) {
    Line(indent, "default: " + target, {unit});
    return;
  }
  Line(indent, "default:");
  Line(indent + 2, "target: " + target, {unit});
  WriteActions("actions", {transition}, indent + 2);
}

void ScxmlWriter::WriteOutput(pugi::xml_node node, int indent) {
  for (const auto child : node.children()) {
    if (!Is(child, "donedata") || IsRefused(child, UnitOf(child), Element(child))) continue;
    std::string members;
    for (const auto part : child.children()) {
      const auto* const attribute = Is(part, "param") && !part.attribute("expr") ? "location" : "expr";
      if (!Is(part, "param") && !(Is(part, "content") && part.attribute("expr"))) {
        if (part.type() == pugi::node_element)
          LeaveOut(part, {" <donedata> 的内容", "what is in <donedata>"},
                   {"不是表达式", "it is no expression"});
        continue;
      }
      const auto cel = ToCel(part.attribute(attribute).value(), states_, fields_);
      if (!cel) {
        LeaveOut(part, {" <donedata> 的一部分", "a part of <donedata>"},
                 cel.error() + Text{"无法转换", " is not carried over"});
      } else if (Is(part, "content")) {
        Line(indent, "output: " + YamlQuoted(cel->text), {UnitOf(child)});
        return;
      } else {
        members += (members.empty() ? "'" : ", '") + AsIdentifier(part.attribute("name").value(), "x") +
                   "': " + cel->text;
      }
    }
    if (!members.empty()) Line(indent, "output: " + YamlQuoted("{" + members + "}"), {UnitOf(child)});
  }
}

void ScxmlWriter::WriteTransitions(pugi::xml_node node, int indent) {
  for (const bool always : {false, true}) {
    bool begun = false;
    for (const auto child : node.children()) {
      if (!Is(child, "transition") || child.attribute("event").empty() != always) continue;
      if (IsRefused(child, UnitOf(child), Element(child))) continue;
      const bool goes = *child.attribute("target").value() != '\0';
      if (goes && TargetsOf(child.attribute("target").value()).empty()) {
        LeaveOut(child, Element(child),
                 Text{"其目标 `", "its target `"} + child.attribute("target").value() +
                     Text{"` 不是状态", "` is no state"});
        continue;
      }
      if (always && !goes && child.attribute("cond").empty()) {
        LeaveOut(child, Element(child),
                 {"没有事件、目标和条件，会无休止地执行",
                  "without event, target and condition it would never come to rest"});
        continue;
      }
      if (!begun) Line(indent, always ? "always:" : "on:");
      begun = true;
      WriteTransition(child, indent + 2);
    }
  }
}

void ScxmlWriter::WriteTransition(pugi::xml_node node, int indent) {
  std::string dash = "- ";
  const auto member = [&](const std::string& text, const std::vector<ScxmlUnit>& units) {
    Line(indent, dash + text, units);
    dash = "  ";
  };
  const ScxmlUnit self = UnitOf(node);
  if (const auto event = node.attribute("event"))
    member("event: " + YamlWord(EventOf(event.value())), {self});
  const std::string target = TargetsOf(node.attribute("target").value());
  if (!target.empty()) member("target: " + target, {self});
  if (const auto cond = node.attribute("cond")) {
    const ScxmlUnit unit = UnitOf(node, "cond");
    const Text what{"转移的条件（该转移因此不会发生）",
                    "the condition of a transition, which is never taken now,"};
    const auto cel = ToCel(cond.value(), states_, fields_);
    if (!cel) LeaveOut(node, what, cel.error() + Text{"无法转换", " is not carried over"});
    const bool refused = cel && IsRefused(node, unit, what);
    member("guard: " + YamlQuoted(cel && !refused ? cel->text : "false"), {unit});
  }
  if (std::string_view(node.attribute("type").value()) == "internal" && !target.empty())
    member("internal: true", {self});
  if (node.first_child()) WriteActions("actions", {node}, indent + 2);
}

}  // namespace charter
