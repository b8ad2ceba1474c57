#include "engine/expr/environment.h"

#include <utility>

namespace charter {

Environment Environment::Within(const Environment& outer) {
  Environment inner;
  inner.outer_ = &outer;
  inner.first_ = outer.size();
  return inner;
}

int Environment::AddVariable(std::string name, Type type) {
  const int slot = size();
  slots_.emplace(name, slot);
  variables_.push_back({std::move(name), std::move(type)});
  return slot;
}

int Environment::AddRecord(const std::string& name,
                           const std::vector<std::pair<std::string, Type>>& members) {
  const int slot = AddVariable(name, Type::Record(members));
  for (const auto& [member, type] : members) AddVariable(name + "." + member, type);
  return slot;
}

int Environment::AddFunction(std::string name, std::vector<Type> parameters, Type result,
                             std::vector<std::vector<std::string>> choices,
                             std::optional<std::size_t> period) {
  functions_.push_back(
      {std::move(name), std::move(parameters), std::move(result), std::move(choices), period});
  return static_cast<int>(functions_.size()) - 1;
}

std::optional<int> Environment::Find(std::string_view name) const {
  const std::string key(name);
  for (const Environment* scope = this; scope != nullptr; scope = scope->outer_) {
    if (const auto found = scope->slots_.find(key); found != scope->slots_.end()) return found->second;
  }
  return std::nullopt;
}

}  // namespace charter
