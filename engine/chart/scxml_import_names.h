// Names of an SCXML file as names of a workflow file.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>

namespace charter {

// Letters, digits and _, a letter first, at most 64: what is anything else is rewritten, and no two
// become one.
class ScxmlNames {
 public:
  // Names that are right as they are come first, so that no other is rewritten into one of them.
  void Add(const std::set<std::string>& names);
  [[nodiscard]] bool Knows(std::string_view name) const { return names_.contains(name); }
  // The name in the workflow file; of a name that was not added: "".
  [[nodiscard]] std::string Of(std::string_view name) const;
  // A name for something that has none.
  std::string Fresh(const std::string& stem);

 private:
  std::map<std::string, std::string, std::less<>> names_;
  std::set<std::string> taken_;
};

// As an identifier, with `stem` where nothing of it is left.
std::string AsIdentifier(std::string_view name, const std::string& stem);

}  // namespace charter
