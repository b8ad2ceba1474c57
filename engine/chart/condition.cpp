#include "engine/chart/condition.h"

#include <algorithm>
#include <optional>

#include "engine/chart/fields.h"

namespace charter {
namespace {

using expr::Node;
using expr::NodeKind;
using expr::Operator;

std::size_t At(std::int32_t index) { return static_cast<std::size_t>(index); }

// Nothing is named in it, so it needs nothing to run on.
class NoNames : public Activation {
 public:
  [[nodiscard]] const Value& Get(int) const override { return absent_; }
  [[nodiscard]] EvalResult Call(int, std::span<const Value>) const override { return absent_; }

 private:
  Value absent_;
};

bool NamesSomething(const Node& node) {
  if ((node.kind == NodeKind::kName || node.kind == NodeKind::kSelect || node.kind == NodeKind::kHas) ||
      node.kind == NodeKind::kMacro || node.host >= 0) {
    return true;
  }
  return std::any_of(node.children.begin(), node.children.end(),
                     [](const Node* child) { return NamesSomething(*child); });
}

std::string_view TextOf(const Node& node, std::string_view source) {
  return source.substr(node.range.offset, node.range.end - node.range.offset);
}

std::optional<Value> ConstantOf(const Node& node, std::string_view source) {
  if (node.kind == NodeKind::kLiteral) return node.literal;
  if (NamesSomething(node)) return std::nullopt;
  const Program program = Compile(TextOf(node, source), Environment()).program;
  if (program.empty()) return std::nullopt;
  EvalResult result = program.Run(NoNames());
  return result ? std::optional<Value>(std::move(*result)) : std::nullopt;
}

Operator Mirrored(Operator op) {
  switch (op) {
    case Operator::kLess:
      return Operator::kGreater;
    case Operator::kLessEqual:
      return Operator::kGreaterEqual;
    case Operator::kGreater:
      return Operator::kLess;
    case Operator::kGreaterEqual:
      return Operator::kLessEqual;
    default:
      return op;
  }
}

bool IsOrder(Operator op) {
  return op == Operator::kLess || op == Operator::kLessEqual || op == Operator::kGreater ||
         op == Operator::kGreaterEqual;
}

bool IsNumber(TypeKind type) {
  return type == TypeKind::kInt || type == TypeKind::kDouble || type == TypeKind::kDecimal;
}

// Whether the points that are tried for a variable tell the comparison apart.
bool IsDecidable(TypeKind type, Operator op, const Value& constant) {
  if (IsNumber(type)) return charter::IsNumber(constant.kind());
  if (type == TypeKind::kTimestamp) return constant.is(Kind::kTimestamp);
  if (IsOrder(op)) return false;
  return (type == TypeKind::kString && constant.is(Kind::kString)) ||
         (type == TypeKind::kBool && constant.is(Kind::kBool));
}

bool HasSize(TypeKind type) { return type == TypeKind::kString || type == TypeKind::kList; }

const Field* FindField(const std::vector<Field>& fields, std::string_view name) {
  const auto found =
      std::find_if(fields.begin(), fields.end(), [&](const Field& field) { return field.name == name; });
  return found == fields.end() ? nullptr : &*found;
}

Condition Constant(bool value) {
  Condition condition;
  condition.constant = value;
  return condition;
}

}  // namespace

Conditions::Conditions(const Chart& chart) : chart_(chart), may_be_cleared_(chart.data.size()) {
  const auto look = [&](const std::vector<Action>& actions) {
    for (const Action& action : actions) {
      for (const auto& [field, program] : action.assignments) {
        const TypeKind type = program.type().kind();
        if (type == TypeKind::kNull || type == TypeKind::kDyn) may_be_cleared_[At(field)] = true;
      }
    }
  };
  for (const State& state : chart.states) {
    look(state.initial_actions);
    look(state.entry);
    look(state.exit);
  }
  for (const Transition& transition : chart.transitions) look(transition.actions);
}

Condition Conditions::Of(const Transition& transition, const expr::Ast& guard, int input_id) {
  return Read(*guard.root, {transition, transition.guard.source(), input_id});
}

Condition Conditions::Read(const Node& node, const Reading& reading) {
  Condition condition;
  switch (node.kind) {
    case NodeKind::kLiteral:
      if (node.literal.is(Kind::kBool)) return Constant(node.literal.AsBool());
      return Opaque(node, reading);
    case NodeKind::kAnd:
      condition.kind = Condition::Kind::kAnd;
      break;
    case NodeKind::kOr:
      condition.kind = Condition::Kind::kOr;
      break;
    case NodeKind::kNot:
      condition.kind = Condition::Kind::kNot;
      break;
    case NodeKind::kConditional:
      condition.kind = Condition::Kind::kConditional;
      break;
    case NodeKind::kBinary:
      return ReadComparison(node, reading);
    case NodeKind::kCall:
      if (node.host >= 0 && node.text == "in_state") return InState(node, reading);
      return Opaque(node, reading);
    case NodeKind::kHas:
    case NodeKind::kName:
    case NodeKind::kSelect: {
      condition.variable = Path(node, reading);
      if (condition.variable < 0) return Opaque(node, reading);
      if (node.kind == NodeKind::kHas) {
        condition.kind = Condition::Kind::kHas;
        return condition;
      }
      if (VariableAt(condition.variable).type != TypeKind::kBool) return Opaque(node, reading);
      condition.kind = Condition::Kind::kCompare;
      condition.comparison.constants.push_back(Value::Bool(true));
      return condition;
    }
    default:
      return Opaque(node, reading);
  }
  for (const Node* child : node.children) condition.parts.push_back(Read(*child, reading));
  return condition;
}

Condition Conditions::ReadComparison(const Node& node, const Reading& reading) {
  Condition condition;
  condition.kind = Condition::Kind::kCompare;
  Comparison& comparison = condition.comparison;
  comparison.op = node.op;
  const Node* subject = node.children[0];
  const Node* other = node.children[1];
  const bool compares = IsOrder(node.op) || node.op == Operator::kEqual || node.op == Operator::kNotEqual;
  if (!compares && node.op != Operator::kIn) return Opaque(node, reading);
  if (compares && !NamesSomething(*subject)) {
    std::swap(subject, other);
    comparison.op = Mirrored(node.op);
  }
  if (subject->builtin != nullptr && subject->text == "size" && subject->children.size() == 1) {
    comparison.of_size = true;
    subject = subject->children[0];
  }
  const bool path = subject->kind == NodeKind::kName || subject->kind == NodeKind::kSelect;
  condition.variable = path ? Path(*subject, reading) : -1;
  const auto constant = condition.variable < 0 ? std::nullopt : ConstantOf(*other, reading.source);
  if (!constant) return Opaque(node, reading);
  if (node.op != Operator::kIn) {
    comparison.constants.push_back(*constant);
  } else if (constant->is(Kind::kList)) {
    comparison.constants.assign(constant->AsList().begin(), constant->AsList().end());
  } else {
    return Opaque(node, reading);
  }
  const TypeKind type = VariableAt(condition.variable).type;
  const TypeKind compared = comparison.of_size ? TypeKind::kInt : type;
  const bool decidable =
      (!comparison.of_size || HasSize(type)) &&
      std::all_of(comparison.constants.begin(), comparison.constants.end(),
                  [&](const Value& value) { return IsDecidable(compared, comparison.op, value); });
  return decidable ? condition : Opaque(node, reading);
}

// Of the states that the transition's own being active decides.
Condition Conditions::InState(const Node& node, const Reading& reading) {
  const Node& argument = *node.children[0];
  const StateIndex asked = argument.literal.is(Kind::kString) && argument.kind == NodeKind::kLiteral
                               ? chart_.FindState(argument.literal.AsString())
                               : kNone;
  if (asked == kNone) return Opaque(node, reading);
  const StateIndex source = reading.transition.source;
  if (asked == source || chart_.IsDescendant(source, asked)) return Constant(true);
  if (chart_.IsDescendant(asked, source)) return Opaque(node, reading);
  StateIndex common = source;
  while (!chart_.IsDescendant(asked, common)) common = chart_.states[At(common)].parent;
  if (chart_.states[At(common)].kind == State::Kind::kParallel) return Opaque(node, reading);
  return Constant(false);
}

Condition Conditions::Opaque(const Node& node, const Reading& reading) {
  Condition condition;
  condition.kind = Condition::Kind::kOpaque;
  Variable variable;
  variable.text = TextOf(node, reading.source);
  variable.opaque = true;
  condition.variable = Add(std::move(variable), reading);
  return condition;
}

int Conditions::Path(const Node& node, const Reading& reading) {
  if (node.local >= 0 || node.constant) return -1;
  const bool name = node.kind == NodeKind::kName;
  if (!name && node.kind != NodeKind::kSelect && node.kind != NodeKind::kHas) return -1;
  Variable variable;
  variable.slot = node.slot;
  if (name) {
    variable.text = node.text;
    variable.type = node.type.kind();
  } else {
    const Node& operand = *node.children[0];
    variable.text = operand.text + "." + node.text;
    const Field* field = nullptr;
    if (node.slot >= 0) {
      if (operand.kind != NodeKind::kName) return -1;
      const bool data = operand.text == "data";
      if (!data && operand.text != "input" && operand.text != "item" && operand.text != "actor") return -1;
      field = FindField(data ? chart_.data : reading.transition.input, node.text);
      if (field != nullptr && (data || operand.text == "input")) {
        const bool cleared = data && may_be_cleared_[At(node.slot - chart_.slots.data - 1)];
        variable.optional = !field->required && (!field->schema.default_value || cleared);
      } else {
        field = nullptr;
      }
    } else {
      const int outer = Path(operand, reading);
      if (outer < 0 || VariableAt(outer).schema == nullptr) return -1;
      variable.text = VariableAt(outer).text + "." + node.text;
      field = FindField(VariableAt(outer).schema->properties, node.text);
      if (field == nullptr) return -1;
      variable.optional = VariableAt(outer).optional || !field->required;
    }
    if (field != nullptr) variable.schema = &field->schema;
    variable.type = node.type.kind();
    if (node.kind == NodeKind::kHas) {
      // Its own type is bool; the field's decides what it can be.
      const Type type = field != nullptr ? TypeOf(field->schema) : Type();
      variable.type = type.kind();
    }
  }
  if (node.to_decimal) variable.type = TypeKind::kInt;
  return Add(std::move(variable), reading);
}

int Conditions::Add(Variable variable, const Reading& reading) {
  std::string key = variable.text;
  if (key.find("input") != std::string::npos) key += "#" + std::to_string(reading.input_id);
  // Where the item is differs between transitions of different states only.
  if (variable.opaque) key = "?" + key;
  const auto [found, added] = by_text_.emplace(std::move(key), static_cast<int>(variables_.size()));
  if (added) variables_.push_back(std::move(variable));
  return found->second;
}

}  // namespace charter
