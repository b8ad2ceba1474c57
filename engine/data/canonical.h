// A list of texts as one text that no other list has: what digests and signatures are made over.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace charter {

// Each part as its length in bytes, ':', the part, ',' ("netstrings"): ["ab", ""] is "2:ab,0:,".
class Canonical {
 public:
  Canonical& Add(std::string_view part);
  Canonical& Add(std::int64_t number);                   // in decimal digits
  Canonical& Add(const std::vector<std::string>& list);  // one part: the list in this form
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  std::string text_;
};

}  // namespace charter
