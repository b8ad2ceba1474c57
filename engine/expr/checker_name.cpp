#include <array>

#include "engine/data/schema.h"
#include "engine/expr/checking.h"
#include "engine/expr/operators.h"
#include "engine/expr/type_rules.h"

namespace charter::expr {
namespace {

Text DidYouMean(std::string_view word, const std::vector<std::string>& candidates) {
  const std::optional<std::string> nearest = Nearest(word, candidates);
  return nearest ? Text{"是否为 `", "did you mean `"} + *nearest + Text{"`？", "`?"} : Text{};
}

// "a.b.c" for a chain of names, else empty.
std::string QualifiedName(const Node& node) {
  if (node.kind == NodeKind::kName) return node.text;
  if (node.kind != NodeKind::kSelect && node.kind != NodeKind::kHas) return {};
  std::string name = QualifiedName(*node.children[0]);
  return name.empty() ? name : name + "." + node.text;
}

const Node& Leftmost(const Node& node) {
  const Node* at = &node;
  while (at->kind == NodeKind::kSelect || at->kind == NodeKind::kHas) at = at->children[0];
  return *at;
}

std::optional<Kind> TypeNamed(std::string_view name) {
  constexpr std::array<Kind, 13> kKinds = {
      Kind::kNull,  Kind::kBool, Kind::kInt, Kind::kUint,      Kind::kDouble,   Kind::kDecimal, Kind::kString,
      Kind::kBytes, Kind::kList, Kind::kMap, Kind::kTimestamp, Kind::kDuration, Kind::kType};
  for (const Kind kind : kKinds) {
    if (TypeNameOf(kind) == name) return kind;
  }
  return std::nullopt;
}

}  // namespace

// A variable's slot or the name of a type, whose longest dotted name wins over a selection.
bool Checking::ResolveQualified(Node& node) {
  const Node& first = Leftmost(node);
  if (first.kind != NodeKind::kName) return false;
  if (FindLocal(first) != nullptr) return false;
  const std::string name = QualifiedName(node);
  if (const std::optional<int> slot = environment_.Find(name)) {
    node.slot = *slot;
    node.type = environment_.variable(*slot).type;
    return true;
  }
  const std::optional<Kind> type = node.kind == NodeKind::kHas ? std::nullopt : TypeNamed(name);
  if (!type) return false;
  node.constant = true;
  node.literal = TypeOf(*type);
  node.type = Type(TypeKind::kType);
  return true;
}

bool Checking::IsNamespace(std::string_view name) const {
  if (name.empty()) return false;
  const std::string prefix = std::string(name) + ".";
  if (prefix == "google." || prefix == "google.protobuf.") return true;
  for (int slot = 0; slot < environment_.size(); ++slot) {
    const Environment::Variable& variable = environment_.variable(slot);
    if (variable.name.starts_with(prefix)) return true;
  }
  return false;
}

// The innermost macro's variable that a name stands for, or null.
const Checking::Local* Checking::FindLocal(const Node& name) const {
  if (name.kind != NodeKind::kName || name.absolute) return nullptr;
  for (auto local = locals_.rbegin(); local != locals_.rend(); ++local) {
    if (local->name == name.text) return &*local;
  }
  return nullptr;
}

void Checking::Name(Node& node) {
  if (const Local* local = FindLocal(node)) {
    node.local = static_cast<int>(local - locals_.data());
    node.type = local->type;
    return;
  }
  if (ResolveQualified(node)) return;
  UnknownName(node, true);
}

void Checking::UnknownName(const Node& node, bool may_be_text) {
  const std::string& name = node.text;
  std::vector<std::string> known;
  for (const Local& local : locals_) known.push_back(local.name);
  for (int slot = 0; slot < environment_.size(); ++slot) {
    const Environment::Variable& variable = environment_.variable(slot);
    known.push_back(variable.name.substr(0, variable.name.find('.')));
  }
  Text hint = DidYouMean(name, known);
  for (int slot = 0; slot < environment_.size(); ++slot) {
    const Environment::Variable& variable = environment_.variable(slot);
    if (hint.empty() && variable.name == "data." + name)
      hint = Text{"是否为 `data.", "did you mean `data."} + name + Text{"`？", "`?"};
  }
  if (hint.empty() && may_be_text) hint = Text{"文本要加引号：'", "text goes in quotes: '"} + name + "'";
  problems_.Add(node.range, "unknown_name",
                Text{"此处没有名称 `", "nothing is named `"} + name + Text{"`", "` here"}, std::move(hint));
}

void Checking::Select(Node& node) {
  const bool has = node.kind == NodeKind::kHas;
  if (ResolveQualified(node)) {
    if (has) node.type = Type(TypeKind::kBool);
    return;
  }
  Node& operand = *node.children[0];
  const std::string operand_name = QualifiedName(operand);
  const bool is_namespace = !operand_name.empty() && !environment_.Find(operand_name) &&
                            FindLocal(Leftmost(operand)) == nullptr && IsNamespace(operand_name);
  if (is_namespace) {
    std::vector<std::string> known;
    for (int slot = 0; slot < environment_.size(); ++slot) {
      const Environment::Variable& variable = environment_.variable(slot);
      if (!variable.name.starts_with(operand_name + ".")) continue;
      const std::string rest = variable.name.substr(operand_name.size() + 1);
      known.push_back(rest.substr(0, rest.find('.')));
    }
    return UnknownField(node, known);
  }
  if (operand.kind == NodeKind::kName && FindLocal(operand) == nullptr && !ResolveQualified(operand)) {
    return UnknownName(operand, false);
  }
  Visit(operand);
  if (has) node.type = Type(TypeKind::kBool);
  const Type& type = operand.type;
  switch (type.kind()) {
    case TypeKind::kDyn:
      return;
    case TypeKind::kRecord: {
      if (const Type* member = type.Member(node.text)) {
        if (!has) node.type = *member;
        return;
      }
      std::vector<std::string> known;
      for (const auto& [name, ignored] : type.members()) known.push_back(name);
      return UnknownField(node, known);
    }
    case TypeKind::kMap:
      if (Compatible(type.key(), Type(TypeKind::kString))) {
        if (!has) node.type = type.value();
        return;
      }
      break;
    default:
      break;
  }
  problems_.Add(node.range, "type",
                Describe(type) + Text{"没有字段，不能用 `.", " has no fields, `."} + node.text +
                    Text{"`", "` asks for one"});
}

void Checking::UnknownField(Node& node, const std::vector<std::string>& known) {
  Text hint = DidYouMean(node.text, known);
  if (hint.empty() && !known.empty() && known.size() <= 12) {
    hint = {"字段有：", "the fields are "};
    for (std::size_t i = 0; i < known.size(); ++i)
      hint = hint + (i > 0 ? Text{"、", ", "} : Text{}) + known[i];
  }
  Range range = node.name_range;
  problems_.Add(range, "unknown_field",
                Text{"此处没有字段 `", "there is no field `"} + node.text + Text{"`", "` here"},
                std::move(hint));
}

void Checking::Index(Node& node) {
  Node& container = *node.children[0];
  Node& index = *node.children[1];
  if (index.kind == NodeKind::kLiteral && index.literal.is(Kind::kString)) {
    // data['budget'] is data.budget; it falls back to a lookup where there is no such record.
    Node as_select = node;
    as_select.kind = NodeKind::kSelect;
    as_select.text = index.literal.AsString();
    as_select.name_range = index.range;
    as_select.children = {&container};
    if (ResolveQualified(as_select)) {
      node = as_select;
      return;
    }
    Visit(container);
    if (container.type.kind() == TypeKind::kRecord) {
      node = as_select;
      return Select(node);
    }
    Visit(index);
  } else {
    VisitChildren(node);
  }
  const Type& type = container.type;
  switch (type.kind()) {
    case TypeKind::kDyn:
      return;
    case TypeKind::kList:
      node.type = type.element();
      if (Compatible(index.type, Type(TypeKind::kInt))) return;
      break;
    case TypeKind::kMap:
    case TypeKind::kRecord:
      node.type = type.value();
      if (Compatible(index.type, type.key())) return;
      break;
    default:
      problems_.Add(node.range, "type", Describe(type) + Text{"不能用 [] 取值", " cannot be indexed"});
      return;
  }
  const Text container_type = Describe(type);
  problems_.Add(index.range, "type",
                Text{container_type.zh + "的索引应为", "the index of a " + container_type.en + " is "} +
                    Describe(type.kind() == TypeKind::kList ? Type(TypeKind::kInt) : type.key()) +
                    Text{"，实际为", ", this is "} + Describe(index.type));
}

}  // namespace charter::expr
