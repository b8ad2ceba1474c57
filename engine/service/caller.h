// Who asks, and what they hold where.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/data/actor.h"
#include "engine/data/code.h"
#include "engine/ports/directory.h"

namespace charter {

// A role that somebody has lent to the caller.
struct Lent {
  Person by;
  Grant grant;
};

// A signed-in person with what holds at the time of his request. What is done by right of a role alone
// (administrators, auditors, budgets) is done by one's own; lent roles read and act on items.
struct Caller {
  TenantId tenant;
  Person person;
  std::vector<Grant> grants;                // his own
  std::vector<Lent> lent = {};              // with which he acts for others
  std::optional<Person> on_behalf_of = {};  // as whose substitute he acts here; see GuisesOf
  std::vector<std::string> workflows = {};  // whose items he acts on with the token he came with; empty: all
};

// Beside auditors and advisors (engine/data/actor.h): an administrator publishes workflows and manages
// people, and who has the role of finance keeps budgets.
inline constexpr std::string_view kAdministrator = "administrator";
inline constexpr std::string_view kFinance = "finance";

// With what the person holds, and what others have lent him, at this time: a lent role holds where the lender
// has it himself.
Caller CallerAt(Directory& directory, const TenantId& tenant, Person person, Timestamp at);
// As whom he may act, in the order in which it is tried: as himself, then for each who has lent him
// something, with that and what he holds himself.
std::vector<Caller> GuisesOf(const Caller& caller);
// Whether a step was refused for what one guise lacks, so that the next is tried.
bool LacksRole(Code code);

// The caller as the engine sees him over an item of this organisation, in this guise.
Actor ActorOf(const Caller& caller, const std::string& org_path);
// Those of all guises that hold something there; himself in any case.
std::vector<Actor> ActorsOf(const Caller& caller, const std::string& org_path);
// As he reads: with all roles that he holds there or has been lent.
Actor ReaderOf(const Caller& caller, const std::string& org_path);

// The roles that the caller holds himself over the organisation at `path`: sorted, each once.
std::vector<std::string> RolesAt(const Caller& caller, std::string_view path);
bool Holds(const Caller& caller, std::string_view role, std::string_view path);
// Whether one of his own roles or of those lent to him covers the organisation at `path`.
bool Reaches(const Caller& caller, std::string_view path);
// Whether what he came with is for items of this workflow.
bool IsFor(const Caller& caller, std::string_view workflow);
// The path prefixes that the caller may see.
std::vector<std::string> ScopesOf(const Caller& caller);

}  // namespace charter
