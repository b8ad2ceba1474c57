// Who may include what: the table of folders in engine/README.md as data, and the check of one file.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace charter::tree {

// One #include of a file, as written between the quotes or angle brackets.
struct Include {
  int line = 0;
  std::string name;
  bool ours = false;  // written with quotes
};

std::vector<Include> IncludesOf(std::string_view source);

// What breaks the rules in the file at `path` (from the root of the repository), a sentence each. A file
// outside of the folders of the table is free.
std::vector<std::string> Violations(std::string_view path, std::string_view source);

}  // namespace charter::tree
