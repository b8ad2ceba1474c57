#include "storage/comments.h"

#include <algorithm>

#include "storage/answers.h"
#include "storage/database.h"
#include "storage/json_rows.h"

namespace charter::storage {

bool AddComment(Session& session, const TenantId& tenant, const CommentRecord& comment,
                const AnswerRecord* answer) {
  const std::string roles = WriteNames(comment.roles);
  const std::string readers = WriteNames(comment.to);
  Begin(session);
  session.Execute(
      "INSERT INTO comments (tenant, item, id, at, person, name, roles, readers, text) VALUES (:tenant, "
      ":item, "
      ":id, :at, :person, :name, :roles, :readers, :text)",
      {{"tenant", tenant},
       {"item", comment.item},
       {"id", comment.id},
       {"at", comment.at},
       {"person", comment.person},
       {"name", comment.name},
       {"roles", roles},
       {"readers", readers},
       {"text", comment.text}});
  if (answer != nullptr && !KeepAnswer(session, tenant, *answer)) {
    RollBack(session);
    return false;
  }
  Commit(session);
  return true;
}

Page<CommentRecord> ListComments(Session& session, const TenantId& tenant, const ItemId& item,
                                 const std::string& after, int limit) {
  Page<CommentRecord> page;
  const auto most = static_cast<std::size_t>(std::max(limit, 0));
  session.Query(
      "SELECT id, at, person, name, roles, readers, text FROM comments WHERE tenant = :tenant AND item = "
      ":item "
      "AND id > :after ORDER BY id LIMIT :limit",
      {{"tenant", tenant}, {"item", item}, {"after", after}, {"limit", static_cast<std::int64_t>(most + 1)}},
      7, [&](const Row& row) {
        page.rows.push_back({row.Text(0), item, row.Time(1), PersonId(row.Text(2)), row.Text(3),
                             ReadNames(row.Text(4)), ReadNames(row.Text(5)), row.Text(6)});
      });
  if (page.rows.size() > most) {
    page.rows.resize(most);
    if (most > 0) page.next = page.rows.back().id;
  }
  return page;
}

}  // namespace charter::storage
