// The keys that all rows of a list have, and the text that is looked for in them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "storage/param.h"
#include "storage/text_keys.h"

namespace charter::storage {

// How many rows a list looks at for each row of a page of one place before it stops and hands out what it
// has: 10,000 for a page of 50, about 20 ms. No page takes more unless few of many rows match and these lie
// far apart.
inline constexpr std::int64_t kMostSteps = 200;

// How often a list reads on for one page where keys found items whose text, looked at, is another.
inline constexpr int kMostLooks = 10;

class KeyFilter {
 public:
  void Add(std::string key) { keys_.push_back(std::move(key)); }
  void AddText(const std::optional<std::string>& text);

  [[nodiscard]] const std::vector<std::string>& keys() const { return keys_; }
  // Whether something is looked for that nothing can have.
  [[nodiscard]] bool finds_nothing() const { return text_ && text_->empty(); }
  // Keys tell which items may be meant: a word's beginning and pairs of characters do not tell all.
  [[nodiscard]] bool Finds(std::string_view title, std::string_view number) const {
    return !text_ || text_->Finds(title, number);
  }

  // Appends " AND (the item in column `item` has the key)" for each key but `except`.
  // A subquery that gives a value is looked up row by row on both databases, by the table's own key.
  void AppendConditions(std::string& sql, std::string_view item, std::optional<std::size_t> except,
                        Params& params) const;

 private:
  std::vector<std::string> keys_;
  std::optional<TextSearch> text_;
};

// Where the list of one source (a place, a role) came to.
template <typename Row, typename Position>
struct Walk {
  std::vector<Row> rows;            // at most as many as were asked for
  std::optional<Position> stopped;  // looked at all rows up to here and not at those after; nothing: at all
};

// "after" of the first page of a list that goes down.
std::string FirstOfAll();

// The places that the caller may see of those asked for: outermost ones, none within another.
std::vector<std::string> PlacesWithin(const std::vector<std::string>& scopes,
                                      const std::optional<std::string>& org_path);

}  // namespace charter::storage
