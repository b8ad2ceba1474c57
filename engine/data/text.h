// Text for people, in Chinese and English.
#pragma once

#include <string>
#include <string_view>

namespace charter {

enum class Language { kZh, kEn };

struct Text {
  std::string zh;
  std::string en;

  // The language asked for, or the other one where that is empty.
  [[nodiscard]] const std::string& In(Language language) const {
    if (language == Language::kZh) return zh.empty() ? en : zh;
    return en.empty() ? zh : en;
  }
  [[nodiscard]] bool empty() const { return zh.empty() && en.empty(); }
  bool operator==(const Text&) const = default;
};

// A sentence is put together in both languages at once; a plain text is the same in both.
inline Text operator+(Text a, const Text& b) {
  a.zh += b.zh;
  a.en += b.en;
  return a;
}
inline Text operator+(Text a, std::string_view b) {
  a.zh += b;
  a.en += b;
  return a;
}

}  // namespace charter
