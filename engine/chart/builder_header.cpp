#include <algorithm>
#include <charconv>
#include <set>

#include "engine/chart/builder.h"
#include "engine/chart/fields.h"

namespace charter {
namespace {

Type StringType() { return Type(TypeKind::kString); }

}  // namespace

void ChartBuilder::Build(const YamlNode& root) {
  if (!reader_.IsMap(root, {"流程文件", "a workflow file"})) return;
  ReadHeader(root);

  State top;
  top.kind = State::Kind::kCompound;
  top.position = root.position;
  chart_.states.push_back(std::move(top));
  nodes_.push_back(&root);
  if (const auto* states = root.Find("states");
      states != nullptr && reader_.IsMap(*states, Reader::Place::Key("states"))) {
    CollectStates(*states, 0);
  }
  CollectActivities();
  DeclareNames();
  if (const auto* label = root.Find("label"))
    chart_.label = ReadExpression(*label, names_, TypeKind::kString);
  if (const auto* preset = root.Find("preset")) ReadPresetRule(*preset);
  chart_.states[0].last = static_cast<StateIndex>(chart_.states.size()) - 1;
  for (StateIndex index = 0; index < static_cast<StateIndex>(chart_.states.size()); ++index) {
    ReadState(index, *nodes_[static_cast<std::size_t>(index)]);
  }
}

void ChartBuilder::ReadHeader(const YamlNode& root) {
  reader_.CheckKeys(
      root, {"流程文件", "a workflow file"},
      {"workflow", "version", "title", "description", "number", "label", "roles", "create", "life_cycle",
       "preset", "parameters", "data", "report", "sheets", "initial", "states", "on"});
  for (const char* key : {"workflow", "version", "states"}) {
    if (root.Find(key) == nullptr) {
      reader_.Error(Code::missing_key, root.position,
                    Text{"流程文件需要 `", "a workflow file needs `"} + key + "`");
    }
  }
  if (const auto* id = root.Find("workflow"))
    chart_.workflow = reader_.ReadIdentifier(*id, Reader::Place::Key("workflow"), true);
  if (const auto* version = root.Find("version")) {
    const auto number = reader_.ReadInteger(*version, Reader::Place::Key("version"));
    if (number && (*number < 1 || *number > 1'000'000)) {
      reader_.Error(Code::wrong_shape, version->position,
                    Text{"`version` 应为 1 至 1000000", "`version` should be 1 or more, at most 1,000,000"});
    } else if (number) {
      chart_.version = static_cast<int>(*number);
    }
  }
  if (const auto* title = root.Find("title")) chart_.title = reader_.ReadTitle(*title);
  if (const auto* number = root.Find("number")) CheckNumberPattern(*number);
  if (const auto* roles = root.Find("roles")) ReadRoles(*roles);
  if (const auto* create = root.Find("create");
      create != nullptr && reader_.IsMap(*create, Reader::Place::Key("create"))) {
    reader_.CheckKeys(*create, Reader::Place::Key("create"), {"by"});
    if (const auto* by = create->Find("by")) chart_.create = ReadRoleList(*by);
  }
  if (const auto* sheets = root.Find("sheets")) ReadSheets(*sheets);
  if (const auto* life_cycle = root.Find("life_cycle")) ReadLifeCycle(*life_cycle);
  if (const auto* data = root.Find("data")) {
    chart_.data = ReadFields(reader_, *data, Reader::Place::Key("data"), FieldsOf::kItem);
    CheckReadRoles(*data);
  }
  if (const auto* report = root.Find("report")) ReadReport(*report);
  ReadParameters(root);
}

void ChartBuilder::ReadRoles(const YamlNode& map) {
  if (!reader_.IsMap(map, Reader::Place::Key("roles"))) return;
  for (const auto& [key, value] : map.members) {
    Role role;
    role.id = reader_.ReadIdentifier(key, {"角色", "a role"}, true);
    if (value.kind != YamlNode::Kind::kNull && reader_.IsMap(value, {"角色", "role", role.id})) {
      reader_.CheckKeys(value, {"角色", "role", role.id}, {"title", "description"});
      if (const auto* title = value.Find("title")) role.title = reader_.ReadTitle(*title);
    }
    chart_.roles.push_back(std::move(role));
  }
}

void ChartBuilder::ReadLifeCycle(const YamlNode& map) {
  if (!reader_.IsMap(map, Reader::Place::Key("life_cycle"))) return;
  reader_.CheckKeys(map, Reader::Place::Key("life_cycle"),
                    {"suspend", "resume", "cancel", "hand_over", "urge", "copy"});
  const auto read = [&](const char* key, std::vector<RoleIndex>& roles) {
    const auto* node = map.Find(key);
    if (node == nullptr || !reader_.IsMap(*node, Reader::Place::Key(key))) return;
    reader_.CheckKeys(*node, Reader::Place::Key(key), {"by"});
    if (const auto* by = node->Find("by")) roles = ReadRoleList(*by);
  };
  read("suspend", chart_.life_cycle.suspend);
  read("resume", chart_.life_cycle.resume);
  read("cancel", chart_.life_cycle.cancel);
  read("hand_over", chart_.life_cycle.hand_over);
  read("urge", chart_.life_cycle.urge);
  read("copy", chart_.life_cycle.copy);
}

void ChartBuilder::CheckNumberPattern(const YamlNode& node) {
  chart_.number = reader_.ReadText(node, Reader::Place::Key("number"));
  std::string_view rest = chart_.number;
  bool sequence = false;
  for (auto open = rest.find('{'); open != std::string_view::npos; open = rest.find('{')) {
    const auto close = rest.find('}', open);
    const std::string_view name =
        close == std::string_view::npos ? rest : rest.substr(open + 1, close - open - 1);
    const bool is_sequence =
        name == "seq" || (name.size() == 5 && name.starts_with("seq:") && name[4] >= '1' && name[4] <= '9');
    sequence = sequence || is_sequence;
    if (close == std::string_view::npos || (name != "year" && !is_sequence)) {
      reader_.Error(Code::bad_number_pattern, node.position,
                    Text{"编号中不能用 `{" + std::string(name) + "}`",
                         "`{" + std::string(name) + "}` is no part of a number"},
                    Text{"可用 {year}、{seq} 或 {seq:4}", "use {year}, {seq} or {seq:4}"});
      return;
    }
    rest.remove_prefix(close + 1);
  }
  if (!sequence) {
    reader_.Error(
        Code::bad_number_pattern, node.position,
        Text{"`number` 需要 {seq}，否则所有事项同号", "`number` needs {seq}, or all items would share one"},
        Text{"例如", "for example"} + " \"PJ-{year}-{seq:3}\"");
  }
}

void ChartBuilder::CheckReadRoles(const YamlNode& data) {
  std::vector<std::string> known;
  for (const auto& role : chart_.roles) known.push_back(role.id);
  for (const auto& field : chart_.data) {
    const auto check = [&](const char* keyword, const std::vector<std::string>& roles) {
      for (const auto& role : roles) {
        if (std::find(known.begin(), known.end(), role) != known.end()) continue;
        const auto* node = data.Find(field.name);
        const auto* named = node != nullptr ? node->Find(keyword) : nullptr;
        reader_.Error(Code::unknown_role, named != nullptr ? named->position : data.position,
                      Text{"没有角色 `", "unknown role `"} + role + "`", Reader::Suggest(role, known));
      }
    };
    check("read", field.read);
    check("unmask", field.unmask);
  }
}

// A parent shows what its children report to all who may see it.
void ChartBuilder::ReadReport(const YamlNode& list) {
  std::set<int> fields;
  for (const auto* node : Reader::OneOrMany(list)) {
    const std::string name = reader_.ReadText(*node, Reader::Place::Key("report"));
    const auto field =
        std::find_if(chart_.data.begin(), chart_.data.end(), [&](const Field& f) { return f.name == name; });
    if (field == chart_.data.end()) {
      std::vector<std::string> known;
      for (const auto& f : chart_.data) known.push_back(f.name);
      reader_.Error(Code::unknown_field, node->position,
                    Text{"`report` 中没有字段 `" + name + "`", "unknown field `" + name + "` in `report`"},
                    Reader::Suggest(name, known));
    } else if (!field->read.empty()) {
      reader_.Error(Code::report_restricted, node->position,
                    Text{"字段 `" + name + "` 限定了可阅读的角色，不能上报给上级事项",
                         "field `" + name + "` is for some roles to read only, so it cannot be reported"},
                    Text{"删去 `read`，或另设一个可公开的字段", "drop its `read`, or report another field"});
    } else {
      fields.insert(static_cast<int>(field - chart_.data.begin()));
    }
  }
  chart_.report.assign(fields.begin(), fields.end());
}

// What an item ends with, all who see it or its parent are shown.
void ChartBuilder::CheckGivenOut(const YamlNode& node, const Program& output) {
  for (const Field& field : chart_.data) {
    const auto reads = [&](const auto& entry) {
      return entry.second == "data" || entry.second == "data." + field.name;
    };
    if (field.read.empty() || std::none_of(output.names().begin(), output.names().end(), reads)) continue;
    reader_.Error(
        Code::report_restricted, node.position,
        Text{"字段 `" + field.name + "` 限定了可阅读的角色，不能写入 `output`",
             "field `" + field.name + "` is for some roles to read only, so no `output` can show it"},
        Text{"删去 `read`，或另设一个可公开的字段", "drop its `read`, or give out another field"});
  }
}

void ChartBuilder::DeclareNames() {
  const Type text = StringType();
  chart_.slots.data = Declare(names_, "data", chart_.data);
  chart_.slots.event = names_.AddRecord("event", {{"name", text}, {"data", Type()}});
  chart_.slots.actor =
      names_.AddRecord("actor", {{"id", text}, {"name", text}, {"org", text}, {"roles", Type::List(text)}});
  chart_.slots.item = names_.AddRecord("item", {{"id", text},
                                                {"number", text},
                                                {"workflow", text},
                                                {"version", Type(TypeKind::kInt)},
                                                {"org", text},
                                                {"created_by", text},
                                                {"created_at", Type(TypeKind::kTimestamp)},
                                                {"rev", Type(TypeKind::kInt)}});
  chart_.slots.now = names_.AddVariable("now", Type(TypeKind::kTimestamp));
  chart_.slots.children =
      names_.AddVariable("children", Type::List(Type::Record({{"id", text},
                                                              {"workflow", text},
                                                              {"number", text},
                                                              {"states", Type::List(text)},
                                                              {"ended", Type(TypeKind::kBool)},
                                                              {"output", Type::Map(text, Type())},
                                                              {"data", Type::Map(text, Type())}})));
  chart_.slots.parent = names_.AddRecord("parent", {{"id", text}});
  std::vector<std::pair<std::string, Type>> sums;
  for (const auto& sum : kLedgerSums) sums.emplace_back(sum.name, Type(TypeKind::kDecimal));
  chart_.slots.ledger = names_.AddRecord("ledger", sums);
  DeclareResults();
  DeclareParameters();
  // In the order of HostFunction.
  const Type time(TypeKind::kTimestamp);
  names_.AddFunction("in_state", {text}, Type(TypeKind::kBool), {StateIds()});
  names_.AddFunction("performed", {text, text}, Type(TypeKind::kBool), {{}, EventNames()});
  names_.AddFunction("workdays_between", {time, time}, Type(TypeKind::kInt));
  names_.AddFunction("add_workdays", {time, Type(TypeKind::kInt)}, time);
  names_.AddFunction("meets", {text, Type(TypeKind::kInt), Type(TypeKind::kInt)}, Type(TypeKind::kBool));
  names_.AddFunction("add_months", {time, Type(TypeKind::kInt)}, time);
  names_.AddFunction("deadline", {time, text}, time, {}, 1);
  names_.AddFunction("deadline_before", {time, text}, time, {}, 1);
  names_.AddFunction("roll_forward", {time}, time);
  names_.AddFunction("is_workday", {time}, Type(TypeKind::kBool));
  chart_.slots.input = names_.size();
}

void ChartBuilder::DeclareResults() {
  std::vector<std::pair<std::string, Type>> outcomes;
  for (const auto& activity : chart_.activities)
    outcomes.emplace_back(activity.id, TypeOf(activity.kind->outcome));
  chart_.slots.results = names_.AddRecord("results", outcomes);
}

std::vector<std::string> ChartBuilder::StateIds() const {
  std::vector<std::string> ids;
  for (const auto& [id, index] : chart_.state_by_id) ids.push_back(id);
  return ids;
}

// Read ahead, since an expression may name an event that stands further down.
std::vector<std::string> ChartBuilder::EventNames() const {
  std::vector<std::string> names{"item.create", "item.fields", "item.suspend",   "item.resume",
                                 "item.cancel", "item.urge",   "item.hand_over", "item.copy"};
  const auto add = [&](const std::string& name, const YamlNode& transitions) {
    names.push_back(name);
    for (const auto* one : Reader::OneOrMany(transitions)) {
      if (one->Find("withdraw") != nullptr) names.push_back(name + ".withdraw");
    }
  };
  for (const auto* node : nodes_) {
    const auto* on = node->Find("on");
    if (on == nullptr) continue;
    for (const auto& [key, value] : on->members) add(key.text, value);
    for (const auto& item : on->items) {
      if (const auto* event = item.Find("event")) add(event->text, item);
    }
  }
  for (const auto& activity : chart_.activities) {
    for (const auto& verb : activity.kind->verbs) names.push_back(activity.id + "." + verb);
  }
  return names;
}

}  // namespace charter
