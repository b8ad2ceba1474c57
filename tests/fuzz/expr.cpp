#include "engine/data/json.h"
#include "engine/expr/program.h"
#include "tests/fuzz/targets.h"

namespace charter::fuzz {
namespace {

// A little of every type, and the host functions of a chart.
class World : public Activation {
 public:
  World() {
    const Type text(TypeKind::kString);
    const Type time(TypeKind::kTimestamp);
    const Type number(TypeKind::kInt);
    Add("flag", TypeKind::kBool, Value::Bool(true));
    Add("count", TypeKind::kInt, Value::Int(7));
    Add("share", TypeKind::kDouble, Value::Double(0.5));
    Add("score", TypeKind::kDecimal, Value::Of(Decimal(9214, 2)));
    Add("note", TypeKind::kString, Value::String("基层 note"));
    Add("now", TypeKind::kTimestamp, Value::Of(Timestamp{1'777'000'000, 0}));
    Add("span", TypeKind::kDuration, Value::Of(Duration{5400, 0}));
    Add("unset", TypeKind::kString, Value());
    Add("any", TypeKind::kDyn, ParseJson(R"({"a": [1, 2.5, "x", null], "b": {"c": true}})").value());
    const Type item = Type::Record({{"title", text}, {"weight", Type(TypeKind::kDecimal)}});
    names.AddVariable("plan", Type::List(item));
    values_.push_back(
        Value::List({Value::Map({{"title", Value::String("a")}, {"weight", Value::Of(Decimal(5, 1))}}),
                     Value::Map({{"title", Value::String("b")}})}));
    names.AddFunction("in_state", {text}, Type(TypeKind::kBool));
    names.AddFunction("add_workdays", {time, number}, time);
  }

  [[nodiscard]] const Value& Get(int slot) const override {
    return values_.at(static_cast<std::size_t>(slot));
  }
  [[nodiscard]] EvalResult Call(int number, std::span<const Value> arguments) const override {
    Require(!arguments.empty(), "a host function gets its arguments");
    if (number == 0) return Value::Bool(arguments[0].AsString() == "draft");
    return arguments[0];
  }

  Environment names;

 private:
  void Add(const char* name, TypeKind kind, Value value) {
    names.AddVariable(name, Type(kind));
    values_.push_back(std::move(value));
  }

  std::vector<Value> values_;
};

}  // namespace

void FuzzExpr(std::string_view bytes) {
  static const World world;
  const Compilation compiled = Compile(bytes, world.names);
  Require(compiled.program.empty() == !compiled.problems.empty(), "either a program or problems");
  for (const auto& problem : compiled.problems) {
    Require(!problem.message.empty(), "a problem says what is wrong");
    Require(problem.offset + problem.length <= bytes.size(), "a problem's place is in the text");
  }
  if (compiled.program.empty()) return;
  const EvalResult result = compiled.program.Run(world);
  if (!result) {
    Require(!result.error().code.empty(), "an error has a code");
    Require(result.error().offset <= bytes.size(), "an error's place is in the text");
    return;
  }
  const EvalResult again = compiled.program.Run(world);
  Require(again.has_value() && Identical(*result, *again),
          "the same program over the same values gives the same value");
  Require(IsUtf8(WriteJson(*result)), "a value can be written as JSON");
}

}  // namespace charter::fuzz
