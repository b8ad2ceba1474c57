// The outbox of the in-memory store.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <tuple>
#include <vector>

#include "engine/ports/outbox.h"

namespace charter::storage {

// See Outbox for each. Not thread-safe: the store that has it locks.
class MemoryOutbox {
 public:
  void Add(const TenantId& tenant, const ItemId& item, const OutboxRecord& record);
  [[nodiscard]] std::vector<OutboxRow> Pending(int limit) const;
  std::vector<OutboxRow> Claim(const Lease& lease, int limit);
  void Settle(const Settlement& settled, Timestamp now);
  [[nodiscard]] std::vector<DeadLetter> Dead(const TenantId& tenant, const ItemId& after, int limit) const;
  int Retry(const TenantId& tenant, const std::optional<OutboxId>& id, Timestamp now);
  bool Drop(const TenantId& tenant, const OutboxId& id);
  // How many are dead letters, and how many are not.
  [[nodiscard]] std::pair<std::int64_t, std::int64_t> Count() const;
  // See Erasures.
  void Rename(const TenantId& tenant, const ItemId& item, const std::string& name, const std::string& with);

 private:
  using Key = std::tuple<TenantId, ItemId, std::int64_t, int>;
  struct Entry {
    OutboxRow row;
    std::int64_t added = 0;          // 1, 2, 3, ...
    std::optional<Timestamp> ready;  // nothing: behind a dead letter, or one itself
    std::string error;
    std::optional<Timestamp> dead_since;
  };
  using Rows = std::map<Key, Entry>;

  [[nodiscard]] static Key KeyOf(const OutboxRow& row);
  [[nodiscard]] static Key KeyOf(const TenantId& tenant, const OutboxId& id);
  void SetReady(const TenantId& tenant, const ItemId& item, std::optional<Timestamp> ready);

  Rows rows_;
  std::int64_t last_added_ = 0;
};

}  // namespace charter::storage
