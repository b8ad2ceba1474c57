// Seals: what stood in all items of a tenant at a time, signed, so that it can be held against the database
// later by somebody who kept the seal elsewhere.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/data/id.h"
#include "engine/data/time.h"

namespace charter {

// An item that has changed since the last seal that covers it.
struct SealLeaf {
  ItemId item;
  std::int64_t before = 0;  // the revision that seals before this one cover; 0: none
  std::int64_t rev = 0;     // the revision that this one covers
  std::string head;         // hash of the history row of that revision
  std::int64_t seal = 0;    // number of the seal
};

// Covers the items that have changed since the seal before it, and that seal, and so everything.
struct SealRecord {
  std::int64_t number = 0;  // 1, 2, 3, ... within the tenant
  Timestamp at;
  std::int64_t items = 0;      // covered by this one and all before it
  std::int64_t revisions = 0;  // of these items
  std::int64_t changed = 0;    // leaves of this one
  std::string root;            // hash over these leaves, in the order of their items
  std::string previous;        // hash of the seal before; "" for the first
  std::string hash;            // over all of the above (engine/ports/seal_form.h)
  std::string key;             // fingerprint of the key that signed it
  std::string signature;       // of the same, in hex
};

class Seals {
 public:
  virtual ~Seals() = default;

  // Items whose present revision no seal covers, by id, those after `after`, at most `limit`.
  [[nodiscard]] virtual std::vector<SealLeaf> Unsealed(const TenantId& tenant, const ItemId& after,
                                                       int limit) = 0;
  // False if there is a seal of this number already (nothing changes).
  [[nodiscard]] virtual bool AddSeal(const TenantId& tenant, const SealRecord& seal,
                                     std::span<const SealLeaf> leaves) = 0;
  // The newest for number 0.
  [[nodiscard]] virtual std::optional<SealRecord> FindSeal(const TenantId& tenant, std::int64_t number) = 0;
  // Leaves of that seal, by item, those after `after`, at most `limit`.
  [[nodiscard]] virtual std::vector<SealLeaf> SealLeaves(const TenantId& tenant, std::int64_t number,
                                                         const ItemId& after, int limit) = 0;
};

}  // namespace charter
