// Literals, names, calls, selections, lists and maps.
#include <algorithm>

#include "engine/expr/literal.h"
#include "engine/expr/parsing.h"

namespace charter::expr {
namespace {

struct MacroForm {
  std::string_view name;
  Macro macro;
  std::size_t variables;
  std::size_t most;  // expressions after them; at least one
};

constexpr MacroForm kMacros[] = {
    {"all", Macro::kAll, 1, 1},
    {"exists", Macro::kExists, 1, 1},
    {"exists_one", Macro::kExistsOne, 1, 1},
    {"existsOne", Macro::kExistsOne, 1, 1},
    {"filter", Macro::kFilter, 1, 1},
    {"map", Macro::kMap, 1, 2},
    {"all", Macro::kAll, 2, 1},
    {"exists", Macro::kExists, 2, 1},
    {"existsOne", Macro::kExistsOne, 2, 1},
    {"transformList", Macro::kMap, 2, 2},
    {"transformMap", Macro::kTransformMap, 2, 2},
};

const MacroForm* MacroOf(std::string_view name, std::size_t arguments) {
  const auto* found = std::ranges::find_if(kMacros, [&](const MacroForm& form) {
    return form.name == name && arguments > form.variables && arguments <= form.variables + form.most;
  });
  return found == std::end(kMacros) ? nullptr : found;
}

}  // namespace

Node* Parsing::Literal(std::size_t start, bool negative) {
  const Token token = Here();
  std::optional<Value> value = ReadLiteral(token, negative, problems_);
  if (!value) return nullptr;
  ++at_;
  Node* node = Make(NodeKind::kLiteral, start);
  node->literal = std::move(*value);
  node->negative = negative;
  if (IsNumber(node->literal.kind())) node->digits = token.text;
  return node;
}

Node* Parsing::Keyword(Value value) {
  const std::size_t start = Here().range.offset;
  ++at_;
  Node* node = Make(NodeKind::kLiteral, start);
  node->literal = std::move(value);
  return node;
}

Node* Parsing::Primary() {
  const Token& token = Here();
  switch (token.kind) {
    case TokenKind::kInt:
    case TokenKind::kUint:
    case TokenKind::kDouble:
    case TokenKind::kString:
    case TokenKind::kBytes:
      return Literal(token.range.offset, false);
    case TokenKind::kName:
      return Name();
    default:
      break;
  }
  if (Is("true")) return Keyword(Value::Bool(true));
  if (Is("false")) return Keyword(Value::Bool(false));
  if (Is("null")) return Keyword(Value::Null());
  if (Is("[")) return ListLiteral();
  if (Is("{")) return MapLiteral();
  if (Take("(")) {
    Node* inside = Expression();
    return inside != nullptr && Expect(")") ? inside : nullptr;
  }
  if (Is(".") && tokens_[at_ + 1].kind == TokenKind::kName) {
    ++at_;
    Node* node = Name();
    if (node != nullptr) node->absolute = true;
    return node;
  }
  return Unexpected({"值", "a value"});
}

Node* Parsing::Name() {
  const Token token = Here();
  ++at_;
  if (Is("(")) {
    std::optional<std::vector<Node*>> arguments = Arguments();
    if (!arguments) return nullptr;
    if (token.text == "has") return Has(token, *arguments);
    return Named(Make(NodeKind::kCall, token.range.offset, std::move(*arguments)), token);
  }
  return Named(Make(NodeKind::kName, token.range.offset), token);
}

Node* Parsing::Named(Node* node, const Token& token) {
  if (node == nullptr) return nullptr;
  node->text = token.text;
  node->name_range = token.range;
  return node;
}

Node* Parsing::Has(const Token& token, const std::vector<Node*>& arguments) {
  const Range range{token.range.offset, tokens_[at_ - 1].range.end};
  if (arguments.size() != 1 || arguments[0]->kind != NodeKind::kSelect) {
    problems_.Add(range, "syntax", {"has() 只接受一个字段", "has() takes one field of something"},
                  {"写作 has(data.field)", "write has(data.field)"});
    return nullptr;
  }
  arguments[0]->kind = NodeKind::kHas;
  arguments[0]->range = range;
  return arguments[0];
}

Node* Parsing::Members(Node* node, std::size_t start) {
  while (node != nullptr) {
    if (Take(".")) {
      node = Member(node, start);
    } else if (Take("[")) {
      Node* index = Expression();
      if (index == nullptr || !Expect("]")) return nullptr;
      node = Make(NodeKind::kIndex, start, {node, index});
    } else if (Is("{") && (node->kind == NodeKind::kName || node->kind == NodeKind::kSelect)) {
      problems_.Add(Here().range, "syntax", {"此处不能构造消息", "messages cannot be built here"},
                    {"请用映射：{'key': value}", "use a map: {'key': value}"});
      return nullptr;
    } else {
      return node;
    }
  }
  return nullptr;
}

Node* Parsing::Member(Node* operand, std::size_t start) {
  const Token token = Here();
  if (token.kind != TokenKind::kName && token.kind != TokenKind::kReserved &&
      token.kind != TokenKind::kEscapedName) {
    return Unexpected({"`.` 之后的字段或函数", "a field or a function after `.`"});
  }
  ++at_;
  if (token.kind != TokenKind::kEscapedName && Is("(")) {
    std::optional<std::vector<Node*>> arguments = Arguments();
    if (!arguments) return nullptr;
    if (const MacroForm* form = MacroOf(token.text, arguments->size())) {
      return MacroCall(form->macro, form->variables, operand, token, *arguments, start);
    }
    arguments->insert(arguments->begin(), operand);
    return Named(Make(NodeKind::kMethod, start, std::move(*arguments)), token);
  }
  return Named(Make(NodeKind::kSelect, start, {operand}), token);
}

Node* Parsing::MacroCall(Macro macro, std::size_t variables, Node* range, const Token& token,
                         const std::vector<Node*>& arguments, std::size_t start) {
  const auto body = arguments.begin() + static_cast<std::ptrdiff_t>(variables);
  for (auto variable = arguments.begin(); variable != body; ++variable) {
    if ((*variable)->kind == NodeKind::kName && !(*variable)->absolute) continue;
    problems_.Add(
        (*variable)->range, "syntax",
        Text{} + token.text + Text{"() 的此处应为变量名", "() takes the name of its variable here"});
    return nullptr;
  }
  if (variables == 2 && arguments[0]->text == arguments[1]->text) {
    problems_.Add(arguments[1]->range, "syntax", {"两个变量同名", "the two variables have the same name"});
    return nullptr;
  }
  std::vector<Node*> children = {range};
  children.insert(children.end(), body, arguments.end());
  Node* node = Make(NodeKind::kMacro, start, std::move(children));
  if (node == nullptr) return nullptr;
  node->macro = macro;
  node->text = arguments[0]->text;
  if (variables == 2) node->second = arguments[1]->text;
  node->name_range = token.range;
  return node;
}

std::optional<std::vector<Node*>> Parsing::Arguments() {
  ++at_;  // the bracket
  std::vector<Node*> arguments;
  if (Take(")")) return arguments;
  do {
    Node* argument = Expression();
    if (argument == nullptr) return std::nullopt;
    arguments.push_back(argument);
  } while (Take(","));
  if (!Expect(")")) return std::nullopt;
  return arguments;
}

Node* Parsing::ListLiteral() {
  const std::size_t start = Here().range.offset;
  ++at_;
  std::vector<Node*> items;
  while (!Is("]")) {
    Node* item = Expression();
    if (item == nullptr) return nullptr;
    items.push_back(item);
    if (!Take(",")) break;
  }
  if (!Expect("]")) return nullptr;
  return Make(NodeKind::kList, start, std::move(items));
}

Node* Parsing::MapLiteral() {
  const std::size_t start = Here().range.offset;
  ++at_;
  std::vector<Node*> entries;
  while (!Is("}")) {
    Node* key = Expression();
    if (key == nullptr || !Expect(":")) return nullptr;
    Node* value = Expression();
    if (value == nullptr) return nullptr;
    entries.push_back(key);
    entries.push_back(value);
    if (!Take(",")) break;
  }
  if (!Expect("}")) return nullptr;
  return Make(NodeKind::kMap, start, std::move(entries));
}

}  // namespace charter::expr
