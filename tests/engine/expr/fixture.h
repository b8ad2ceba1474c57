// Expressions run over a small workflow's names, and their results as short text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/expr/program.h"

namespace charter {

// data {score, budget: decimal; count: int; share: double; kind, note: string; done: bool; due:
// timestamp; span: duration; plan: list of {title: string, weight: decimal}; tags: list(string);
// limits: map(string, int); any: dyn}, now: timestamp, x: dyn, in_state(string), tax(decimal, int).
const Environment& Names();

class Values : public Activation {
 public:
  Values();
  Values& Set(std::string_view name, Value value);
  [[nodiscard]] const Value& Get(int slot) const override { return values_[static_cast<std::size_t>(slot)]; }
  [[nodiscard]] EvalResult Call(int number, std::span<const Value> arguments) const override;

 private:
  std::vector<Value> values_;
};

Value Dec(std::string_view text);

// 1, 1u, 1.0, 1.50m (a decimal), "text", b"..." in base64, [..], {..}, @ before a timestamp, a
// duration as 3.5s, <int> for a type.
std::string Show(const Value& value);

// Show of the result; "error: <code>" where it fails; "<code> at <offset>+<length>" for each problem
// at load.
std::string Outcome(std::string_view source, const Activation& activation, const Type& expected = Type());
std::string Outcome(std::string_view source);

struct Case {
  const char* source;
  const char* expected;
};

// Every case, with the source in the message of one that fails.
void ExpectAll(const std::vector<Case>& cases);

}  // namespace charter
