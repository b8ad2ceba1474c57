// Organisations, people, and the roles that they hold and lend, as they are kept.
#pragma once

#include <optional>
#include <string>

#include "engine/data/id.h"
#include "engine/data/text.h"
#include "engine/data/time.h"

namespace charter {

// A node of the organisation tree. `path` is the chain of ids from the root, each followed by "/":
// "liangzhou/taihu/u12/". An organisation covers every path that starts with its own.
struct Organization {
  OrgId id;
  std::optional<OrgId> parent;
  std::string kind;  // the glossary's identifier: "municipal_federation", "grassroots_union", ...
  Text name;
  std::string path;
};

struct Person {
  PersonId id;
  std::string name;
  OrgId org;
};

// A role held at a place: it holds for that organisation and all below it. Both times are of the clock that
// items run on.
struct Grant {
  std::string role;
  OrgId org;
  std::string path;                     // of `org`; filled in by the store
  std::optional<Timestamp> from = {};   // nothing: from ever
  std::optional<Timestamp> until = {};  // it ends then; nothing: until it is taken away

  [[nodiscard]] bool HoldsAt(Timestamp at) const { return (!from || *from <= at) && (!until || at < *until); }
  // Whether it holds now and will not end by itself.
  [[nodiscard]] bool IsLasting() const { return !from && !until; }
};

// A role of one person at a place, lent to another for a time: it holds as long as the lender has it himself.
struct Delegation {
  std::string id;  // UUID version 7
  PersonId by;
  PersonId to;
  Grant grant;  // with both times
  std::string reason;
  Timestamp made_at;
};

}  // namespace charter
