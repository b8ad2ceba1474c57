// Times as every database keeps them: microseconds since 1970-01-01T00:00:00Z.
#pragma once

#include <cstdint>

#include "engine/data/time.h"

namespace charter {

// What is finer is cut off.
std::int64_t ToMicros(Timestamp instant);
Timestamp FromMicros(std::int64_t micros);
// What a database keeps of a time.
inline Timestamp Kept(Timestamp instant) { return FromMicros(ToMicros(instant)); }

}  // namespace charter
