// Where new ids and secrets come from.
#pragma once

#include <string>

#include "engine/data/id.h"

namespace charter {

class IdSource {
 public:
  virtual ~IdSource() = default;
  // A new item id; ids sort in the order they were made (RFC 9562 version 7 outside tests).
  // Safe to call from any thread.
  [[nodiscard]] virtual ItemId NextItem() = 0;
  // 16 hexadecimal digits that nobody could foresee, for drawing lots.
  [[nodiscard]] virtual std::string NextSeed() = 0;
};

}  // namespace charter
