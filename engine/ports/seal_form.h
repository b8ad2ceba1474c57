// What the hashes of a seal are made over. The form is fixed: see engine/decisions/0013_seal.md.
#pragma once

#include <string>

#include "engine/data/sha256.h"
#include "engine/ports/seals.h"

namespace charter {

// SealRecord::root, from its leaves in order.
class SealRoot {
 public:
  void Add(const SealLeaf& leaf);
  std::string Finish() { return stream_.Finish(); }

 private:
  Sha256Stream stream_;
};

// What is signed: everything up to `previous`. Its hash is SealRecord::hash.
std::string SealText(const TenantId& tenant, const SealRecord& seal);

}  // namespace charter
