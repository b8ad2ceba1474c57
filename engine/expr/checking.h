// The checker at work: one visit of the tree, split over checker*.cpp by what is checked.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/expr/ast.h"
#include "engine/expr/environment.h"
#include "engine/expr/problem.h"

namespace charter::expr {

class Checking {
 public:
  Checking(const Environment& environment, Problems& problems)
      : environment_(environment), problems_(problems) {}

  void Visit(Node& node);

 private:
  struct Local {
    std::string name;
    Type type;
  };

  // checker.cpp
  void VisitChildren(Node& node);
  void Logic(Node& node);
  void Sign(Node& node);
  void Conditional(Node& node);
  void List(Node& node);
  void Map(Node& node);

  // checker_operator.cpp
  void Binary(Node& node);
  void Membership(Node& node);
  void Equality(Node& node);
  void CheckChoices(const Node& variable, const Node& other);
  void BadOperands(Node& node, Text hint);

  // checker_name.cpp
  void Name(Node& node);
  void Select(Node& node);
  void Index(Node& node);
  bool ResolveQualified(Node& node);
  [[nodiscard]] const Local* FindLocal(const Node& name) const;
  [[nodiscard]] bool IsNamespace(std::string_view name) const;
  void UnknownName(const Node& node, bool may_be_text);
  void UnknownField(Node& node, const std::vector<std::string>& known);

  // checker_call.cpp
  void Call(Node& node);
  bool CallBuiltin(Node& node, bool method);
  bool CallHost(Node& node);
  void CheckPeriod(const Node& argument);
  void CheckChoice(const Node& argument, const Text& denial, const std::vector<std::string>& choices);
  void BadArguments(Node& node, const std::vector<std::string>& takes);
  void UnknownFunction(Node& node);
  void MacroCall(Node& node);

  const Environment& environment_;
  Problems& problems_;
  std::vector<Local> locals_;
};

}  // namespace charter::expr
