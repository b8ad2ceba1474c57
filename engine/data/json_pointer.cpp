#include "engine/data/json_pointer.h"

namespace charter {

void AppendPointerStep(std::string& pointer, std::string_view member) {
  pointer += '/';
  for (const char c : member) {
    if (c == '~') {
      pointer += "~0";
    } else if (c == '/') {
      pointer += "~1";
    } else {
      pointer += c;
    }
  }
}

}  // namespace charter
