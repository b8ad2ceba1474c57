// What people say about items, beside their events.
#pragma once

#include <string>
#include <vector>

#include "engine/data/id.h"
#include "engine/data/time.h"
#include "engine/ports/answers.h"
#include "engine/ports/page.h"

namespace charter {

// Never changed and never deleted.
struct CommentRecord {
  std::string id;  // UUID version 7
  ItemId item;
  Timestamp at;
  PersonId person;
  std::string name;
  std::vector<std::string> roles;  // that he held over the item then; sorted
  std::vector<std::string> to;     // roles that read it; empty: whoever sees the item
  std::string text;
};

// Part of every store; thread-safe, with the failures of Store.
class Comments {
 public:
  virtual ~Comments() = default;

  // With its answer (null: none is kept) in one transaction; false where the answer's key is taken.
  [[nodiscard]] virtual bool AddComment(const TenantId& tenant, const CommentRecord& comment,
                                        const AnswerRecord* answer) = 0;
  // Of an item, the oldest first, those after the id `after` ("": from the first).
  [[nodiscard]] virtual Page<CommentRecord> ListComments(const TenantId& tenant, const ItemId& item,
                                                         const std::string& after, int limit) = 0;
};

}  // namespace charter
