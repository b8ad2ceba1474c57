// How long what a server has claimed is its own.
#pragma once

#include "engine/data/time.h"

namespace charter {

// In real time, whatever the clock that items live by: who crashes leaves what it claimed to others at
// `until`. A claim keeps two servers from doing the same work, not from doing wrong: what must happen once is
// guarded where it is written.
struct Lease {
  Timestamp now;
  Timestamp until;
};

}  // namespace charter
