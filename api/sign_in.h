// Names and passwords: signing in and out, changing a password, and making a first one.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "api/access_trail.h"
#include "api/identity.h"
#include "api/passwords.h"
#include "api/problem.h"
#include "api/rate_limit.h"
#include "engine/ports/accounts.h"
#include "engine/ports/directory.h"

namespace charter::api {

// Wrong passwords until one has to wait, then twice as long each time.
inline constexpr int kFailuresFree = 5;
inline constexpr Duration kFirstWait{30, 0};
inline constexpr Duration kLongestWait{3600, 0};

// How long an account is locked after so many wrong passwords; zero: not at all.
Duration WaitAfter(int failures);

// Whether an administrator has locked it, and not its failures alone.
bool IsLocked(const Account& account);

// A name as accounts have it: without space around it, in small letters.
std::string AccountName(std::string_view text);

// Thread-safe. What it answers, and how long it takes, does not tell whether somebody has an account: a name
// that nobody has, a wrong password and a locked account are one refusal.
class SignIn {
 public:
  // `attempts`: to sign in, from one address. `clock`: real time. All outlive this.
  SignIn(Accounts& accounts, Directory& directory, Identity& identity, Passwords& passwords,
         AccessTrail& trail, Clock& clock, Rate attempts)
      : accounts_(accounts),
        directory_(directory),
        identity_(identity),
        passwords_(passwords),
        trail_(trail),
        clock_(clock),
        attempts_(attempts, clock) {}

  struct Session {
    std::string token;
    Token record;
    Person person;
  };
  // sign_in_refused, too_many_requests.
  tl::expected<Session, Problem> Enter(const TenantId& tenant, const std::string& name,
                                       const std::string& password, const std::string& address);
  void Leave(const Proof& proof, const std::string& address);

  // Ends all of the person's sessions; a session that asks for it is replaced by a new one.
  // no_local_account, sign_in_refused (the present password is wrong), password_unfit, account_clash.
  tl::expected<std::optional<Session>, Problem> ChangePassword(const Proof& proof, const std::string& present,
                                                               const std::string& next,
                                                               const std::string& address);

  // Makes an account, under the name of the person's id, or opens the one that there is; ends all sessions
  // and personal tokens. Returns the name and the password for once; nothing where somebody else changes the
  // account at the same time.
  struct FirstPassword {
    std::string name;
    std::string password;
  };
  std::optional<FirstPassword> Reset(const TenantId& tenant, const PersonId& person);

  // The same for `by`, who administers accounts. `name`: "" for the person's id. person_not_found,
  // account_exists, input_invalid (no name to sign in with).
  tl::expected<FirstPassword, Problem> MakeAccount(const Caller& by, const PersonId& person,
                                                   const std::string& name, const std::string& address);
  // A lock stays. no_such_resource, account_clash.
  tl::expected<FirstPassword, Problem> ResetAccount(const Caller& by, const std::string& name,
                                                    const std::string& address);
  // Locked, nobody signs in with it; its sessions and personal tokens have ended. not_permitted (one's own),
  // no_such_resource, account_clash.
  tl::expected<Account, Problem> SetLock(const Caller& by, const std::string& name, bool locked,
                                         const std::string& address);

 private:
  // Gives the account a password for once; nothing where it is not as it was, or not new.
  std::optional<FirstPassword> Open(const TenantId& tenant, Account account, const AccessRecord& record);
  [[nodiscard]] AccessRecord Done(const char* kind, const Caller& by, const PersonId& whom,
                                  const std::string& address);
  void EndTokens(const TenantId& tenant, const PersonId& person);
  Session Begin(const TenantId& tenant, const Person& person, bool must_change);
  // One try with a password: what follows of it for the account is kept in one transaction with its record,
  // so that of many tries at once each counts. `change` is made where the password is right, and recorded as
  // `kind`. Nothing where it is wrong, the account is locked, or there is none.
  std::optional<Account> Try(const TenantId& tenant, const std::function<std::optional<Account>()>& find,
                             const std::string& password, const std::function<void(Account&)>& change,
                             AccessRecord record, const char* kind);

  Accounts& accounts_;
  Directory& directory_;
  Identity& identity_;
  Passwords& passwords_;
  AccessTrail& trail_;
  Clock& clock_;
  RateLimit attempts_;
};

}  // namespace charter::api
