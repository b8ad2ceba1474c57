#include "storage/text_keys.h"

#include <algorithm>
#include <array>

#include "engine/data/utf8.h"

namespace charter::storage {
namespace {

constexpr std::size_t kTitleCharacters = 64;
// Beginnings of words that are kept; a longer one is found by the next shorter and then looked at.
constexpr std::array<std::size_t, 5> kBeginnings{1, 2, 4, 6, 8};

char32_t Folded(char32_t c) {
  if (c >= 0xFF01 && c <= 0xFF5E) c -= 0xFEE0;  // full width
  if (c >= U'A' && c <= U'Z') return c + 0x20;
  if (c >= 0xC0 && c <= 0xDE && c != 0xD7) return c + 0x20;  // Latin-1
  if (c >= 0x391 && c <= 0x3A9) return c + 0x20;             // Greek
  if (c >= 0x410 && c <= 0x42F) return c + 0x20;             // Cyrillic
  if (c >= 0x400 && c <= 0x40F) return c + 0x50;
  return c;
}

enum class Kind { kSeparator, kWord, kRun };

Kind KindOf(char32_t c) {
  if ((c >= U'0' && c <= U'9') || (c >= U'a' && c <= U'z')) return Kind::kWord;
  if (c < 0xC0 || c == 0xD7 || c == 0xF7) return Kind::kSeparator;
  if (c < 0x2000) return Kind::kWord;
  constexpr std::array<std::pair<char32_t, char32_t>, 9> kRuns{{{0x2E80, 0x2FDF},
                                                                {0x3005, 0x3007},
                                                                {0x3040, 0x318F},
                                                                {0x31A0, 0x31FF},
                                                                {0x3400, 0x4DBF},
                                                                {0x4E00, 0x9FFF},
                                                                {0xA960, 0xD7FF},
                                                                {0xF900, 0xFAFF},
                                                                {0x20000, 0x3FFFF}}};
  const bool in_run = std::any_of(kRuns.begin(), kRuns.end(),
                                  [c](const auto& range) { return c >= range.first && c <= range.second; });
  return in_run ? Kind::kRun : Kind::kSeparator;
}

// The character at the front, which is taken off. The text is UTF-8.
char32_t Take(std::string_view& text) {
  const std::string_view bytes = FirstCharacters(text, 1);
  text.remove_prefix(bytes.size());
  const auto lead = static_cast<unsigned char>(bytes[0]);
  char32_t c = bytes.size() == 1 ? lead : lead & (0x7FU >> bytes.size());
  for (const char byte : bytes.substr(1)) c = (c << 6U) | (static_cast<unsigned char>(byte) & 0x3FU);
  return c;
}

std::string Utf8(std::u32string_view characters) {
  std::string text;
  for (const char32_t c : characters) {
    const auto tail = [&](unsigned shift) { text += static_cast<char>(0x80U | ((c >> shift) & 0x3FU)); };
    if (c < 0x80) {
      text += static_cast<char>(c);
    } else if (c < 0x800) {
      text += static_cast<char>(0xC0U | (c >> 6U));
      tail(0);
    } else if (c < 0x10000) {
      text += static_cast<char>(0xE0U | (c >> 12U));
      tail(6);
      tail(0);
    } else {
      text += static_cast<char>(0xF0U | (c >> 18U));
      tail(12);
      tail(6);
      tail(0);
    }
  }
  return text;
}

void AddKeys(const TextRun& run, std::set<std::string>& keys) {
  const std::u32string_view all = run.characters;
  if (run.is_word) {
    for (const std::size_t count : kBeginnings) {
      if (count <= all.size()) keys.insert(Utf8(all.substr(0, count)));
    }
    return;
  }
  for (std::size_t i = 0; i < all.size(); ++i) {
    keys.insert(Utf8(all.substr(i, 1)));
    if (i + 1 < all.size()) keys.insert(Utf8(all.substr(i, 2)));
  }
}

}  // namespace

std::vector<TextRun> RunsOf(std::string_view text) {
  std::vector<TextRun> runs;
  Kind last = Kind::kSeparator;
  while (!text.empty()) {
    const char32_t c = Folded(Take(text));
    const Kind kind = KindOf(c);
    if (kind != Kind::kSeparator) {
      if (kind != last) runs.push_back({kind == Kind::kWord, {}});
      runs.back().characters += c;
    }
    last = kind;
  }
  return runs;
}

std::set<std::string> TextKeys(std::string_view title, std::string_view number) {
  std::set<std::string> keys;
  for (const TextRun& run : RunsOf(FirstCharacters(title, kTitleCharacters))) AddKeys(run, keys);
  for (const TextRun& run : RunsOf(number)) AddKeys(run, keys);
  return keys;
}

TextSearch::TextSearch(std::string_view query) : runs_(RunsOf(query)) {
  std::sort(runs_.begin(), runs_.end());
  runs_.erase(std::unique(runs_.begin(), runs_.end()), runs_.end());
}

std::vector<std::string> TextSearch::Keys() const {
  std::vector<std::string> keys;
  const auto add = [&keys](std::u32string_view characters) {
    std::string key = Utf8(characters);
    if (std::find(keys.begin(), keys.end(), key) == keys.end()) keys.push_back(std::move(key));
  };
  for (const TextRun& run : runs_) {
    const std::u32string_view all = run.characters;
    if (run.is_word) {
      const auto* longer = std::upper_bound(kBeginnings.begin(), kBeginnings.end(), all.size());
      add(all.substr(0, *std::prev(longer)));
    } else if (all.size() == 1) {
      add(all);
    } else {
      for (std::size_t i = 0; i + 1 < all.size(); ++i) add(all.substr(i, 2));
    }
  }
  // The longest tell most.
  std::stable_sort(keys.begin(), keys.end(),
                   [](const std::string& a, const std::string& b) { return a.size() > b.size(); });
  if (keys.size() > kMostKeys) keys.resize(kMostKeys);
  return keys;
}

bool TextSearch::Finds(std::string_view title, std::string_view number) const {
  std::vector<TextRun> all = RunsOf(FirstCharacters(title, kTitleCharacters));
  for (TextRun& run : RunsOf(number)) all.push_back(std::move(run));
  return !empty() && std::all_of(runs_.begin(), runs_.end(), [&all](const TextRun& wanted) {
    return std::any_of(all.begin(), all.end(), [&wanted](const TextRun& run) {
      if (run.is_word != wanted.is_word) return false;
      return run.is_word ? run.characters.starts_with(wanted.characters)
                         : run.characters.find(wanted.characters) != std::u32string::npos;
    });
  });
}

std::optional<TextSearch> SearchOf(const OrganizationQuery& query) {
  return query.text ? std::optional<TextSearch>(*query.text) : std::nullopt;
}

bool Finds(const TextSearch& search, const Organization& organization) {
  return search.Finds(organization.name.zh, organization.name.en);
}

}  // namespace charter::storage
