#include "storage/key_filter.h"

#include "storage/list_rows.h"
#include "storage/path_scope.h"

namespace charter::storage {

void KeyFilter::AddText(const std::optional<std::string>& text) {
  if (!text) return;
  if (!CanBeKept(*text)) {
    text_.emplace("");
    return;
  }
  text_.emplace(*text);
  for (const std::string& part : text_->Keys()) keys_.push_back(key::Text(part));
}

void KeyFilter::AppendConditions(std::string& sql, std::string_view item, std::optional<std::size_t> except,
                                 Params& params) const {
  for (std::size_t i = 0, number = 0; i < keys_.size(); ++i) {
    if (i == except) continue;
    const std::string name = "key" + std::to_string(number++);
    sql += " AND (SELECT 1 FROM item_keys k WHERE k.tenant = :tenant AND k.key = :" + name +
           " AND k.item = " + std::string(item) + ") = 1";
    params.emplace_back(name, keys_[i]);
  }
}

std::string FirstOfAll() { return EndOfPrefix(""); }

std::vector<std::string> PlacesWithin(const std::vector<std::string>& scopes,
                                      const std::optional<std::string>& org_path) {
  std::vector<std::string> places;
  for (const std::string& scope : scopes) {
    if (!org_path || scope.starts_with(*org_path)) {
      places.push_back(scope);
    } else if (org_path->starts_with(scope)) {
      places.push_back(*org_path);
    }
  }
  return Outermost(std::move(places));
}

}  // namespace charter::storage
