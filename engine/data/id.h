// Identifiers that cannot be taken for one another.
#pragma once

#include <compare>
#include <functional>
#include <string>
#include <utility>

namespace charter {

template <typename Tag>
struct Id {
  std::string value;
  Id() = default;
  explicit Id(std::string text) : value(std::move(text)) {}
  [[nodiscard]] bool empty() const { return value.empty(); }
  auto operator<=>(const Id&) const = default;
};

using TenantId = Id<struct TenantTag>;
using OrgId = Id<struct OrgTag>;
using PersonId = Id<struct PersonTag>;
using ItemId = Id<struct ItemTag>;
using BudgetId = Id<struct BudgetTag>;

}  // namespace charter

template <typename Tag>
struct std::hash<charter::Id<Tag>> {
  std::size_t operator()(const charter::Id<Tag>& id) const noexcept {
    return std::hash<std::string>{}(id.value);
  }
};
