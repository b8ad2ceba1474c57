#include "engine/expr/emitter.h"

#include <algorithm>

#include "engine/expr/evaluator.h"
#include "engine/expr/literal.h"
#include "engine/expr/operators.h"
#include "engine/expr/pattern.h"
#include "engine/expr/type_rules.h"

namespace charter::expr {
namespace {

class Emitter {
 public:
  Emitter(Program::Code& code, const Environment& environment, Problems& problems)
      : code_(code), environment_(environment), problems_(problems) {}

  std::int32_t Emit(const Node& node) {
    std::int32_t at = EmitPlain(node);
    if (node.to_decimal) {
      Instruction conversion = Make(Op::kToDecimal, node);
      conversion.a = at;
      at = Add(conversion, node);
    }
    return at;
  }

  std::int32_t Expect(std::int32_t operand, Kind kind, const Node& node) {
    Instruction instruction = Make(Op::kExpect, node);
    instruction.a = operand;
    instruction.kind = kind;
    return Add(instruction, node);
  }

 private:
  static Instruction Make(Op op, const Node& node) {
    Instruction instruction;
    instruction.op = op;
    instruction.operation = node.op;
    instruction.offset = static_cast<std::uint32_t>(node.range.offset);
    return instruction;
  }

  Instruction& At(std::int32_t index) { return code_.instructions[static_cast<std::size_t>(index)]; }

  std::int32_t Constant(Value value) {
    code_.constants.push_back(std::move(value));
    return static_cast<std::int32_t>(code_.constants.size()) - 1;
  }

  std::int32_t ConstantNode(Value value, const Node& node) {
    Instruction instruction = Make(Op::kConstant, node);
    instruction.a = Constant(std::move(value));
    code_.instructions.push_back(instruction);
    return static_cast<std::int32_t>(code_.instructions.size()) - 1;
  }

  // Adds an instruction whose operands are a, b, c (as far as they are instructions) and children.
  std::int32_t Add(Instruction instruction, const Node& node) {
    std::vector<std::int32_t> parts;
    switch (instruction.op) {
      case Op::kSlot:
      case Op::kHasSlot:
      case Op::kHost:
        instruction.calls_out = true;
        break;
      case Op::kLocal:
      case Op::kRefused:
        break;
      case Op::kSelect:
      case Op::kHasSelect:
        parts = {instruction.a};
        break;
      case Op::kMatches:
        parts = {instruction.a, instruction.b};
        break;
      default:
        parts = {instruction.a, instruction.b, instruction.c};
        break;
    }
    for (std::int32_t i = 0; i < instruction.count; ++i) {
      parts.push_back(code_.children[static_cast<std::size_t>(instruction.first + i)]);
    }
    std::erase(parts, -1);
    bool constant = !parts.empty() || instruction.op == Op::kList || instruction.op == Op::kMap;
    for (const std::int32_t part : parts) {
      instruction.calls_out = instruction.calls_out || At(part).calls_out;
      constant = constant && At(part).op == Op::kConstant;
    }
    code_.instructions.push_back(instruction);
    const auto at = static_cast<std::int32_t>(code_.instructions.size()) - 1;
    if (constant && instruction.op != Op::kHost && instruction.op != Op::kMacro && Fold(at, node)) {
      // Nothing else refers to the parts: a long chain would keep a copy of every step of it.
      for (const std::int32_t part : parts) code_.constants[static_cast<std::size_t>(At(part).a)] = Value();
    }
    return at;
  }

  // Replaces an instruction on constants by its result, if it has one.
  bool Fold(std::int32_t at, const Node& node) {
    const EvalResult result = RunConstant(code_, at);
    if (result) {
      Instruction folded = Make(Op::kConstant, node);
      folded.a = Constant(*result);
      At(at) = folded;
      return true;
    }
    if (result.error().code == kInvalid)
      problems_.Add(node.range, "type", InWords(result.error().code, result.error().message));
    return false;
  }

  void Children(Instruction& instruction, const std::vector<Node*>& nodes) {
    std::vector<std::int32_t> emitted;
    emitted.reserve(nodes.size());
    for (const Node* node : nodes) emitted.push_back(Emit(*node));
    instruction.first = static_cast<std::int32_t>(code_.children.size());
    instruction.count = static_cast<std::int32_t>(emitted.size());
    code_.children.insert(code_.children.end(), emitted.begin(), emitted.end());
  }

  std::int32_t EmitPlain(const Node& node) {
    if (node.constant) return ConstantNode(node.literal, node);
    if (node.slot >= 0) {
      Instruction instruction = Make(node.kind == NodeKind::kHas ? Op::kHasSlot : Op::kSlot, node);
      instruction.a = node.slot;
      code_.slot_names.try_emplace(node.slot, environment_.variable(node.slot).name);
      return Add(instruction, node);
    }
    switch (node.kind) {
      case NodeKind::kLiteral:
        return ConstantNode(node.literal, node);
      case NodeKind::kName: {
        if (node.local < 0) return Refused("nothing is named `" + node.text + "` here", node);
        Instruction instruction = Make(Op::kLocal, node);
        instruction.a = node.local;
        return Add(instruction, node);
      }
      case NodeKind::kSelect:
      case NodeKind::kHas: {
        Instruction instruction = Make(node.kind == NodeKind::kHas ? Op::kHasSelect : Op::kSelect, node);
        instruction.a = Emit(*node.children[0]);
        instruction.b = Constant(Value::String(node.text));
        if (node.children[0]->type.kind() == TypeKind::kRecord) instruction.kind = Kind::kMap;
        return Add(instruction, node);
      }
      case NodeKind::kIndex:
        return Pair(Make(Op::kIndex, node), node);
      case NodeKind::kNot:
      case NodeKind::kNegate: {
        Instruction instruction = Make(node.kind == NodeKind::kNot ? Op::kNot : Op::kNegate, node);
        instruction.a = Emit(*node.children[0]);
        return Add(instruction, node);
      }
      case NodeKind::kBinary:
        return Binary(node);
      case NodeKind::kConditional: {
        Instruction instruction = Make(Op::kConditional, node);
        instruction.a = Emit(*node.children[0]);
        instruction.b = Emit(*node.children[1]);
        instruction.c = Emit(*node.children[2]);
        return Add(instruction, node);
      }
      case NodeKind::kAnd:
        return Many(Make(Op::kAnd, node), node);
      case NodeKind::kOr:
        return Many(Make(Op::kOr, node), node);
      case NodeKind::kList:
        return Many(Make(Op::kList, node), node);
      case NodeKind::kMap:
        return Many(Make(Op::kMap, node), node);
      case NodeKind::kCall:
      case NodeKind::kMethod:
        return Call(node);
      case NodeKind::kMacro:
        return MacroCall(node);
    }
    return -1;
  }

  std::int32_t Many(Instruction instruction, const Node& node) {
    Children(instruction, node.children);
    return Add(instruction, node);
  }

  std::int32_t Pair(Instruction instruction, const Node& node) {
    instruction.a = Emit(*node.children[0]);
    instruction.b = Emit(*node.children[1]);
    return Add(instruction, node);
  }

  std::int32_t Binary(const Node& node) {
    Op op = Op::kArithmetic;
    switch (node.op) {
      case Operator::kEqual:
        op = Op::kEqual;
        break;
      case Operator::kNotEqual:
        op = Op::kNotEqual;
        break;
      case Operator::kIn:
        op = Op::kIn;
        break;
      case Operator::kLess:
      case Operator::kLessEqual:
      case Operator::kGreater:
      case Operator::kGreaterEqual:
        op = Op::kOrdered;
        break;
      default:
        break;
    }
    Instruction instruction = Make(op, node);
    for (std::size_t side = 0; side < 2; ++side) {
      // Beside a dyn it is known only when run whether the literal meets a decimal.
      if (node.children[1 - side]->type.kind() != TypeKind::kDyn) continue;
      if (std::optional<Value> exact = ExactValue(*node.children[side])) {
        instruction.exact = Constant(std::move(*exact));
        instruction.exact_right = side == 1;
      }
    }
    return Pair(instruction, node);
  }

  // A literal double, or a list of literals, read as decimals.
  static std::optional<Value> ExactValue(const Node& node) {
    if (node.kind == NodeKind::kLiteral && node.literal.is(Kind::kDouble)) {
      const std::optional<Decimal> exact = ReadDecimal(node.digits, node.negative);
      return exact ? std::optional(Value::Of(*exact)) : std::nullopt;
    }
    if (node.kind != NodeKind::kList) return std::nullopt;
    std::vector<Value> items;
    for (const Node* item : node.children) {
      if (item->kind != NodeKind::kLiteral) return std::nullopt;
      items.push_back(ExactValue(*item).value_or(item->literal));
    }
    return Value::List(std::move(items));
  }

  std::int32_t Call(const Node& node) {
    if (node.host >= 0) {
      Instruction instruction = Make(Op::kHost, node);
      Children(instruction, node.children);
      instruction.a = node.host;
      return Add(instruction, node);
    }
    if (node.builtin == nullptr) return Refused("there is no function `" + node.text + "` here", node);
    if (node.builtin->run == nullptr) return Matches(node);
    Instruction instruction = Make(Op::kBuiltin, node);
    instruction.builtin = node.builtin->run;
    instruction.kind = KindOf(node.type.kind());
    return Many(instruction, node);
  }

  // What the checker refused: it fails where a run that is not checked comes to it.
  std::int32_t Refused(const std::string& message, const Node& node) {
    Instruction instruction = Make(Op::kRefused, node);
    instruction.a = Constant(Value::String(message));
    return Add(instruction, node);
  }

  std::int32_t Matches(const Node& node) {
    if (!node.children[1]->literal.is(Kind::kString)) return Pair(Make(Op::kMatches, node), node);
    const std::string_view text = node.children[1]->literal.AsString();
    auto pattern = std::make_unique<const RE2>(re2::StringPiece(text), PatternOptions());
    if (!pattern->ok()) {
      const Text message = Text{"不是正则表达式：", "not a regular expression: "} + pattern->error();
      problems_.Add(node.children[1]->range, "type", message);
      return Refused(message.en, node);
    }
    Instruction instruction = Make(Op::kMatches, node);
    instruction.a = Emit(*node.children[0]);
    instruction.c = static_cast<std::int32_t>(code_.patterns.size());
    code_.patterns.push_back(std::move(pattern));
    return Add(instruction, node);
  }

  std::int32_t MacroCall(const Node& node) {
    Instruction instruction = Make(Op::kMacro, node);
    instruction.macro = node.macro;
    instruction.local = static_cast<std::uint8_t>(node.local);
    instruction.a = Emit(*node.children[0]);
    instruction.pairs = !node.second.empty();
    const bool maps = node.macro == Macro::kMap || node.macro == Macro::kTransformMap;
    if (!maps || node.children.size() == 3) instruction.b = Emit(*node.children[1]);
    if (maps) instruction.c = Emit(*node.children.back());
    return Add(instruction, node);
  }

  Program::Code& code_;
  const Environment& environment_;
  Problems& problems_;
};

}  // namespace

std::shared_ptr<const Program::Code> Emit(const Ast& ast, std::string_view source,
                                          const Environment& environment, const Type& expected,
                                          Problems& problems) {
  auto code = std::make_shared<Program::Code>();
  code->source = source;
  code->type = ast.root->type;
  for (const Environment::Function& function : environment.functions()) {
    std::vector<TypeKind>& kinds = code->host_parameters.emplace_back();
    for (const Type& parameter : function.parameters) kinds.push_back(parameter.kind());
  }
  Emitter emitter(*code, environment, problems);
  code->root = emitter.Emit(*ast.root);
  // What is dyn at load is held to what the place asks for when it is run.
  const Kind wanted = KindOf(expected.kind());
  if (wanted != Kind::kAbsent && ast.root->type.kind() == TypeKind::kDyn) {
    code->root = emitter.Expect(code->root, wanted, *ast.root);
  }
  return code;
}

}  // namespace charter::expr
