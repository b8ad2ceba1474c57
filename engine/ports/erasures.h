// People whose names were erased: who did it, when and why. Only ever added to; each is chained to the one
// before.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/data/id.h"
#include "engine/data/time.h"
#include "engine/ports/answers.h"
#include "engine/ports/audit.h"

namespace charter {

struct ErasureRecord {
  std::int64_t number = 0;  // 1, 2, 3, ... within the tenant
  PersonId person;
  PersonId by;
  std::string reason;
  Timestamp at;
  std::string hash;  // ErasureHash
  // How far his name has been taken out of the history of items. Not part of the hash.
  ItemId swept;           // how far the sweep is, as the service writes it; empty: it has not begun
  bool done = false;      // all items have been gone through
  std::int64_t kept = 0;  // items that would be others without his name, so that it stays in them
};

// Of the record after the one whose hash is `before` ("": the first one): 64 digits of lower-case hex.
std::string ErasureHash(const TenantId& tenant, const ErasureRecord& record, const std::string& before);

// Part of every store; thread-safe, with the failures of Store.
class Erasures {
 public:
  virtual ~Erasures() = default;

  // Adds the record, removes the person's account, the answers that are kept for him and his name on
  // comments, and keeps `answer`, in one transaction. False, and nothing changes, where the number or the
  // answer's key is taken, or the person has been erased before.
  [[nodiscard]] virtual bool AddErasure(const TenantId& tenant, const ErasureRecord& record,
                                        const AnswerRecord* answer) = 0;
  // By number.
  [[nodiscard]] virtual std::vector<ErasureRecord> ListErasures(const TenantId& tenant) = 0;
  // Removes again what AddErasure removed beside the record, and the name on comments: what came since.
  virtual void RepeatErasure(const TenantId& tenant, const PersonId& person) = 0;
  // Keeps `swept`, `done` and `kept` of a record.
  virtual void NoteSweep(const TenantId& tenant, const ErasureRecord& record) = 0;
  // Puts `with` in place of `name` in the texts of an item's messages that wait in the outbox, and nowhere
  // else in them. Within a longer word of ASCII it is left; Chinese does not tell where a name ends.
  virtual void RenameInOutbox(const TenantId& tenant, const ItemId& item, const std::string& name,
                              const std::string& with) = 0;
  // Items of a range that the person made, that hold his id, whose history names him, or about which he said
  // something; by id. May look at every one of them, and at its whole history.
  [[nodiscard]] virtual std::vector<ItemId> ItemsAbout(const TenantId& tenant, const ItemRange& range,
                                                       const PersonId& person) = 0;
  // Those that have not ended and that the person made, or that hold his id as they are now. Looks at no
  // history: for one request.
  [[nodiscard]] virtual std::vector<ItemId> OpenItemsOf(const TenantId& tenant, const ItemRange& range,
                                                        const PersonId& person) = 0;
};

}  // namespace charter
