// Names and passwords of people who sign in here, and the record of who came in and who was turned away.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "engine/data/id.h"
#include "engine/data/time.h"
#include "engine/ports/page.h"

namespace charter {

struct Account {
  std::string name;  // what one signs in with
  PersonId person;   // who has one account at most
  std::string hash;  // of the password, with the parameters it was made with
  bool must_change = false;
  int failures = 0;  // since the last time that the password was right
  std::optional<Timestamp> locked_until = {};
  Timestamp changed_at = {};  // the password
  std::int64_t rev = 0;       // counts the changes of this record
};

// What happened at the door. Nothing in it tells who somebody is whom the directory does not know.
struct AccessRecord {
  std::string id;    // UUID version 7: sorted by time
  Timestamp at;      // real time
  std::string kind;  // "signed_in", "sign_in_refused", "signed_out", "password_changed", "token_made", ...
  std::optional<PersonId> person = {};  // as far as he is known
  std::string name_hash = {};           // of a name that nobody has: the same for the same name
  std::string address = {};             // of the client, masked
  std::string route = {};               // "POST /v1/items/{id}/events"
  int code = 0;                         // of the refusal (engine/data/code.h)
  // Of a change of rights, which `person` made:
  std::optional<PersonId> whom = {};  // for whom
  std::string what = {};              // the role, with its times; what was changed
  OrgId where = {};
  std::string subject = {};  // what it was about, where that is no person: "ITEM/fields/NAME"
};

// Part of every store; thread-safe, with the failures of Store.
class Accounts {
 public:
  virtual ~Accounts() = default;

  [[nodiscard]] virtual std::optional<Account> FindAccount(const TenantId& tenant,
                                                           const std::string& name) = 0;
  [[nodiscard]] virtual std::optional<Account> FindAccountOf(const TenantId& tenant,
                                                             const PersonId& person) = 0;
  // Creates the account (`rev` 0) or replaces that of its name whose revision is `rev`, and adds `record`, in
  // one transaction; the account's revision is then `rev` + 1. False, and nothing changes, where it has
  // another revision, or where the person has an account of another name.
  [[nodiscard]] virtual bool PutAccount(const TenantId& tenant, const Account& account,
                                        const AccessRecord& record) = 0;

  // By name, those after the name `after` ("": from the first).
  [[nodiscard]] virtual Page<Account> ListAccounts(const TenantId& tenant, const std::string& after,
                                                   int limit) = 0;

  virtual void AddAccess(const TenantId& tenant, const AccessRecord& record) = 0;
  // The newest first, those older than the id `before` ("": from the newest).
  [[nodiscard]] virtual Page<AccessRecord> ListAccess(const TenantId& tenant, const std::string& before,
                                                      int limit) = 0;
  // The same, of one person.
  [[nodiscard]] virtual Page<AccessRecord> ListAccessOf(const TenantId& tenant, const PersonId& person,
                                                        const std::string& before, int limit) = 0;
  // Removes those of all tenants from before `before`, at most `limit`, the oldest first; returns how many.
  // Who changed whose rights, and who was shown what, stays: those that have `whom`, `what` or `subject`.
  virtual int RemoveAccess(Timestamp before, int limit) = 0;
};

}  // namespace charter
