// JSON as the statements take and return it: an array of flat objects for many rows in one parameter,
// and a list of names in one column.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace charter::storage {

class JsonRows {
 public:
  // Fields belong to the row begun last; names are plain ASCII.
  void BeginRow();
  void Add(std::string_view name, std::string_view text);
  void Add(std::string_view name, std::int64_t number);
  void Add(std::string_view name, const std::optional<std::int64_t>& number);

  [[nodiscard]] bool empty() const { return text_.size() == 1; }
  // The array; nothing may be added afterwards.
  const std::string& Finish();

 private:
  void Name(std::string_view name);
  std::string text_ = "[";
};

std::string WriteNames(const std::vector<std::string>& names);  // ["draft","review"]
std::vector<std::string> ReadNames(const std::string& json);    // the inverse

}  // namespace charter::storage
