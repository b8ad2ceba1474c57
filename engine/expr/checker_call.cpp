#include <algorithm>

#include "engine/data/period.h"
#include "engine/data/schema.h"
#include "engine/expr/builtin.h"
#include "engine/expr/checking.h"
#include "engine/expr/exact.h"
#include "engine/expr/type_rules.h"

namespace charter::expr {
namespace {

bool Accepts(TypeKind parameter, const Node& argument) {
  const TypeKind kind = argument.type.kind();
  if (parameter == TypeKind::kDyn || kind == TypeKind::kDyn || parameter == kind) return true;
  if (parameter == TypeKind::kMap) return kind == TypeKind::kRecord;
  return parameter == TypeKind::kDecimal && (kind == TypeKind::kInt || IsLiteralNumber(argument));
}

bool Accepts(const Builtin& builtin, const std::vector<Node*>& arguments) {
  if (builtin.count != arguments.size()) return false;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (!Accepts(builtin.parameters[i], *arguments[i])) return false;
  }
  return true;
}

template <typename Parameters, typename ToType>
std::string Signature(std::string_view name, const Parameters& parameters, std::size_t first,
                      std::size_t count, ToType to_type) {
  std::string text = std::string(name) + "(";
  for (std::size_t i = first; i < count; ++i) {
    if (i > first) text += ", ";
    text += Describe(to_type(parameters[i])).en;
  }
  return text + ")";
}

}  // namespace

void Checking::Call(Node& node) {
  VisitChildren(node);
  const bool method = node.kind == NodeKind::kMethod;
  if (CallBuiltin(node, method)) return;
  if (!method && CallHost(node)) return;
  UnknownFunction(node);
}

// False where no standard function has the name; problems of its arguments are reported.
bool Checking::CallBuiltin(Node& node, bool method) {
  std::vector<std::string> takes;
  std::optional<Type> result;
  for (const Builtin& builtin : Builtins()) {
    if (builtin.method != method || builtin.name != node.text) continue;
    const std::string receiver = method ? Describe(Type(builtin.parameters[0])).en + "." : "";
    takes.push_back(receiver + Signature(builtin.name, builtin.parameters, method ? 1 : 0, builtin.count,
                                         [](TypeKind kind) { return Type(kind); }));
    // One of as many arguments will do to fail with, in a run that is not checked.
    if (!result && builtin.count == node.children.size()) node.builtin = &builtin;
    if (!Accepts(builtin, node.children)) continue;
    const Type type(builtin.result);
    result = !result || *result == type ? type : Type();
  }
  if (takes.empty()) return false;
  if (!result) {
    BadArguments(node, takes);
    return true;
  }
  node.type = *result;
  for (std::size_t i = 0; i < node.children.size(); ++i) {
    // decimal(0.1) is exact too: the literal is beside a decimal's own constructor.
    MakeExact(*node.children[i], Type(node.builtin->parameters[i]), problems_);
  }
  if (node.text == "sum") {
    const Type& element = node.children[0]->type.element();
    const TypeKind kind = element.kind();
    if (kind == TypeKind::kDecimal || kind == TypeKind::kInt) {
      node.type = element;
    } else if (kind != TypeKind::kDyn) {
      problems_.Add(node.range, "type",
                    Text{"sum() 只接受精确小数或整数，不接受", "sum() takes decimals or ints, not "} +
                        Describe(element),
                    kind == TypeKind::kRecord ? Text{"请指明加总哪一项：sum(list.map(x, x.amount))",
                                                     "pick what to add up: sum(list.map(x, x.amount))"}
                                              : Text{});
    }
  } else if (node.text == "dyn") {
    node.type = Type();
  }
  return true;
}

bool Checking::CallHost(Node& node) {
  std::vector<std::string> takes;
  const auto& functions = environment_.functions();
  for (std::size_t number = 0; number < functions.size(); ++number) {
    const Environment::Function& function = functions[number];
    if (function.name != node.text) continue;
    takes.push_back(Signature(function.name, function.parameters, 0, function.parameters.size(),
                              [](const Type& type) { return type; }));
    if (function.parameters.size() != node.children.size()) continue;
    bool accepted = true;
    for (std::size_t i = 0; i < node.children.size() && accepted; ++i) {
      accepted = Compatible(node.children[i]->type, function.parameters[i]) ||
                 Accepts(function.parameters[i].kind(), *node.children[i]);
    }
    if (!accepted) continue;
    node.host = static_cast<int>(number);
    node.type = function.result;
    for (std::size_t i = 0; i < node.children.size(); ++i) {
      MakeExact(*node.children[i], function.parameters[i], problems_);
      if (i < function.choices.size())
        CheckChoice(*node.children[i], Text{} + function.name + Text{"() 不认识", "() knows no"},
                    function.choices[i]);
      if (function.period == i) CheckPeriod(*node.children[i]);
    }
    return true;
  }
  if (takes.empty()) return false;
  BadArguments(node, takes);
  return true;
}

void Checking::CheckChoice(const Node& argument, const Text& denial,
                           const std::vector<std::string>& choices) {
  if (choices.empty() || argument.kind != NodeKind::kLiteral || !argument.literal.is(Kind::kString)) return;
  const std::string text(argument.literal.AsString());
  if (std::find(choices.begin(), choices.end(), text) != choices.end()) return;
  const auto nearest = Nearest(text, choices);
  problems_.Add(argument.range, "unknown_name", denial + " '" + text + "'",
                nearest ? Text{"是否为 '", "did you mean '"} + *nearest + Text{"'？", "'?"} : Text{});
}

void Checking::CheckPeriod(const Node& argument) {
  if (argument.kind != NodeKind::kLiteral || !argument.literal.is(Kind::kString)) return;
  const std::string text(argument.literal.AsString());
  if (Period::Parse(text)) return;
  problems_.Add(
      argument.range, "period", Text{"'" + text + "' 不是期限", "'" + text + "' is no length of time"},
      Text{"写作 '20 days'、'5 workdays'、'3 months'", "write '20 days', '5 workdays', '3 months'"});
}

void Checking::BadArguments(Node& node, const std::vector<std::string>& takes) {
  Text given;
  const std::size_t first = node.kind == NodeKind::kMethod ? 1 : 0;
  for (std::size_t i = first; i < node.children.size(); ++i) {
    given = given + (i > first ? Text{"，", ", "} : Text{}) + Describe(node.children[i]->type);
  }
  Text message = Text{} + node.text + Text{"() 不接受（", "() does not take ("} + given + Text{"）", ")"};
  if (first == 1) {
    const Text on = Describe(node.children[0]->type);
    message = Text{on.zh + "的 " + message.zh, message.en + " on " + on.en};
  }
  Text hint{"用法：", "it takes "};
  for (std::size_t i = 0; i < takes.size() && i < 4; ++i)
    hint = hint + (i > 0 ? Text{" 或 ", " or "} : Text{}) + takes[i];
  const bool searched_list = node.text == "contains" && node.children[0]->type.kind() == TypeKind::kList;
  if (searched_list) hint = {"请用 `... in list`", "use `... in list`"};
  problems_.Add(node.range, "type", std::move(message), std::move(hint));
}

void Checking::UnknownFunction(Node& node) {
  const bool method = node.kind == NodeKind::kMethod;
  std::vector<std::string> known;
  Text hint;
  for (const Builtin& builtin : Builtins()) {
    if (builtin.name == node.text) {
      hint = method ? Text{"请把所有值写在括号内：", "write with everything in the brackets: "} + node.text +
                          "(...)"
                    : Text{"请写在点号之后：text.", "write it after a dot: text."} + node.text + "(...)";
    }
    if (builtin.method == method) known.emplace_back(builtin.name);
  }
  if (!method) {
    for (const Environment::Function& function : environment_.functions()) known.push_back(function.name);
  } else {
    for (const char* macro :
         {"all", "exists", "exists_one", "map", "filter", "transformList", "transformMap"}) {
      known.emplace_back(macro);
      if (node.text == macro)
        hint =
            Text{} + macro +
            Text{"() 需要一个变量和一个表达式：(x, ...)", "() takes a variable and an expression: (x, ...)"};
    }
  }
  if (hint.empty()) {
    if (const std::optional<std::string> nearest = Nearest(node.text, known)) {
      hint = Text{"是否为 `", "did you mean `"} + *nearest + Text{"`？", "`?"};
    }
  }
  problems_.Add(node.name_range, "unknown_function",
                Text{"此处没有函数 `", "there is no function `"} + node.text + Text{"`", "` here"},
                std::move(hint));
}

void Checking::MacroCall(Node& node) {
  Node& range = *node.children[0];
  Visit(range);
  const bool pairs = !node.second.empty();
  Type first;
  Type second;
  switch (range.type.kind()) {
    case TypeKind::kDyn:
      break;
    case TypeKind::kList:
      first = pairs ? Type(TypeKind::kInt) : range.type.element();
      second = range.type.element();
      break;
    case TypeKind::kMap:
    case TypeKind::kRecord:
      first = range.type.key();
      second = range.type.value();
      break;
    default:
      problems_.Add(range.range, "type",
                    Text{"此处应为列表或映射，实际为", "a list or a map was expected here, this is "} +
                        Describe(range.type));
  }
  const std::size_t outside = locals_.size();
  if (outside + (pairs ? 2 : 1) > kMaxLocals) {
    problems_.Add(node.range, "cost",
                  Text{"嵌套列表的变量超过 ", "more than "} + std::to_string(kMaxLocals) +
                      Text{" 个", " variables of lists within lists"});
    return;
  }
  node.local = static_cast<int>(outside);
  locals_.push_back({node.text, first});
  if (pairs) locals_.push_back({node.second, second});
  for (std::size_t i = 1; i < node.children.size(); ++i) Visit(*node.children[i]);
  locals_.resize(outside);

  const bool maps = node.macro == Macro::kMap || node.macro == Macro::kTransformMap;
  const bool tested = !maps || node.children.size() == 3;
  if (tested && !Compatible(node.children[1]->type, Type(TypeKind::kBool))) {
    problems_.Add(node.children[1]->range, "type",
                  Text{"条件应为真假值，实际为", "the condition is a bool, this is "} +
                      Describe(node.children[1]->type));
  }
  if (node.macro == Macro::kMap) {
    node.type = Type::List(node.children.back()->type);
  } else if (maps) {
    node.type = Type::Map(first, node.children.back()->type);
  } else {
    node.type = node.macro == Macro::kFilter ? Type::List(first) : Type(TypeKind::kBool);
  }
}

}  // namespace charter::expr
