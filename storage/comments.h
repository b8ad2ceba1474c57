// All SQL of comments.
#pragma once

#include <string>

#include "engine/ports/comments.h"
#include "storage/session.h"

namespace charter::storage {

// See Comments for each.
bool AddComment(Session& session, const TenantId& tenant, const CommentRecord& comment,
                const AnswerRecord* answer);
Page<CommentRecord> ListComments(Session& session, const TenantId& tenant, const ItemId& item,
                                 const std::string& after, int limit);

}  // namespace charter::storage
