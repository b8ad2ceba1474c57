// Where two texts of JSON part.
#pragma once

#include <string>

namespace charter {

struct JsonDifference {
  std::string path;      // "data.amount"; "" where they differ as a whole
  std::string expected;  // what stands there, shortened; "nothing" where nothing does
  std::string found;
};

// Of texts that differ. What is no JSON differs as a whole.
JsonDifference FirstJsonDifference(const std::string& expected, const std::string& found);

}  // namespace charter
