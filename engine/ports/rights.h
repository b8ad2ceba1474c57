// Changes of who may do what, each with its line in the record of access; and roles that people lend.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "engine/data/id.h"
#include "engine/ports/accounts.h"
#include "engine/ports/answers.h"
#include "engine/ports/page.h"
#include "engine/ports/people.h"

namespace charter {

struct AddOrganization {
  Organization organization;  // below a parent
};
// Kind and names; it stays where it is.
struct ChangeOrganization {
  Organization organization;
};
struct AddPerson {
  Person person;
};
struct ChangePerson {
  Person person;
};
// Replaces what was said of this role at this place. `keeps_one`: not where nobody would be left who has it
// there lastingly.
struct GiveRole {
  PersonId person;
  Grant grant;
  bool keeps_one = false;
};
struct TakeRole {
  PersonId person;
  std::string role;
  OrgId org;
  bool keeps_one = false;
};
struct LendRole {
  Delegation delegation;
};
struct EndLoan {
  std::string id;
};
using RightsChange = std::variant<AddOrganization, ChangeOrganization, AddPerson, ChangePerson, GiveRole,
                                  TakeRole, LendRole, EndLoan>;

enum class Changed : std::uint8_t {
  kYes,
  kNot,       // what is to be added is there already, or what is to be changed is not there
  kLastOne,   // `keeps_one` stood against it
  kKeyTaken,  // the answer's key has an answer already
};

struct DelegationQuery {
  std::optional<PersonId> by = {};
  std::vector<std::string> scopes = {""};  // of the places of the roles
  std::optional<Timestamp> after = {};     // that end later
  std::string after_id;                    // Page::next of the page before
  int limit = 50;
};

// Part of every directory; thread-safe, with the failures of Store.
class Rights {
 public:
  virtual ~Rights() = default;

  // The change, its record and the answer to who asked for it (null: none is kept) in one transaction; kYes,
  // or nothing has changed. What it refers to must be there (Code::store_failed).
  [[nodiscard]] virtual Changed Change(const TenantId& tenant, const RightsChange& change,
                                       const AccessRecord& record, const AnswerRecord* answer) = 0;

  [[nodiscard]] virtual std::optional<Delegation> FindDelegation(const TenantId& tenant,
                                                                 const std::string& id) = 0;
  // All that were ever lent to somebody and not taken back, by id.
  [[nodiscard]] virtual std::vector<Delegation> DelegationsTo(const TenantId& tenant,
                                                              const PersonId& person) = 0;
  // By id.
  [[nodiscard]] virtual Page<Delegation> ListDelegations(const TenantId& tenant,
                                                         const DelegationQuery& query) = 0;
};

}  // namespace charter
