// Comments of the store in memory.
#include <algorithm>

#include "engine/data/micros.h"
#include "storage/memory_store.h"

namespace charter::storage {

bool MemoryStore::AddComment(const TenantId& tenant, const CommentRecord& comment,
                             const AnswerRecord* answer) {
  const std::lock_guard lock(mutex_);
  if (!IsFree(tenant, answer)) return false;
  CommentRecord& kept = comments_[{tenant, comment.item, comment.id}] = comment;
  kept.at = Kept(comment.at);
  Keep(tenant, answer);
  return true;
}

Page<CommentRecord> MemoryStore::ListComments(const TenantId& tenant, const ItemId& item,
                                              const std::string& after, int limit) {
  const std::lock_guard lock(mutex_);
  Page<CommentRecord> page;
  const auto most = static_cast<std::size_t>(std::max(limit, 0));
  for (auto each = comments_.upper_bound({tenant, item, after}); each != comments_.end(); ++each) {
    const CommentRecord& comment = each->second;
    if (std::get<0>(each->first) != tenant || comment.item != item) break;
    if (page.rows.size() == most) {
      if (most > 0) page.next = page.rows.back().id;
      break;
    }
    page.rows.push_back(comment);
  }
  return page;
}

}  // namespace charter::storage
