#include "tests/engine/expr/fixture.h"

#include <gtest/gtest.h>

#include "engine/data/json.h"

namespace charter {
namespace {

using enum TypeKind;

int AddNames(Environment& environment) {
  const Type item = Type::Record({{"title", Type(kString)}, {"weight", Type(kDecimal)}});
  environment.AddRecord("data", {{"score", Type(kDecimal)},
                                 {"budget", Type(kDecimal)},
                                 {"count", Type(kInt)},
                                 {"share", Type(kDouble)},
                                 {"kind", Type(kString)},
                                 {"note", Type(kString)},
                                 {"done", Type(kBool)},
                                 {"due", Type(kTimestamp)},
                                 {"span", Type(kDuration)},
                                 {"plan", Type::List(item)},
                                 {"tags", Type::List(Type(kString))},
                                 {"limits", Type::Map(Type(kString), Type(kInt))},
                                 {"any", Type()}});
  environment.AddVariable("now", Type(kTimestamp));
  environment.AddVariable("x", Type());
  environment.AddRecord("results", {{"notice", Type::Record({{"upheld", Type(kInt)}})}});
  environment.AddFunction("in_state", {Type(kString)}, Type(kBool));
  return environment.AddFunction("tax", {Type(kDecimal), Type(kInt)}, Type(kDecimal));
}

}  // namespace

const Environment& Names() {
  static const Environment kNames = [] {
    Environment environment;
    AddNames(environment);
    return environment;
  }();
  return kNames;
}

Value Dec(std::string_view text) { return Value::Of(Decimal::Parse(text).value()); }

Values::Values() : values_(static_cast<std::size_t>(Names().size())) {
  const auto milestone = [](std::string_view title, std::string_view weight) {
    return Value::Map({{"title", Value::String(title)}, {"weight", Dec(weight)}});
  };
  Set("data.score", Dec("92.14"));
  Set("data.budget", Dec("300000.00"));
  Set("data.count", Value::Int(3));
  Set("data.share", Value::Double(0.5));
  Set("data.kind", Value::String("skills"));
  Set("data.done", Value::Bool(true));
  Set("data.due", Value::Of(*ParseTimestamp("2026-04-30T16:00:00Z")));
  Set("data.span", Value::Of(Duration{3600, 0}));
  Set("data.plan", Value::List({milestone("one", "0.3"), milestone("two", "0.70")}));
  Set("data.tags", Value::List({Value::String("a"), Value::String("b")}));
  Set("data.limits", Value::Map({{"low", Value::Int(1)}, {"high", Value::Int(9)}}));
  Set("now", Value::Of(*ParseTimestamp("2026-01-02T03:04:05.678Z")));
  Set("results.notice", Value::Map({{"upheld", Value::Int(0)}}));
}

Values& Values::Set(std::string_view name, Value value) {
  values_[static_cast<std::size_t>(Names().Find(name).value())] = std::move(value);
  return *this;
}

EvalResult Values::Call(int number, std::span<const Value> arguments) const {
  if (Names().functions()[static_cast<std::size_t>(number)].name == "in_state") {
    if (arguments[0].AsString().empty())
      return tl::make_unexpected(EvalError{"no_state", "no such state", 0});
    return Value::Bool(arguments[0].AsString() == "draft");
  }
  const auto rate = Decimal::Ratio(Decimal(arguments[1].AsInt(), 0), Decimal(100, 0), 2);
  return Value::Of(*Decimal::Multiply(arguments[0].AsDecimal(), *rate));
}

std::string Show(const Value& value) {
  switch (value.kind()) {
    case Kind::kUint:
      return std::to_string(value.AsUint()) + "u";
    case Kind::kDecimal:
      return value.AsDecimal().ToString() + "m";
    case Kind::kTimestamp:
      return "@" + ToString(value.AsTimestamp());
    case Kind::kDuration:
      return ToString(value.AsDuration());
    case Kind::kBytes:
      return "b" + WriteJson(value);
    case Kind::kType:
      return "<" + std::string(value.AsString()) + ">";
    case Kind::kList: {
      std::string text = "[";
      for (const Value& item : value.AsList()) text += (text.size() > 1 ? ", " : "") + Show(item);
      return text + "]";
    }
    case Kind::kMap: {
      std::string text = "{";
      for (const auto& [key, item] : value.AsMap()) {
        text += (text.size() > 1 ? ", " : "") + Show(key) + ": " + Show(item);
      }
      return text + "}";
    }
    default:
      return WriteJson(value);
  }
}

std::string Outcome(std::string_view source, const Activation& activation, const Type& expected) {
  const Compilation compilation = Compile(source, Names(), expected);
  if (!compilation.problems.empty()) {
    std::string text;
    for (const ExprProblem& problem : compilation.problems) {
      if (!text.empty()) text += "; ";
      text += problem.code + " at " + std::to_string(problem.offset) + "+" + std::to_string(problem.length);
    }
    return text;
  }
  const EvalResult result = compilation.program.Run(activation);
  return result ? Show(*result) : "error: " + result.error().code;
}

std::string Outcome(std::string_view source) { return Outcome(source, Values()); }

void ExpectAll(const std::vector<Case>& cases) {
  const Values values;
  for (const Case& one : cases) EXPECT_EQ(Outcome(one.source, values), one.expected) << one.source;
}

}  // namespace charter
