// Finding text: what a title or number is found by. The same on all databases.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "engine/ports/directory.h"

namespace charter::storage {

// Text falls into words of letters and digits, and runs of Chinese (also kana and hangul), folded to lower
// case and half width. All else only separates.
struct TextRun {
  bool is_word = false;
  std::u32string characters;
  auto operator<=>(const TextRun&) const = default;
};
std::vector<TextRun> RunsOf(std::string_view text);

// The keys under which an item with this title and number is kept: of a word its first 1, 2, 4, 6 and 8
// characters; of a run each character and each pair. Of a title the first 64 characters count.
std::set<std::string> TextKeys(std::string_view title, std::string_view number);

// What is looked for. Every word of it begins a word of the text, every run stands in a run of it.
class TextSearch {
 public:
  explicit TextSearch(std::string_view query);
  // Whether it has a letter or digit at all; without one nothing is found.
  [[nodiscard]] bool empty() const { return runs_.empty(); }
  // Some of the keys that all items have which it finds; at most kMostKeys.
  [[nodiscard]] std::vector<std::string> Keys() const;
  [[nodiscard]] bool Finds(std::string_view title, std::string_view number) const;

  static constexpr std::size_t kMostKeys = 6;

 private:
  std::vector<TextRun> runs_;
};

// What an organisation's name is searched for, if for anything, and whether it is found in either language.
std::optional<TextSearch> SearchOf(const OrganizationQuery& query);
bool Finds(const TextSearch& search, const Organization& organization);

}  // namespace charter::storage
