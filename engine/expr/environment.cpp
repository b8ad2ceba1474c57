#include "engine/expr/environment.h"

#include <utility>

namespace charter {

int Environment::AddVariable(std::string name, Type type) {
  variables_.push_back({std::move(name), std::move(type)});
  return static_cast<int>(variables_.size()) - 1;
}

int Environment::AddRecord(const std::string& name,
                           const std::vector<std::pair<std::string, Type>>& members) {
  const int slot = AddVariable(name, Type::Record(members));
  for (const auto& [member, type] : members) AddVariable(name + "." + member, type);
  return slot;
}

int Environment::AddFunction(std::string name, std::vector<Type> parameters, Type result,
                             std::vector<std::vector<std::string>> choices) {
  functions_.push_back({std::move(name), std::move(parameters), std::move(result), std::move(choices)});
  return static_cast<int>(functions_.size()) - 1;
}

std::optional<int> Environment::Find(std::string_view name) const {
  for (std::size_t i = 0; i < variables_.size(); ++i) {
    if (variables_[i].name == name) return static_cast<int>(i);
  }
  return std::nullopt;
}

}  // namespace charter
