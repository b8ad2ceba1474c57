// What names an expression may use: known when it is compiled, filled in when it is run.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <tl/expected.hpp>

#include "engine/data/value.h"
#include "engine/expr/type.h"

namespace charter {

struct EvalError {
  std::string code;        // the codes of fault.h, or a host function's own
  std::string message;     // English, one sentence
  std::size_t offset = 0;  // in bytes into the expression
};

using EvalResult = tl::expected<Value, EvalError>;

// A variable, or one member of a record variable ("data.budget"), has a slot: its position in the
// order of declaration. An expression is compiled to slots, so running it looks nothing up by name.
// A scope within another adds variables of its own; it refers to the outer one, which must outlive it
// and take no more variables.
class Environment {
 public:
  Environment() = default;
  static Environment Within(const Environment& outer);

  struct Variable {
    std::string name;  // "now", "data", "data.budget"
    Type type;
  };
  struct Function {
    std::string name;  // "in_state", "workdays_between"
    std::vector<Type> parameters;
    Type result;
    // For each parameter the texts it can usefully be; empty: any. A literal that is none of them is
    // an error at load.
    std::vector<std::vector<std::string>> choices;
    // The parameter that is a length of time such as '20 days'; a literal that is none is an error at load.
    std::optional<std::size_t> period;
  };

  // Declares a variable and returns its slot.
  int AddVariable(std::string name, Type type);
  // Declares `name` as a record and each of its members as `name.member`; returns the record's own
  // slot, the members follow it in order. The record as a whole is rarely read: its activation may
  // build it on request.
  int AddRecord(const std::string& name, const std::vector<std::pair<std::string, Type>>& members);
  // Declares a host function, in the outermost scope, and returns its number. Functions must be pure
  // within one evaluation.
  int AddFunction(std::string name, std::vector<Type> parameters, Type result,
                  std::vector<std::vector<std::string>> choices = {},
                  std::optional<std::size_t> period = std::nullopt);

  [[nodiscard]] std::optional<int> Find(std::string_view name) const;
  // The number of slots, those of the outer scopes included.
  [[nodiscard]] int size() const { return first_ + static_cast<int>(variables_.size()); }
  [[nodiscard]] const Variable& variable(int slot) const {
    return slot < first_ ? outer_->variable(slot) : variables_.at(static_cast<std::size_t>(slot - first_));
  }
  [[nodiscard]] const std::vector<Function>& functions() const {
    return outer_ != nullptr ? outer_->functions() : functions_;
  }

 private:
  const Environment* outer_ = nullptr;
  int first_ = 0;
  std::vector<Variable> variables_;
  std::unordered_map<std::string, int> slots_;  // by name
  std::vector<Function> functions_;
};

// The values behind an environment's slots while one expression runs.
class Activation {
 public:
  virtual ~Activation() = default;
  // The value in a slot; kAbsent for an optional one that is not set (reading it is `no_such_key`,
  // has() of it is false). The reference holds until the next call.
  [[nodiscard]] virtual const Value& Get(int slot) const = 0;
  // Calls host function `number`; arguments were checked against its parameters (a dyn is passed as is).
  [[nodiscard]] virtual EvalResult Call(int number, std::span<const Value> arguments) const = 0;
};

}  // namespace charter
