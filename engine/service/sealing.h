// Making seals, and holding kept ones against the database.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/ports/seals.h"

namespace charter {

struct SealKey {
  std::string id;                                     // its fingerprint
  std::function<std::string(std::string_view)> sign;  // a text's signature, in hex
};

struct SealRun {
  std::vector<SealRecord> made;  // none where nothing has changed, or somebody else was at it
  // Items that stand at an earlier revision than a seal covers; they are left out.
  std::vector<SealLeaf> cut_back;
};

// Covers all that no seal of the tenant covers yet, in the order of items, with a seal for each so many of
// them: each is one short transaction. Several at once do no harm. What changes meanwhile may be left to the
// next run.
SealRun SealTenant(Seals& seals, const TenantId& tenant, Timestamp now, const SealKey& key);

// A seal as it was kept elsewhere.
struct KeptSeal {
  TenantId tenant;
  SealRecord seal;
};

// Whether the text's signature is one of `key`; false for a key that is not known.
using SignatureCheck =
    std::function<bool(std::string_view key, std::string_view text, std::string_view signature)>;

struct SealCheckResult {
  std::int64_t seals = 0;
  std::vector<std::string> differences;  // sentences that name the seal
};

// Goes through all seals of the tenant, the first one first: numbers without gaps, each chained to the one
// before, its sums and its root those of its leaves, its signature good; and the kept ones the same as those
// in the database. Stops at the first seal that is not as it must be. Signatures are looked at where `check`
// is given.
SealCheckResult CheckSeals(Seals& seals, const TenantId& tenant, std::span<const KeptSeal> kept,
                           const SignatureCheck& check);

}  // namespace charter
