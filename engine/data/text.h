// Text for people, in Chinese and English.
#pragma once

#include <string>

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

}  // namespace charter
